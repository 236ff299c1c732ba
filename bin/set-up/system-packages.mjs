import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly, succeeds } from './command.mjs';
import { SetUpError } from './set-up-error.mjs';

/** What the main job needs of the system, by what it is for; `packages` names it for those who install it. */
export const NEEDS = {
  video: { what: 'ffmpeg', debian: ['ffmpeg'], fedora: ['ffmpeg-free'], homebrew: ['ffmpeg'] },
  broker: { what: 'nats-server', debian: ['nats-server'], fedora: ['nats-server'], homebrew: ['nats-server'] },
  camera: {
    what: 'the GStreamer RTSP server for Python',
    debian: ['python3-gi', 'gir1.2-gst-rtsp-server-1.0'],
    fedora: ['python3-gobject', 'gstreamer1-rtsp-server', 'gstreamer1-plugins-good', 'gstreamer1-plugins-bad-free'],
    homebrew: ['gstreamer', 'pygobject3'],
  },
  browser: {
    what: 'Chromium with a font',
    debian: ['chromium', 'fonts-dejavu-core'],
    fedora: ['chromium', 'dejavu-sans-fonts'],
    homebrew: ['chromium'],
  },
  tracer: { what: 'strace', debian: ['strace'], fedora: ['strace'], homebrew: [] },
};

/** How the missing parts get here: nothing to do, a command to run, or a sentence for a person. */
export function planInstallation({ missing, isRoot, hasAptGet, maySudo }) {
  if (missing.length === 0) return { do: 'nothing' };
  if (!hasAptGet || !(isRoot || maySudo)) {
    const reason = hasAptGet
      ? 'it may not be installed without root or sudo'
      : 'there is no apt-get to install it with';
    return { do: 'ask', sentence: sentenceFor(missing, reason) };
  }
  const prefix = isRoot ? [] : ['sudo', '-n'];
  const packages = missing.flatMap((need) => NEEDS[need].debian);
  return {
    do: 'install',
    packages,
    commands: [
      [...prefix, 'apt-get', 'update'],
      [
        ...prefix,
        'env',
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        'install',
        '-y',
        '--no-install-recommends',
        ...packages,
      ],
    ],
  };
}

/** Throws a sentence that says how to install ffmpeg where it is missing; installs nothing. */
export function requireVideo() {
  const { FFMPEG_PATH, FFPROBE_PATH } = process.env;
  if ((FFMPEG_PATH ?? findOnPath('ffmpeg')) !== null && (FFPROBE_PATH ?? findOnPath('ffprobe')) !== null) return;
  throw new SetUpError(sentenceFor(['video'], 'it is not on the PATH'));
}

function sentenceFor(missing, reason) {
  const list = (system) => missing.flatMap((need) => NEEDS[need][system]).join(' ');
  return (
    `Kerbline needs ${missing.map((need) => NEEDS[need].what).join(', ')}, and ${reason}: ` +
    `Debian and Ubuntu \`sudo apt-get install --no-install-recommends ${list('debian')}\`, ` +
    `Fedora \`sudo dnf install ${list('fedora')}\`, macOS \`brew install ${list('homebrew')}\`, ` +
    'or run everything with `docker compose -f infra/compose.yaml up`.'
  );
}

export async function systemPackagesStep(root, step, needs) {
  const found = await Promise.all(needs.map((need) => isPresent(need, root)));
  const missing = needs.filter((_, index) => !found[index]);
  if (missing.length === 0) return;
  const plan = planInstallation({
    missing,
    isRoot: process.getuid?.() === 0,
    hasAptGet: findOnPath('apt-get') !== null,
    maySudo: findOnPath('sudo') !== null && (await succeeds('sudo', ['-n', 'true'])),
  });
  if (plan.do === 'ask') throw new SetUpError(plan.sentence);
  await step(`Debian packages ${plan.packages.join(', ')}`, async () => {
    for (const [command, ...args] of plan.commands) {
      await runQuietly(command, args, { cwd: root, title: 'Installing Debian packages' });
    }
  });
}

function isPresent(need, root) {
  switch (need) {
    case 'video':
      return findOnPath('ffmpeg') !== null && findOnPath('ffprobe') !== null;
    case 'broker':
      return process.env.KERBLINE_NATS_SERVER !== undefined || findOnPath('nats-server') !== null;
    case 'camera':
      // Asked of the camera itself: its parts lie in many places on many systems.
      return succeeds(pythonPath(), [join(root, 'libs', 'local-services', 'rtsp-camera.py')]);
    case 'tracer':
      // Linux has it alone; elsewhere what needs it is skipped.
      return process.platform !== 'linux' || findOnPath('strace') !== null;
    case 'browser':
      return findOnPath('chromium') !== null;
    default:
      throw new Error(`unknown need ${need}`);
  }
}

function pythonPath() {
  return process.platform === 'linux' && existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
}

/** Debian puts servers in sbin, which is not on every user's PATH. */
function findOnPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
