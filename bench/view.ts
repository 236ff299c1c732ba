import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { ViewGuard } from '#detection';
import type { RgbPicture, ViewFault } from '#detection';
import { flag, partOf, someOf } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { notHere } from './support/not-here.js';
import { blurred, noisy, painted, toned, warped } from './support/spoiled-pictures.js';

const CLIPS = [
  'curbbench/day-turnover',
  'curbbench/day-double-park',
  'curbbench/red-light-queue',
  'curbbench/night-street',
  'curbbench/rain-loading',
  'curbbench/bus-occlusion',
  'street/no-parking-strip',
  'street/oblique-lanes',
  'street/residential-signal',
  'street/top-down-lane',
];
const NAMES = CLIPS.map((clip) => basename(clip));
const CODED_ANEW = 'one frame, coded anew';
const WIDTH_PX = 768;
const FPS = 5;
const HEALTHY_FPS = [2, 5, 10];
const BEGIN_MS = 30_000;
const LASTS_MS = 40_000;
const AFTER_MS = 25_000;

interface Trial {
  readonly name: string;
  /** The fault that should be found, or null: the picture is spoiled but can be relied on. */
  readonly fault: ViewFault | null;
  /** 40 s unless told. */
  readonly lastsMs?: number;
  readonly spoil: (picture: RgbPicture, at: { sinceMs: number; first: RgbPicture }) => RgbPicture;
}

const everywhere = { xPx: 0, yPx: 0, turn: 0, zoom: 1 };
const shifted = (share: number): Trial => ({
  name: `shifted by ${share * 100} %`,
  fault: share > 0.01 ? 'camera_moved' : null,
  lastsMs: share > 0.1 ? 2 * LASTS_MS : LASTS_MS,
  spoil: (picture) => warped(picture, { ...everywhere, xPx: share * picture.widthPx }),
});
const plain = (red: number, green: number, blue: number) => (picture: RgbPicture) =>
  noisy({ ...picture, rgb: picture.rgb.map((_, at) => [red, green, blue][at % 3] ?? 0) }, 2);

const TRIALS: readonly Trial[] = [
  { name: 'nothing, for 145 s', fault: null, lastsMs: 3 * LASTS_MS - 30_000, spoil: (picture) => picture },
  { name: 'one frame repeated', fault: 'frozen', spoil: (_, { first }) => first },
  { name: 'black', fault: 'black', spoil: plain(16, 16, 16) },
  { name: 'grey', fault: 'black', spoil: plain(128, 128, 128) },
  { name: 'green', fault: 'black', spoil: plain(0, 135, 0) },
  ...[2, 3, 4, 6].map((radiusPx): Trial => ({
    name: `blurred, sigma ${radiusPx} px`,
    fault: 'blurred',
    spoil: (picture) => blurred(picture, radiusPx),
  })),
  ...[0.005, 0.02, 0.03, 0.05, 0.25].map(shifted),
  {
    name: 'turned by 2°',
    fault: 'camera_moved',
    spoil: (picture) => warped(picture, { ...everywhere, turn: (2 * Math.PI) / 180 }),
  },
  { name: 'zoomed by 3 %', fault: 'camera_moved', spoil: (picture) => warped(picture, { ...everywhere, zoom: 1.03 }) },
  {
    name: 'sways by 4 px at 0.5 Hz',
    fault: null,
    spoil: (picture, { sinceMs }) =>
      warped(picture, { ...everywhere, xPx: 4 * Math.sin((Math.PI * sinceMs) / 1000 + 0.4) }),
  },
  { name: 'infrared, gain 1.5', fault: null, spoil: (picture) => toned(picture, { gain: 1.5, isGrey: true }) },
  { name: 'exposure up 40 %', fault: null, spoil: (picture) => toned(picture, { gain: 1.4 }) },
  { name: 'exposure down 40 %', fault: null, spoil: (picture) => toned(picture, { gain: 0.6 }) },
  {
    name: 'dusk to a third of the light',
    fault: null,
    spoil: (picture, { sinceMs }) => toned(picture, { gain: Math.max(0.33, 1 - sinceMs / 50_000) }),
  },
  { name: 'a bus over 40 %', fault: null, spoil: (picture) => painted(picture, 0.4) },
  { name: 'noise, sigma 12', fault: null, spoil: (picture) => noisy(picture, 12) },
];

