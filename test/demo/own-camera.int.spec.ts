import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot, startRtspCamera, freePort, type RunningService } from '#local-services';
import { allProcesses, DemoFolder, until, type DemoState, type LaunchedDemo } from './launched-demo.js';

const FILM = join(packageRoot(), 'infra', 'demo', 'street.mp4');
const PASSWORD = 'Zx9-never-shown';

interface Camera {
  readonly id: string;
  readonly status: string;
}

/** What stands in each file. The database's and the box's come and go while they are read. */
function textsBelow(folder: string): (readonly [path: string, text: string])[] {
  return unlessGone(() => readdirSync(folder), []).flatMap((name) => {
    const path = join(folder, name);
    if (unlessGone(() => statSync(path).isDirectory(), false)) return textsBelow(path);
    return [[path, unlessGone(() => readFileSync(path, 'latin1'), '')] as const];
  });
}

function unlessGone<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'ENOENT') return otherwise;
    throw error;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe("the demo on the user's own camera", { timeout: 400_000 }, () => {
  let folder: DemoFolder;
  let camera: RunningService;
  let demo: LaunchedDemo;
  let state: DemoState;

  const showCamera = async () =>
    startRtspCamera({ file: FILM, port: await cameraPort, user: 'city', password: PASSWORD });
  const cameraPort = freePort();
  const get = async (path: string) =>
    fetch(`${state.url}${path}`, { headers: { authorization: `Bearer ${state.apiKey}` } });
  const cameras = async () => ((await (await get('/api/v1/cameras')).json()) as { data: Camera[] }).data;
  const untilCameraIs = (status: string) =>
    until(`the camera to be ${status}`, async () => (await cameras()).some((one) => one.status === status));

  beforeAll(async () => {
    folder = new DemoFolder();
    camera = await showCamera();
    demo = await folder.launch({ env: { KERBLINE_CAMERA_URL: camera.url } });
    state = await demo.untilReady();
  });
  afterAll(async () => {
    await folder.remove();
    await camera.stop();
  });

  it('shows its picture and one zone over the whole of it', async () => {
    await untilCameraIs('online');
    const { data } = (await (await get('/api/v1/zones')).json()) as { data: { kind: string; polygon: number[][] }[] };
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ kind: 'parking' });
    const snapshot = await until('a snapshot', async () => {
      const answer = await get('/api/v1/cameras/my-street/snapshot');
      return answer.ok && answer;
    });
    expect(snapshot.headers.get('content-type')).toBe('image/jpeg');
  });

  it('says in plain words when the camera is lost and when it is back', async () => {
    await untilCameraIs('online');
    await camera.stop();
    await demo.untilSaid(/^camera my-street: .*refuses connections/m);
    camera = await showCamera();
    await demo.untilSaid('camera my-street is back');
  });

  it('shows its password in no argument, file, log, page or answer', async () => {
    await untilCameraIs('online');
    const shown = new Map<string, string>([['what the demo says', demo.output]]);
    for (const pid of allProcesses()) shown.set(`arguments of ${pid}`, commandOf(pid));
    for (const [path, text] of textsBelow(folder.home)) shown.set(path, text);
    expect([...shown.keys()]).toContain(join(folder.home, 'demo.json'));
    const paths = ['/', '/metrics', '/healthz', '/docs-json', '/api/v1/cameras', '/api/v1/zones', '/api/v1/events'];
    for (const path of paths) shown.set(path, await (await get(path)).text());
    const telling = [...shown].filter(([, text]) => text.includes(PASSWORD)).map(([where]) => where);
    expect(telling).toEqual([]);
  });
});
