import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { demoEdgeConfig } from './edge-config.js';

const street = {
  name: 'street',
  video: 'street.mp4',
  fps: 10,
  startTime: '2024-05-14T11:05:00.000Z',
  zones: [{ id: 'parking_a', kind: 'parking', polygon: [] }],
  calibration: [],
  parameters: { minDwellSeconds: 8 },
};

describe('demoEdgeConfig', () => {
  it("gives the demo's street its zones and nothing of its film", () =>
    expect(parse(demoEdgeConfig(street))).toEqual({
      device: 'demo',
      cameras: [
        {
          id: 'street',
          name: 'Demo street',
          source: '${KERBLINE_CAMERA_URL}',
          snapshot: 'full',
          zones: street.zones,
          calibration: [],
          parameters: { minDwellSeconds: 8 },
        },
      ],
    }));

  it("takes the user's camera by reference, without zones", () =>
    expect(parse(demoEdgeConfig(null))).toEqual({
      device: 'demo',
      cameras: [{ id: 'my-street', name: 'Your camera', source: '${KERBLINE_CAMERA_URL}' }],
    }));
});