interface Verdict {
  readonly fault: ViewFault;
  readonly saidAtMs: number;
  readonly sinceMs: number;
  endedMs: number | null;
}

interface Watched {
  readonly verdicts: readonly Verdict[];
  readonly modes: number;
  readonly unsettledMs: number;
  readonly msPerFrame: number;
}

function watch(pictures: Iterable<{ picture: RgbPicture; atMs: number }>): Watched {
  const guard = new ViewGuard();
  const verdicts: Verdict[] = [];
  let frames = 0;
  let spentMs = 0;
  let modes = 0;
  let lastMode: string | null = null;
  let unsettledFrames = 0;
  let stepMs = 0;
  let lastAtMs = 0;
  for (const { picture, atMs } of pictures) {
    const before = process.cpuUsage();
    const { fault, sinceMs, mode, unsettledUntilMs } = guard.observe(picture, atMs);
    const spent = process.cpuUsage(before);
    spentMs += (spent.user + spent.system) / 1_000;
    frames++;
    stepMs = atMs - lastAtMs;
    lastAtMs = atMs;
    if (lastMode !== null && mode !== lastMode) modes++;
    lastMode = mode;
    if (unsettledUntilMs !== null) unsettledFrames++;
    const open = verdicts.at(-1);
    if (open?.endedMs === null && open.fault !== fault) open.endedMs = sinceMs;
    if (fault && (open?.endedMs !== null || open.fault !== fault)) {
      verdicts.push({ fault, saidAtMs: atMs, sinceMs: sinceMs ?? atMs, endedMs: null });
    }
  }
  return { verdicts, modes, unsettledMs: unsettledFrames * stepMs, msPerFrame: spentMs / frames };
}

/** Decodes a whole film; sizes are those of the film at the given width. */
function decode(file: string, fps: number, limitS: number): RgbPicture[] {
  const probe = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', file];
  const [width = 16, height = 9] = execFileSync('ffprobe', probe, { encoding: 'utf8' }).split(',').map(Number);
  const heightPx = 2 * Math.round((WIDTH_PX * height) / width / 2);
  const filter = `fps=${fps}:round=up,scale=${WIDTH_PX}:${heightPx},format=rgb24`;
  const { stdout } = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-t', `${limitS}`, '-vf', filter, '-f', 'rawvideo', '-'],
    { maxBuffer: 2 ** 31 - 1 },
  );
  const bytes = WIDTH_PX * heightPx * 3;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, i) => ({
    widthPx: WIDTH_PX,
    heightPx,
    rgb: new Uint8Array(stdout.buffer, stdout.byteOffset + i * bytes, bytes),
  }));
}

function* timed(pictures: readonly RgbPicture[], fps: number) {
  for (const [i, picture] of pictures.entries()) yield { picture, atMs: (i * 1000) / fps };
}

function* spoiled(pictures: readonly RgbPicture[], { spoil, lastsMs = LASTS_MS }: Trial) {
  let first: RgbPicture | undefined;
  for (let i = 0; (i * 1000) / FPS < BEGIN_MS + lastsMs + AFTER_MS; i++) {
    const picture = pictures[i % pictures.length];
    if (!picture) return;
    const atMs = (i * 1000) / FPS;
    const isSpoiled = atMs >= BEGIN_MS && atMs < BEGIN_MS + lastsMs;
    if (isSpoiled) first ??= picture;
    yield { picture: isSpoiled && first ? spoil(picture, { sinceMs: atMs - BEGIN_MS, first }) : picture, atMs };
  }
}

