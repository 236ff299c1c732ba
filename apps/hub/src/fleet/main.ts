import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { commandLineUser } from '../audit/audited-commands.js';
import { withDatabase } from '../devices/database-client.js';
import { DeviceRegistry } from '../devices/device-registry.js';
import { CameraConfigs, ConfigProblem, readFleetConfig } from './camera-configs.js';
import type { CameraPlace } from './camera-configs.js';

type Say = (text: string) => void;

/** `kerbline config get`: what a camera shall run, and what it does. */
export async function getConfig(camera: string, say: Say): Promise<void> {
  const place = placeOf(camera);
  await withConfigs(async (configs) => {
    const [latest, running] = [await configs.latest(place), await configs.running(place)];
    say(JSON.stringify({ ...latest, running }, null, 2));
  });
}

/** `kerbline config put`: a new version out of a file, JSON or YAML. */
export async function putConfig(
  camera: string,
  { file, as: who = commandLineUser() }: { file: string; as?: string },
  say: Say,
): Promise<void> {
  const place = placeOf(camera);
  const config = readFleetConfig(readFile(file));
  const version = await withDatabase(process.env, async (database, noted) => {
    const configs = new CameraConfigs(database);
    const afterVersion = (await configs.latest(place))?.version ?? 0;
    const cityId = await new DeviceRegistry(database).cityOf(place.deviceId);
    const subject = `${camera}, after version ${afterVersion}`;
    const made = await noted({ cityId, action: 'config put', subject, actor: who }, () =>
      configs.put(place, { config, changedBy: who, afterVersion }),
    );
    return made.version;
  });
  say(`version ${version} of ${camera} is on its way; \`kerbline config get ${camera}\` tells whether its box runs it`);
}

/** `kerbline config history`: every version, newest first. */
export async function configHistory(camera: string, say: Say): Promise<void> {
  const versions = await withConfigs((configs) => configs.history(placeOf(camera)));
  for (const { version, changedBy, changedAtMs, config } of versions) {
    const zones = config.zones ? `${config.zones.length} zones` : 'its own zones';
    say(`${version}  ${new Date(changedAtMs).toISOString()}  ${changedBy}  ${zones}`);
  }
}

function placeOf(camera: string): CameraPlace {
  const [deviceId = '', cameraId = '', ...rest] = camera.split('/');
  if (deviceId !== '' && cameraId !== '' && rest.length === 0) return { deviceId, cameraId };
  throw new ConfigProblem('invalid', `"${camera}" is no camera: expected device/camera`);
}

function readFile(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'not valid';
    throw new ConfigProblem('invalid', `${path} cannot be read: ${why}`);
  }
}

function withConfigs<T>(work: (configs: CameraConfigs) => Promise<T>): Promise<T> {
  return withDatabase(process.env, (database) => work(new CameraConfigs(database)));
}
