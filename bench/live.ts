/**
 * What a whole live box costs beside decoding alone, from the processor time of its processes: a still street, a busy one,
 * and sixteen small streams. Run: node dist/bench/live.js [--seconds 40]. Needs ffmpeg and reads ../shared/curbbench.
 */
import { spawn, execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '#local-services';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const TICKS_PER_S = 100;
/** Detectors open, and views are learned, before anything is counted. */
const WARM_UP_S = 15;

const { values: args } = parseArgs({ options: { seconds: { type: 'string', default: '40' } } });
const seconds = Number(args.seconds);
const clips = resolve('..', 'shared', 'curbbench');

interface Case {
  readonly name: string;
  readonly camera: string;
  readonly video: string;
  readonly streams: number;
}

/** Processor seconds and resident megabytes of a process and all its descendants. */
function usage(pid: number): { cpuS: number; residentMb: number } {
  const own = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  const sum = { cpuS: ((own[11] ?? 0) + (own[12] ?? 0)) / TICKS_PER_S, residentMb: (pages * 4_096) / 2 ** 20 };
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    for (const child of readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean)) {
      const { cpuS, residentMb } = usage(Number(child));
      sum.cpuS += cpuS;
      sum.residentMb += residentMb;
    }
  }
  return sum;
}

/** The share of a core that a process tree takes once it is warm, and its memory at the end. */
async function measure(child: ChildProcess): Promise<{ share: number; residentMb: number }> {
  const pid = child.pid ?? 0;
  try {
    await sleep(WARM_UP_S * 1_000);
    const before = usage(pid).cpuS;
    await sleep(seconds * 1_000);
    const { cpuS, residentMb } = usage(pid);
    return { share: (cpuS - before) / seconds, residentMb };
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

const decodeAlone = (video: string) =>
  measure(spawn('ffmpeg', ['-v', 'error', '-nostdin', '-re', '-stream_loop', '-1', '-i', video, '-f', 'null', '-']));

async function wholeBox({ camera, video, streams }: Case, directory: string) {
  const { zones, calibration, parameters } = JSON.parse(readFileSync(camera, 'utf8')) as Record<string, unknown>;
  const cameras = Array.from({ length: streams }, (_, index) => ({
    ...{ id: `camera-${index + 1}`, source: video, loop: true, pace: 'live' },
    ...{ zones, calibration, parameters },
  }));
  const config = join(directory, 'edge.json');
  writeFileSync(config, JSON.stringify({ device: 'bench', state: join(directory, 'state'), cameras }));
  const port = String(await freePort());
  const kerbline = resolve(import.meta.dirname, '..', '..', 'bin', 'kerbline');
  const environment = { ...process.env, KERBLINE_LOG_LEVEL: 'error', NATS_URL: `nats://127.0.0.1:${await freePort()}` };
  const box = spawn('node', [kerbline, 'edge', '--config', config, '--port', port], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment,
  });
  const measured = measure(box);
  await sleep((WARM_UP_S + seconds / 2) * 1_000);
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
  const total = (name: string) =>
    [...metrics.matchAll(new RegExp(`^kerbline_edge_${name}\\{.*\\} ([0-9.e+]+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
  const frames = total('frames_analysed_total');
  return {
    ...(await measured),
    pixelShare: total('pictures_looked_at_total') / frames,
    skippedShare: total('frames_skipped_total') / total('frames_decoded_total'),
  };
}

function film(from: string, to: string, filter: string, inputOptions: readonly string[] = []): void {
  const encoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-g', '20', '-t', '60'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...inputOptions, '-i', from, '-vf', filter, '-an', ...encoding, to]);
}

if (!existsSync(clips)) {
  console.log('skipped: not here: the clips');
} else {
  const directory = mkdtempSync(join(tmpdir(), 'kerbline-live-'));
  const busy = join(clips, 'red-light-queue.mp4');
  const camera = join(clips, 'red-light-queue.camera.json');
  const still = join(directory, 'still.mp4');
  const small = join(directory, 'small.mp4');
  try {
    // One picture of the street again and again, with the grain of a sensor.
    film(busy, still, "select='eq(n,0)',loop=600:1:0,setpts=N/10/TB,noise=alls=4:allf=t:all_seed=1,fps=10");
    film(busy, small, 'scale=640:360,fps=25');
    const cases: readonly Case[] = [
      { name: 'still street, 1280x720 at 10/s', camera, video: still, streams: 1 },
      { name: 'busy street, 1280x720 at 10/s', camera, video: busy, streams: 1 },
      { name: '16 busy streets, 640x360 at 25/s', camera, video: small, streams: 16 },
    ];
    const rows = [];
    for (const each of cases) {
      const decoding = (await decodeAlone(each.video)).share * each.streams;
      const box = await wholeBox(each, directory);
      rows.push({
        case: each.name,
        'decoding alone, cores': decoding.toFixed(3),
        'whole box, cores': box.share.toFixed(3),
        ratio: (box.share / decoding).toFixed(1),
        'memory MB': Math.round(box.residentMb),
        'pixels looked at': `${(100 * box.pixelShare).toFixed(0)} %`,
        'frames skipped': `${(100 * box.skippedShare).toFixed(0)} %`,
      });
    }
    console.table(rows);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