/** A hung source before the encoder: the clip, then its last frame for 40 s, then the clip again, coded anew. */
function frozenFilm(file: string, out: string, keyFrameS: number): RgbPicture[] {
  const filter = [
    `[0:v]fps=10,scale=${WIDTH_PX}:-2,split[a][c]`,
    `[a]trim=0:${BEGIN_MS / 1000},setpts=PTS-STARTPTS,tpad=stop_mode=clone:stop_duration=${LASTS_MS / 1000}[b]`,
    `[c]trim=0:${AFTER_MS / 1000},setpts=PTS-STARTPTS[d]`,
    '[b][d]concat=n=2[v]',
  ].join(';');
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28', '-g', `${10 * keyFrameS}`];
  const loop = ['-v', 'error', '-y', '-stream_loop', '5', '-i', file];
  execFileSync('ffmpeg', [...loop, '-filter_complex', filter, '-map', '[v]', '-pix_fmt', 'yuv420p', ...coding, out]);
  return decode(out, FPS, (BEGIN_MS + LASTS_MS + AFTER_MS) / 1000);
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;

function rowOf(clip: string, { name, fault, lastsMs = LASTS_MS }: Omit<Trial, 'spoil'>, watched: Watched) {
  const { verdicts, modes, unsettledMs } = watched;
  const right = verdicts.find(
    (each) => each.fault === fault && each.saidAtMs >= BEGIN_MS && each.saidAtMs < BEGIN_MS + lastsMs,
  );
  const imagined = verdicts.filter((each) => each !== right);
  return {
    clip,
    spoiled: name,
    'should be': fault ?? '–',
    'found after s': right ? seconds(right.saidAtMs - BEGIN_MS) : fault ? 'MISSED' : '–',
    'start error s': right ? seconds(right.sinceMs - BEGIN_MS) : '–',
    'end error s': right ? (right.endedMs === null ? 'open' : seconds(right.endedMs - BEGIN_MS - lastsMs)) : '–',
    false: imagined.map((each) => `${each.fault} ${seconds(each.sinceMs)}`).join() || 0,
    'mode changes': modes,
    'unsettled s': seconds(unsettledMs),
  };
}

function main(): void {
  const args = benchOptions({
    name: 'view',
    measures: `
Faults of a camera's picture, made from healthy clips: which are found, how soon, how well dated, and which are imagined.
Reads ../shared/curbbench and ../shared/street and needs ffmpeg. Noise is seeded.

Clips are 768 px wide here and repeat from their start where they are too short. Every fault begins after 30 s and lasts
40 s, a view turned away 80 s; then the clip goes on.`,
    options: {
      clips: someOf(`some of ${NAMES.join(', ')}; without it all`, 'names', NAMES),
      trials: partOf('the faults whose name holds it', 'text', [...TRIALS.map(({ name }) => name), CODED_ANEW]),
      'healthy-only': flag('looks for imagined faults alone'),
      'faults-only': flag('leaves the healthy clips alone'),
    },
    examples: [['--clips day-turnover,top-down-lane --trials blurred --faults-only', 'one fault on two clips']],
  });
  const root = resolve('..', 'shared');
  const clips = CLIPS.filter((clip) => args.clips?.some((each) => clip.endsWith(each)) ?? true);
  const missing = clips.map((clip) => join(root, `${clip}.mp4`)).filter((path) => !existsSync(path));
  if (missing.length > 0) return notHere(missing.join(', '));
  if (!args['faults-only']) {
    const rows = clips.flatMap((clip) =>
      HEALTHY_FPS.map((fps) => {
        const { verdicts, modes, unsettledMs, msPerFrame } = watch(
          timed(decode(join(root, `${clip}.mp4`), fps, 112), fps),
        );
        const faults = verdicts.map(({ fault, sinceMs }) => `${fault} ${seconds(sinceMs)}`).join() || 0;
        const row = { clip, fps, 'false faults': faults, 'mode changes': modes, 'unsettled s': seconds(unsettledMs) };
        return { ...row, 'CPU ms a frame': Math.round(msPerFrame * 1000) / 1000 };
      }),
    );
    console.table(rows);
  }
  if (args['healthy-only']) return;
  const out = mkdtempSync(join(tmpdir(), 'kerbline-view-'));
  try {
    for (const clip of clips) {
      const file = join(root, `${clip}.mp4`);
      const pictures = decode(file, FPS, (BEGIN_MS + 2 * LASTS_MS + AFTER_MS) / 1000);
      const rows = TRIALS.filter(({ name }) => name.includes(args.trials ?? '')).map((trial) =>
        rowOf(clip, trial, watch(spoiled(pictures, trial))),
      );
      for (const keyFrameS of CODED_ANEW.includes(args.trials ?? '') ? [1, 5] : []) {
        const film = frozenFilm(file, join(out, 'frozen.mp4'), keyFrameS);
        const name = `${CODED_ANEW}, key frame each ${keyFrameS} s`;
        rows.push(rowOf(clip, { name, fault: 'frozen' }, watch(timed(film, FPS))));
      }
      console.table(rows);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
}

main();
