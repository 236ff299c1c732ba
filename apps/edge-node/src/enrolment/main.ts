import { resolve } from 'node:path';
import { IDENTITY_FOLDER } from '../config/nats-config.js';
import { enrol } from './enrol.js';

/** As the technician wrote it. */
export interface EnrolArguments {
  readonly hub: string;
  readonly code: string;
  readonly state: string;
  readonly again?: boolean;
}

/** `kerbline enroll`: afterwards the box's file needs no more than `device` and its cameras. */
export async function enrolBox({ hub, code, state, again = false }: EnrolArguments, say: (text: string) => void) {
  const folder = resolve(state, IDENTITY_FOLDER);
  const mayBePlaintext = process.env['KERBLINE_ALLOW_PLAINTEXT'] === 'yes';
  const { deviceId, cityId, servers } = await enrol({ hub, code, folder, mayBePlaintext, isAgain: again });
  say(`this box is ${deviceId} of ${cityId}; its broker is ${servers.join(', ')}; its key is in ${folder}`);
  return deviceId;
}
