import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '#local-services';
import { EdgeConfigError } from './edge-config.js';
import type { EdgeConfig } from './edge-config.js';
import { loadEdgeConfig } from './load-edge-config.js';
import type { Environment } from './references.js';

const SQUARE = [
  [0.1, 0.1],
  [0.5, 0.1],
  [0.5, 0.5],
  [0.1, 0.5],
];
const BOW_TIE = [
  [0.1, 0.1],
  [0.5, 0.5],
  [0.5, 0.1],
  [0.1, 0.5],
];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'kerbline-config-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a sound box file', () => {
  it('needs a device and a camera, and gives everything else a value', () => {
    const config = load({ device: 'pole-7', cameras: [{ id: 'north', source: 'rtsp://10.0.0.5/live' }] });
    expect(config).toMatchObject({
      deviceId: 'pole-7',
      nats: { url: 'nats://127.0.0.1:4222', credentials: null },
      http: { host: '127.0.0.1', port: 8081 },
      detector: { engine: 'auto', longSidePx: 768 },
    });
    expect(config.cameras[0]).toMatchObject({
      name: 'north',
      sampleFps: 5,
      silenceMs: 5_000,
      snapshot: 'reduced',
      minDwellMs: 8_000,
      doubleParkingMs: 12_000,
      homography: null,
      address: { kind: 'rtsp', transport: 'tcp' },
    });
  });

  it('takes the whole picture for a parking zone until zones are drawn', () => {
    const { cameras } = load({ device: 'd', cameras: [{ id: 'north', source: 'rtsp://h/' }] });
    expect(cameras[0]?.zones).toMatchObject([{ id: 'whole_picture', kind: 'parking' }]);
    expect(cameras[0]?.zones[0]?.polygon).toHaveLength(4);
  });

  it('is frozen through and through', () => {
    const config = load({ device: 'd', cameras: [{ id: 'a', source: 'rtsp://h/', zones: [zone('p', SQUARE)] }] });
    expect(() => Object.assign(config.cameras[0]?.zones[0]?.polygon[0] ?? {}, { x: 9 })).toThrow(TypeError);
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
  });

  it('may be YAML', () => {
    writeFileSync(join(folder, 'edge.yaml'), 'device: d\ncameras:\n  - { id: a, source: "rtsp://h/" } # the gate\n');
    expect(loadEdgeConfig(join(folder, 'edge.yaml'), {}).cameras[0]?.id).toBe('a');
  });

  it('takes a camera from its own file, its own keys first and its video beside that file', () => {
    mkdirSync(join(folder, 'clips'));
    const camera = {
      name: 'High Street',
      video: 'high.mp4',
      fps: 10,
      size: [1280, 720],
      startTime: '2024-04-22T07:45:00.000Z',
    };
    writeFileSync(join(folder, 'clips', 'high.camera.json'), JSON.stringify(camera));
    const { cameras } = load({ device: 'd', cameras: [{ id: 'a', file: 'clips/high.camera.json', name: 'Gate' }] });
    expect(cameras[0]).toMatchObject({
      name: 'Gate',
      address: { kind: 'file', path: join(folder, 'clips', 'high.mp4') },
      size: { widthPx: 1280, heightPx: 720 },
      startTimeMs: Date.parse('2024-04-22T07:45:00.000Z'),
    });
  });

  it('fits the calibration', () => {
    const calibration = [
      { image: [0, 0], ground: [0, 10] },
      { image: [1, 0], ground: [10, 10] },
      { image: [1, 1], ground: [10, 0] },
      { image: [0, 1], ground: [0, 0] },
    ];
    const { cameras } = load({ device: 'd', cameras: [{ id: 'a', source: 'rtsp://h/', calibration }] });
    expect(cameras[0]?.reprojectionErrorM).toBeLessThan(1e-6);
  });

  it('fills in references, encoding a password that stands in the credentials', () => {
    const source = 'rtsp://${CAM_USER}:${CAM_PASSWORD}@${CAM_HOST}:554/live';
    const environment = { CAM_USER: 'ops.cam', CAM_PASSWORD: 'p@s/s:?%41', CAM_HOST: '10.0.0.5' };
    expect(urlOf(load({ device: 'd', cameras: [{ id: 'a', source }] }, environment))).toBe(
      'rtsp://ops.cam:p%40s%2Fs%3A%3F%2541@10.0.0.5:554/live',
    );
  });

  it('takes a whole address from a reference as it is', () => {
    const config = load({ device: 'd', cameras: [{ id: 'a', source: '${CAM}' }] }, { CAM: 'rtsp://u:p%40ss@h/live' });
    expect(urlOf(config)).toBe('rtsp://u:p%40ss@h/live');
  });

  it('shows no secret when it is printed', () => {
    const config = load({ device: 'd', cameras: [{ id: 'a', source: 'rtsp://u:canary@h/live' }] });
    expect(JSON.stringify(config)).not.toContain('canary');
  });

  it('lets the environment decide the broker and the port', () => {
    const environment = { NATS_URL: 'tls://broker:4222', KERBLINE_EDGE_HTTP_PORT: '9000' };
    const config = load({ device: 'd', cameras: [{ id: 'a', source: 'rtsp://h/' }] }, environment);
    expect(config.nats.url).toBe('tls://broker:4222');
    expect(config.http.port).toBe(9_000);
  });
});

