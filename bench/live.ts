import { spawn, execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#local-services';
import { amount, someOf, unlessTold } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { notHere } from './support/not-here.js';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const TICKS_PER_S = 100;
/** Detectors open, views are learned and V8 has compiled what runs often before anything is counted: a box runs for months. */
const WARM_UP_S = 40;
const CASES = ['still', 'busy', '16'] as const;

const args = benchOptions({
  name: 'live',
  measures: `
What a whole live box costs beside decoding alone, from the processor time of its processes: a still street, a busy one,
and sixteen small streams. Both run at the same time on the same seconds of the film: what decoding costs varies with the
film and with what else the machine does. Needs ffmpeg and Linux, and reads ../shared/curbbench.`,
  options: {
    seconds: amount('what is counted, after 40 s of warming up', { unit: 'seconds', default: 40, min: 3, max: 86_400 }),
    cases: unlessTold(someOf('some of still, busy, 16', 'names', CASES), CASES),
  },
});
const { seconds, cases: wanted } = args;
const clips = resolve('..', 'shared', 'curbbench');

interface Case {
  readonly name: string;
  readonly camera: string;
  readonly video: string;
  readonly streams: number;
}

/** Processor seconds and megabytes of a process and all its descendants. */
interface Usage {
  readonly cpuS: number;
  /** Of these, what the processes below the first took: the decoders. */
  readonly decodersCpuS: number;
  /** Of these, what the first process' own first thread took: the box but for its pipelines. */
  readonly mainThreadCpuS: number;
  /** Proportional set size: pages that several processes share are counted once. */
  readonly memoryMb: number;
}

function usage(pid: number): Usage {
  const sum = {
    ...{ cpuS: cpuSecondsOf(`/proc/${pid}/stat`), decodersCpuS: 0 },
    ...{ mainThreadCpuS: cpuSecondsOf(`/proc/${pid}/task/${pid}/stat`), memoryMb: memoryMbOf(pid) },
  };
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    for (const child of readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean)) {
      const { cpuS, memoryMb } = usage(Number(child));
      sum.cpuS += cpuS;
      sum.decodersCpuS += cpuS;
      sum.memoryMb += memoryMb;
    }
  }
  return sum;
}

function cpuSecondsOf(statPath: string): number {
  const fields = readFileSync(statPath, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  return ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_PER_S;
}

function memoryMbOf(pid: number): number {
  const [, pssKb = '0'] = /^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(pssKb) / 1_024;
}

interface Measured {
  /** Shares of a core: all, and of it the decoders and the box's main thread. */
  readonly cores: number;
  readonly decoders: number;
  readonly mainThread: number;
  /** At the end. */
  readonly memoryMb: number;
  readonly grownMb: number;
}

/** What a process tree takes once it is warm, and what it says of itself before and after. */
async function measure<T>(child: ChildProcess, ask: () => Promise<T>): Promise<Measured & { told: readonly [T, T] }> {
  const pid = child.pid ?? 0;
  try {
    await sleep(WARM_UP_S * 1_000);
    const toldBefore = await ask();
    const before = usage(pid);
    const startedMs = performance.now();
    await sleep(seconds * 1_000);
    const after = usage(pid);
    const tookS = (performance.now() - startedMs) / 1_000;
    return {
      told: [toldBefore, await ask()],
      cores: (after.cpuS - before.cpuS) / tookS,
      decoders: (after.decodersCpuS - before.decodersCpuS) / tookS,
      mainThread: (after.mainThreadCpuS - before.mainThreadCpuS) / tookS,
      memoryMb: after.memoryMb,
      grownMb: after.memoryMb - before.memoryMb,
    };
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

const decodeAlone = (video: string) =>
  measure(
    spawn('ffmpeg', ['-v', 'error', '-nostdin', '-re', '-stream_loop', '-1', '-i', video, '-f', 'null', '-']),
    () => Promise.resolve(),
  );

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
  const { told, ...measured } = await measure(box, () => counted(port));
  const [before, after] = told;
  const added = (name: string) => after(name) - before(name);
  const frames = added('frames_analysed_total');
  return {
    ...measured,
    pixelShare: added('pictures_looked_at_total') / frames,
    skippedShare: added('frames_skipped_total') / added('frames_decoded_total'),
    putOff: added('places_put_off_total') / frames,
    stretch: after('look_stretch') / streams,
  };
}

/** What the box's metrics say, summed over its cameras. */
async function counted(port: string): Promise<(name: string) => number> {
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
  return (name) =>
    [...metrics.matchAll(new RegExp(`^kerbline_edge_${name}\\{.*\\} ([0-9.e+]+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
}

function film(from: string, to: string, filter: string, inputOptions: readonly string[] = []): void {
  const encoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-g', '20', '-t', '60'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...inputOptions, '-i', from, '-vf', filter, '-an', ...encoding, to]);
}

if (!existsSync(clips)) {
  notHere(clips);
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
    for (const each of cases.filter(({ name }) => wanted.some((word) => name.startsWith(word)))) {
      const both = [decodeAlone(each.video), wholeBox(each, directory)] as const;
      // Where one fails, the other still ends its processes.
      await Promise.allSettled(both);
      const [alone, box] = await Promise.all(both);
      const decoding = alone.cores * each.streams;
      const analysis = box.cores - box.decoders - box.mainThread;
      rows.push({
        case: each.name,
        'decoding alone, cores': decoding.toFixed(3),
        'whole box, cores': box.cores.toFixed(3),
        ratio: (box.cores / decoding).toFixed(2),
        decoders: box.decoders.toFixed(3),
        'main thread': box.mainThread.toFixed(3),
        'analysis and the rest': analysis.toFixed(3),
        'memory MB': Math.round(box.memoryMb),
        'grown MB': Math.round(box.grownMb),
        'pixels looked at': `${(100 * box.pixelShare).toFixed(0)} %`,
        'frames skipped': `${(100 * box.skippedShare).toFixed(0)} %`,
        'places put off a frame': box.putOff.toFixed(2),
        'looks stretched': box.stretch.toFixed(2),
      });
    }
    console.table(rows);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
