import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { identityOf, isRunning } from './process-identity.js';
import { startRtspCamera } from './rtsp-camera.js';

const run = promisify(execFile);

const TURN_S = 2;
const FPS = 10;

/** Time stamps of the packets a client gets in so many seconds of stream. */
async function packetTimesS(url: string, transport: 'tcp' | 'udp', seconds: number): Promise<number[]> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-rtsp_transport', transport, '-read_intervals', `%+${seconds}`],
    ...['-show_entries', 'packet=pts_time', '-of', 'csv=print_section=0', url],
  ]);
  // The first packet of a live stream may have no time yet.
  return stdout
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter((timeS) => !Number.isNaN(timeS));
}

function stepsS(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

describe('startRtspCamera', () => {
  let directory: string;
  let file: string;
  const start = async (options: Parameters<typeof startRtspCamera>[0]) => {
    const camera = await startRtspCamera(options);
    onTestFinished(() => camera.stop());
    return camera;
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kerbline-rtsp-'));
    file = join(directory, 'turn.mp4');
    await run('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=320x240:rate=${FPS}:duration=${TURN_S}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', String(FPS), file],
    ]);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each(['tcp', 'udp'] as const)('shows the film endlessly over %s without a gap at the seam', async (transport) => {
    const camera = await start({ file });
    const times = await packetTimesS(camera.url, transport, 2.5 * TURN_S);
    expect(times.length).toBeGreaterThanOrEqual(2 * TURN_S * FPS);
    for (const step of stepsS(times)) expect(step).toBeCloseTo(1 / FPS, 3);
  });

  it('shows the same live moment to two clients', async () => {
    const camera = await start({ file });
    const [first, second] = await Promise.all([
      packetTimesS(camera.url, 'tcp', TURN_S),
      packetTimesS(camera.url, 'udp', TURN_S),
    ]);
    expect(first.length).toBeGreaterThan(FPS);
    expect(second.length).toBeGreaterThan(FPS);
  });

  it('asks for its password, which never stands in its arguments', async () => {
    const camera = await start({ file, user: 'pole 7', password: 'p@ss:w/rd' });
    const command = await readFile(`/proc/${camera.pid}/cmdline`, 'utf8');
    const login = new URL(camera.url);
    expect(command).not.toContain('p@ss');
    expect(await packetTimesS(camera.url, 'tcp', 1)).not.toEqual([]);
    await expect(packetTimesS(`rtsp://${login.host}/street`, 'tcp', 1)).rejects.toThrow('401');
    await expect(packetTimesS(`rtsp://pole%207:wrong@${login.host}/street`, 'tcp', 1)).rejects.toThrow('401');
  });

  it('says so when the file is no film, or not there', async () => {
    const text = join(directory, 'text.mp4');
    await writeFile(text, 'no film');
    await expect(startRtspCamera({ file: text })).rejects.toThrow('holds no H.264 picture');
    await expect(startRtspCamera({ file: join(directory, 'none.mp4') })).rejects.toThrow('does not exist');
  });

  it('says so when the port is taken', async () => {
    const camera = await start({ file });
    const port = Number(new URL(camera.url).port);
    await expect(startRtspCamera({ file, port })).rejects.toThrow(`port ${port} is taken`);
  });

  it('is gone when stopped', async () => {
    const camera = await start({ file });
    const identity = identityOf(camera.pid);
    await camera.stop();
    expect(isRunning(identity)).toBe(false);
  });
});