it('the example in infra is sound', () => {
  const environment = { CAMERA_USER: 'ops', CAMERA_PASSWORD: 'p@/ss' };
  const example = loadEdgeConfig(join(packageRoot(), 'infra', 'edge.example.yaml'), environment);
  expect(example.cameras).toMatchObject([{ id: 'high-street', zones: [{ id: 'bay_1' }, { id: 'lane_near' }] }]);
  expect(urlOf(example)).toBe('rtsp://ops:p%40%2Fss@10.0.0.5:554/Streaming/Channels/101');
});

describe('the hash of a camera', () => {
  const camera = { id: 'a', source: 'rtsp://h/', zones: [zone('p', SQUARE)] };
  const hash = (changed: object) => load({ device: 'd', cameras: [{ ...camera, ...changed }] }).cameras[0]?.configHash;

  it('is the same for the same rules, wherever the video comes from', () => {
    expect(hash({ source: 'rtsp://u:p@elsewhere/' })).toBe(hash({}));
  });

  it.each([{ zones: [zone('q', SQUARE)] }, { sampleFps: 4 }, { parameters: { minDwellSeconds: 9 } }])(
    'changes with %j',
    (changed) => expect(hash(changed)).not.toBe(hash({})),
  );
});

describe('a box file that cannot be used', () => {
  it('tells every problem at once, by place and value', () => {
    const cameras = [
      { id: 'North!', source: 'rtsp://h/', transport: 'quic', snapshots: 'off' },
      { id: 'b', source: 'rtsp://h/', zones: [zone('p', BOW_TIE), zone('q', [...SQUARE.slice(1), [1.2, 0.5]])] },
      { id: 'c', source: 'rtsp://${NO_SUCH_VARIABLE}@h/' },
      { id: 'c', source: 'rtsp://h/', zones: [zone('p', SQUARE), zone('p', SQUARE)] },
      { id: 'e' },
      { id: 'f', source: 'rtsp://h/', calibration: [{ image: [0, 0], ground: [0, 0] }] },
    ];
    const problems = problemsOf({ device: 'd', engine: 'tpu', http: { port: 99_999 }, cameras });
    for (const expected of [
      /^engine is "tpu": /,
      /^http\.port is 99999: /,
      /^cameras\[0\]\.id is "North!": /,
      /^cameras\[0\]\.transport is "quic": /,
      /^cameras\[0\]: unknown key "snapshots"$/,
      /^cameras\[1\]\.zones\[0\]\.polygon is .*: crosses itself: side 0 meets side 2$/,
      /^cameras\[1\]\.zones\[1\]\.polygon is .*: point 3 \[1\.2, 0\.5\] lies outside the picture/,
      /^cameras\[2\]\.source: the environment variable NO_SUCH_VARIABLE is not set$/,
      /^cameras: the id "c" is given twice$/,
      /^cameras\[3\]\.zones: the id "p" is given twice$/,
      /^cameras\[4\]\.source is missing/,
      /^cameras\[5\]\.calibration: calibration has 1 correspondences, needs at least 4$/,
    ]) {
      expect(problems).toContainEqual(expect.stringMatching(expected));
    }
    expect(problems).toHaveLength(12);
  });

  it('refuses a polygon of two points', () => {
    const cameras = [{ id: 'a', source: 'rtsp://h/', zones: [zone('p', SQUARE.slice(0, 2))] }];
    expect(problemsOf({ device: 'd', cameras })).toEqual([
      expect.stringMatching(/^cameras\[0\]\.zones\[0\]\.polygon is .*: has 2 points, needs at least 3$/),
    ]);
  });

  it('refuses unknown keys at the top', () => {
    expect(problemsOf({ device: 'd', cameras: [{ id: 'a', source: 'rtsp://h/' }], dwellMs: 3 })).toEqual([
      '(root): unknown key "dwellMs"',
    ]);
  });

  it.each([
    ['rtsp://u:canary@:554/live'],
    ['rtsp://u:canary/x@h/live'],
    ['http://u:canary@h/live'],
    ['rtsp://u:canary@h/li ve'],
  ])('never repeats the address %s', (source) => {
    const error = errorOf({ device: 'd', cameras: [{ id: 'a', source }], nats: { url: 'http://u:canary@h' } });
    expect(error.problems.length).toBeGreaterThanOrEqual(2);
    expect(error.message).not.toContain('canary');
  });

  it('does not quote a line that is not YAML', () => {
    writeFileSync(join(folder, 'edge.yaml'), 'device: d\ncameras: [ {source: "rtsp://u:canary@h/" \n');
    expect(() => loadEdgeConfig(join(folder, 'edge.yaml'), {})).toThrow(/line \d+ is not valid YAML/);
    expect(() => loadEdgeConfig(join(folder, 'edge.yaml'), {})).not.toThrow(/canary/);
  });

  it.each([
    ['a missing file', 'none.yaml', /none\.yaml is not a valid edge config:\n {2}the file cannot be read: ENOENT/],
    ['a missing camera file', null, /cameras\[0\]\.file is "none\.camera\.json": the file cannot be read: ENOENT/],
  ])('names %s', (_, name, expected) => {
    const file = { device: 'd', cameras: [{ id: 'a', source: 'rtsp://h/', file: 'none.camera.json' }] };
    const act = () => (name === null ? load(file) : loadEdgeConfig(join(folder, name), {}));
    expect(act).toThrow(expected);
  });

  it.each([[null], [[]], ['text'], [{ cameras: 3 }]])('refuses %j', (content) => {
    expect(errorOf(content).problems.length).toBeGreaterThan(0);
  });
});

function zone(id: string, polygon: readonly (readonly number[])[]) {
  return { id, kind: 'parking', polygon };
}

function load(content: unknown, environment: Environment = {}): EdgeConfig {
  const path = join(folder, 'edge.json');
  writeFileSync(path, JSON.stringify(content));
  return loadEdgeConfig(path, environment);
}

function errorOf(content: unknown): EdgeConfigError {
  try {
    load(content);
  } catch (error) {
    if (error instanceof EdgeConfigError) return error;
    throw error;
  }
  throw new Error('the file was taken');
}

function problemsOf(content: unknown): readonly string[] {
  return errorOf(content).problems;
}

function urlOf(config: EdgeConfig): string | undefined {
  const address = config.cameras[0]?.address;
  return address?.kind === 'rtsp' ? address.url.reveal() : undefined;
}
