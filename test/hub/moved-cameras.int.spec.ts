import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { putCameraDescription } from '#events/nats';
import type { CameraView } from '../../apps/hub/src/api/camera.view.js';
import { DeviceProblem, DeviceRegistry } from '../../apps/hub/src/devices/device-registry.js';
import { Database } from '../../apps/hub/src/persistence/database.js';
import { HubUnderTest } from './support/hub-under-test.js';
import { Stop, description } from './support/records.js';

const PATIENCE = { timeout: 20_000, interval: 25 };

describe('a camera', () => {
  let hub: HubUnderTest;
  let startMs = Date.now() - 3_600_000;

  beforeAll(async () => {
    hub = await HubUnderTest.start();
    await hub.app.get(Database).whenOpen();
    await hub.database.query(`insert into cities (id, name, time_zone) values ('pune', 'Pune', 'Asia/Kolkata')`);
  });
  afterAll(() => hub.stop());

  const describeCamera = async (deviceId: string, cameraId: string, name: string) => {
    await putCameraDescription(hub.connection, description({ deviceId, cameraId, name }));
    await vi.waitFor(async () => expect(await cameraNames()).toContainEqual([cameraId, name]), PATIENCE);
  };
  const cameraNames = async () => {
    const { data } = await hub.read<{ data: CameraView[] }>('/api/v1/cameras');
    return data.map(({ id, name }) => [id, name]);
  };
  /** A stop that has ended, once it is counted somewhere. */
  const countOne = async (deviceId: string, cameraId: string) => {
    const record = new Stop((startMs += 1_000), { cameraId }).ended(startMs + 60_000);
    await hub.publisher.publish(deviceId, record);
    await vi.waitFor(
      async () => expect(await hub.database.query('select 1 from events where id = $1', [record.id])).toHaveLength(1),
      PATIENCE,
    );
  };
  const arrivals = (cameraId: string) =>
    hub.database.query<unknown[]>(
      `select city_id as city, sum(arrivals)::int as arrivals from zone_hours where camera_id = $1 group by 1 order by 1`,
      [cameraId],
    );

  it('that is given another name is the same camera, and its numbers go on', async () => {
    await describeCamera('box-a', 'corner', 'The corner');
    await countOne('box-a', 'corner');
    await describeCamera('box-a', 'corner', 'Market corner');
    await countOne('box-a', 'corner');
    expect(await arrivals('corner')).toEqual([{ city: 'demo', arrivals: 2 }]);
    expect((await cameraNames()).filter(([id]) => id === 'corner')).toEqual([['corner', 'Market corner']]);
  });

  it('that is given another id is another camera; what its box still holds of the old one is counted there', async () => {
    await describeCamera('box-b', 'old-id', 'Mill Lane');
    await countOne('box-b', 'old-id');
    await describeCamera('box-b', 'new-id', 'Mill Lane');
    await countOne('box-b', 'new-id');
    await countOne('box-b', 'old-id');
    expect(await arrivals('old-id')).toEqual([{ city: 'demo', arrivals: 2 }]);
    expect(await arrivals('new-id')).toEqual([{ city: 'demo', arrivals: 1 }]);
    expect((await cameraNames()).filter(([, name]) => name === 'Mill Lane').map(([id]) => id)).toEqual([
      'new-id',
      'old-id',
    ]);
  });

  it('cannot be taken to another city with its box by mistake: that is refused, and nothing is changed', async () => {
    await countOne('box-c', 'station');
    const registry = new DeviceRegistry(hub.database);
    await expect(registry.add('box-c', 'pune')).rejects.toEqual(
      new DeviceProblem('conflict', 'the device "box-c" belongs to another city'),
    );
    await countOne('box-c', 'station');
    expect(await arrivals('station')).toEqual([{ city: 'demo', arrivals: 2 }]);
  });

  it('that moves to another city with a box of that city begins anew there, and what was counted stays where it was', async () => {
    await countOne('box-d', 'harbor');
    const registry = new DeviceRegistry(hub.database);
    await registry.add('box-pune', 'pune');
    await registry.assignCameras('box-pune', ['harbor']);
    await countOne('box-pune', 'harbor');
    await countOne('box-d', 'harbor');
    expect(await arrivals('harbor')).toEqual([
      { city: 'demo', arrivals: 2 },
      { city: 'pune', arrivals: 1 },
    ]);
  });
});
