import { ID_PATTERN } from '#events';
import { KeyError, isUserPublicKey } from './keys.js';
import {
  SERVICES_OF_BOXES,
  SERVICES_OF_THE_HUB,
  STREAMS_OF_THE_HUB,
  devicePermissions,
  hubPermissions,
  leafPermissions,
  operatorPermissions,
} from './permissions.js';
import type { Permissions } from './permissions.js';

/** Who may connect to the broker: public keys only. */
export interface BrokerPrincipals {
  /** Every hub of the city; they are one principal. */
  readonly hubKeys: readonly string[];
  readonly operatorKeys: readonly string[];
  readonly devices: readonly Device[];
  /** Brokers at sites, each with the ids of the boxes behind it. */
  readonly leaves?: readonly Leaf[];
}

interface Device {
  readonly id: string;
  readonly publicKey: string;
}

/** Known by its certificate: a name that stands in it, and is nobody else's. */
export interface Leaf {
  readonly name: string;
  readonly deviceIds: readonly string[];
}

/** A host's name, as certificates carry it. */
const LEAF_NAME_PATTERN = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/;

/** `harbour.leaf=pole-17+pole-18`. Throws `KeyError`. */
export function readLeaf(text: string): Leaf {
  const [name = '', boxes = '', ...rest] = text.split('=');
  const deviceIds = boxes.split('+').map((id) => id.trim());
  if (rest.length > 0 || !LEAF_NAME_PATTERN.test(name) || !deviceIds.every((id) => ID_PATTERN.test(id))) {
    throw new KeyError(
      `"${text}" is no leaf: expected the name in its certificate and its boxes: harbour.leaf=pole-17+pole-18`,
    );
  }
  return { name, deviceIds };
}

/** How long a box may take to answer a request. The hub itself waits half as long. */
const ANSWER_S_MAX = 10;

const HUB_ACCOUNT = 'KERBLINE_HUB';
const BOX_ACCOUNT = 'KERBLINE_BOXES';
/** At a site's broker; `infra/nats/leaf.conf` names it too. */
const SITE_ACCOUNT = 'KERBLINE_SITE';
const HEAD = '# Written by Kerbline. It holds public keys only; changes made here are lost.\n';

/**
 * The part of a nats-server's configuration that says who may do what, for `include`. Boxes live in an account of
 * their own: the broker answers a publish on whatever subject the publisher names, with the broker's own rights, so in
 * one account a box could have its acknowledgement sent to `$JS.API.STREAM.PURGE.…`. In the boxes' account there is
 * nothing of JetStream to reach. Only exact subjects cross over.
 */
export function brokerAccounts({ hubKeys, operatorKeys, devices, leaves = [] }: BrokerPrincipals): string {
  requireIds(devices);
  for (const { name } of leaves)
    if (!LEAF_NAME_PATTERN.test(name)) throw new KeyError(`"${name}" is no name of a leaf`);
  const hubUsers = [
    ...hubKeys.map((key) => user(key, hubPermissions())),
    ...operatorKeys.map((key) => user(key, operatorPermissions())),
  ];
  const inForce = new Set(devices.map(({ id }) => id));
  const boxUsers = [
    ...devices.map(({ id, publicKey }) => user(publicKey, devicePermissions(id))),
    // Without a box in force it may say nothing; an empty list would allow all.
    ...leaves
      .map(({ name, deviceIds }) => ({ name, deviceIds: deviceIds.filter((id) => inForce.has(id)) }))
      .filter(({ deviceIds }) => deviceIds.length > 0)
      .map(leafUser),
  ];
  return `${HEAD}accounts {
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

/** The same for the broker at a site: who may come to it from there. What it may pass on, the city's broker decides. */
export function siteAccounts(devices: readonly Device[]): string {
  requireIds(devices);
  return `${HEAD}accounts {
  ${SITE_ACCOUNT} {
    users: [
${devices.map(({ id, publicKey }) => user(publicKey, devicePermissions(id))).join('\n')}
    ]
  }
}
`;
}

function requireIds(devices: readonly Device[]): void {
  for (const { id } of devices) if (!ID_PATTERN.test(id)) throw new KeyError(`"${id}" is no device id`);
}

function user(publicKey: string, permissions: Permissions): string {
  if (!isUserPublicKey(publicKey)) throw new KeyError('a public key is none: expected 56 characters that begin with U');
  return `      { nkey: ${publicKey}, ${permissionText(permissions)} }`;
}

/** No password: `verify_and_map` of the listener takes nobody's word for this name, and clients may not use it. */
function leafUser({ name, deviceIds }: Leaf): string {
  const permissions = permissionText(leafPermissions(deviceIds));
  return `      { user: ${JSON.stringify(name)}, allowed_connection_types: ["LEAFNODE"], ${permissions} }`;
}

function permissionText({ publish, subscribe, mayAnswer }: Permissions): string {
  const answer = mayAnswer ? `, allow_responses: { max: 1, expires: "${ANSWER_S_MAX}s" }` : '';
  return `permissions: { publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} }${answer} }`;
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
