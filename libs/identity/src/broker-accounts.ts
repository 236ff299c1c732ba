import { ID_PATTERN } from '#events';
import { KeyError, isUserPublicKey } from './keys.js';
import {
  SERVICES_OF_BOXES,
  SERVICES_OF_THE_HUB,
  STREAMS_OF_THE_HUB,
  devicePermissions,
  hubPermissions,
  operatorPermissions,
} from './permissions.js';
import type { Permissions } from './permissions.js';

/** Who may connect to the broker: public keys only. */
export interface BrokerPrincipals {
  /** Every hub of the city; they are one principal. */
  readonly hubKeys: readonly string[];
  readonly operatorKeys: readonly string[];
  readonly devices: readonly { readonly id: string; readonly publicKey: string }[];
}

/** How long a box may take to answer a request. The hub itself waits half as long. */
const ANSWER_S_MAX = 10;

const HUB_ACCOUNT = 'KERBLINE_HUB';
const BOX_ACCOUNT = 'KERBLINE_BOXES';

/**
 * The part of a nats-server's configuration that says who may do what, for `include`. Boxes live in an account of
 * their own: the broker answers a publish on whatever subject the publisher names, with the broker's own rights, so in
 * one account a box could have its acknowledgement sent to `$JS.API.STREAM.PURGE.…`. In the boxes' account there is
 * nothing of JetStream to reach. Only exact subjects cross over.
 */
export function brokerAccounts({ hubKeys, operatorKeys, devices }: BrokerPrincipals): string {
  for (const { id } of devices) if (!ID_PATTERN.test(id)) throw new KeyError(`"${id}" is no device id`);
  const hubUsers = [
    ...hubKeys.map((key) => user(key, hubPermissions())),
    ...operatorKeys.map((key) => user(key, operatorPermissions())),
  ];
  const boxUsers = devices.map(({ id, publicKey }) => user(publicKey, devicePermissions(id)));
  return `# Written by Kerbline. It holds public keys only; changes made here are lost.
accounts {
  ${HUB_ACCOUNT} {
    jetstream: enabled
    users: [
${hubUsers.join('\n')}
    ]
    exports: [
${[...exported('service', SERVICES_OF_THE_HUB, BOX_ACCOUNT), ...exported('stream', STREAMS_OF_THE_HUB, BOX_ACCOUNT)].join('\n')}
    ]
    imports: [
${imported('service', SERVICES_OF_BOXES, BOX_ACCOUNT).join('\n')}
    ]
  }
  ${BOX_ACCOUNT} {
    users: [
${boxUsers.join('\n')}
    ]
    exports: [
${exported('service', SERVICES_OF_BOXES, HUB_ACCOUNT).join('\n')}
    ]
    imports: [
${[...imported('service', SERVICES_OF_THE_HUB, HUB_ACCOUNT), ...imported('stream', STREAMS_OF_THE_HUB, HUB_ACCOUNT)].join('\n')}
    ]
  }
}
`;
}

function user(publicKey: string, { publish, subscribe, mayAnswer }: Permissions): string {
  if (!isUserPublicKey(publicKey)) throw new KeyError('a public key is none: expected 56 characters that begin with U');
  const answer = mayAnswer ? `, allow_responses: { max: 1, expires: "${ANSWER_S_MAX}s" }` : '';
  return `      { nkey: ${publicKey}, permissions: { publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} }${answer} } }`;
}

function exported(kind: 'service' | 'stream', subjects: readonly string[], to: string): string[] {
  return subjects.map((subject) => `      { ${kind}: ${JSON.stringify(subject)}, accounts: [${to}] }`);
}

function imported(kind: 'service' | 'stream', subjects: readonly string[], from: string): string[] {
  return subjects.map((subject) => `      { ${kind}: { account: ${from}, subject: ${JSON.stringify(subject)} } }`);
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;
}
