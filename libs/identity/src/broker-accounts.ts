import { ID_PATTERN } from '#events';
import { KeyError, isUserPublicKey } from './keys.js';
import {
  crossingOfBoxes,
  crossingOfDevice,
  devicePermissions,
  hubPermissions,
  leafPermissions,
  operatorPermissions,
} from './permissions.js';
import type { Crossing, Permissions } from './permissions.js';

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

/** A box has one way in: the id of one that has two, or null. */
export function boxBehindTwoLeaves(leaves: readonly Leaf[]): string | null {
  const ids = leaves.flatMap(({ deviceIds }) => [...new Set(deviceIds)]);
  const seen = new Set<string>();
  return ids.find((id) => seen.size === seen.add(id).size) ?? null;
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
 *
 * The boxes behind a leaf live in an account of that leaf alone, from which only what these boxes may say crosses over:
 * nats-server (2.9.10) takes whatever a leaf says, and leaves it to the leaf's own server to hold back what its user may
 * not, so that within an account a leaf may say everything. Throws `KeyError` for a box behind two leaves.
 */
export function brokerAccounts({ hubKeys, operatorKeys, devices, leaves = [] }: BrokerPrincipals): string {
  requireIds(devices);
  const twice = boxBehindTwoLeaves(leaves);
  if (twice !== null) throw new KeyError(`"${twice}" is behind two leaves: a box has one way in`);
  const sites = leaves.map((leaf) => siteOf(leaf, devices));
  const behindLeaves = new Set(sites.flatMap(({ boxes }) => boxes.map(({ id }) => id)));
  const others = devices.filter(({ id }) => !behindLeaves.has(id));
  // A question to a box goes where the box lives. Only without leaves do all live in one place.
  const ofOthers = sites.length === 0 ? [crossingOfBoxes()] : others.map(({ id }) => crossingOfDevice(id));
  const accounts: BoxAccount[] = [
    { name: BOX_ACCOUNT, users: others.map(boxUser), crossings: [crossingOfBoxes()], asked: ofOthers },
    ...sites.map(({ leaf, boxes }): BoxAccount => {
      const crossings = boxes.map(({ id }) => crossingOfDevice(id));
      // Without a box in force the leaf is no user: an empty list of subjects would allow all. Its account stays, for the
      // server's configuration names it, and a server that misses it reads nothing again.
      const leafs = boxes.length === 0 ? [] : [leafUser({ ...leaf, deviceIds: boxes.map(({ id }) => id) })];
      const users = [...boxes.map(boxUser), ...leafs];
      return { name: accountOfLeaf(leaf), users, crossings, asked: crossings };
    }),
  ];
  const hubUsers = [
    ...hubKeys.map((key) => user(key, hubPermissions())),
    ...operatorKeys.map((key) => user(key, operatorPermissions())),
  ];
  return `${HEAD}accounts {\n${[hubAccount(hubUsers, accounts), ...accounts.map(boxAccount)].join('\n')}\n}\n`;
}

/** An account in which boxes live. */
interface BoxAccount {
  readonly name: string;
  readonly users: readonly string[];
  /** What crosses between it and the hub's account. */
  readonly crossings: readonly Crossing[];
  /** Where the hub asks in this account, and in no other. */
  readonly asked: readonly Crossing[];
}

function hubAccount(users: readonly string[], accounts: readonly BoxAccount[]): string {
  const { told, heard } = crossingOfBoxes();
  const names = accounts.map(({ name }) => name);
  const exports = [...exported('service', told, names), ...exported('stream', heard, names)];
  const imports = accounts.flatMap(({ name, asked }) =>
    imported(
      'service',
      asked.flatMap((crossing) => crossing.asked),
      name,
    ),
  );
  return account(HUB_ACCOUNT, ['jetstream: enabled'], { users, exports, imports });
}

function boxAccount({ name, users, crossings }: BoxAccount): string {
  const all = (pick: (crossing: Crossing) => readonly string[]) => crossings.flatMap(pick);
  return account(name, [], {
    users,
    exports: exported(
      'service',
      all(({ asked }) => asked),
      [HUB_ACCOUNT],
    ),
    imports: [
      ...imported(
        'service',
        all(({ told }) => told),
        HUB_ACCOUNT,
      ),
      ...imported(
        'stream',
        all(({ heard }) => heard),
        HUB_ACCOUNT,
      ),
    ],
  });
}

function account(
  name: string,
  settings: readonly string[],
  blocks: Readonly<Record<'users' | 'exports' | 'imports', readonly string[]>>,
): string {
  const lists = Object.entries(blocks).map(([key, lines]) => `    ${key}: [\n${lines.join('\n')}\n    ]`);
  return [`  ${name} {`, ...settings.map((line) => `    ${line}`), ...lists, '  }'].join('\n');
}

/** The leaf with those of its boxes that are in force. */
function siteOf(leaf: Leaf, devices: readonly Device[]): { leaf: Leaf; boxes: readonly Device[] } {
  if (!LEAF_NAME_PATTERN.test(leaf.name)) throw new KeyError(`"${leaf.name}" is no name of a leaf`);
  return { leaf, boxes: devices.filter(({ id }) => leaf.deviceIds.includes(id)) };
}

/**
 * No leaf's name holds an underscore, so no two share an account. A dot would split the server's own subjects.
 * `infra/nats/leafnodes.conf` names it too: a server that is running does not take another `default_js_domain`.
 */
function accountOfLeaf({ name }: Leaf): string {
  return `${SITE_ACCOUNT}_${name.replaceAll('.', '_')}`;
}

/** The same for the broker at a site: who may come to it from there. What passes on, the city's broker decides. */
export function siteAccounts(devices: readonly Device[]): string {
  requireIds(devices);
  return `${HEAD}accounts {
  ${SITE_ACCOUNT} {
    users: [
${devices.map(boxUser).join('\n')}
    ]
  }
}
`;
}

function requireIds(devices: readonly Device[]): void {
  for (const { id } of devices) if (!ID_PATTERN.test(id)) throw new KeyError(`"${id}" is no device id`);
}

function boxUser({ id, publicKey }: Device): string {
  return user(publicKey, devicePermissions(id));
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

function exported(kind: 'service' | 'stream', subjects: readonly string[], to: readonly string[]): string[] {
  return subjects.map((subject) => `      { ${kind}: ${JSON.stringify(subject)}, accounts: [${to.join(', ')}] }`);
}

function imported(kind: 'service' | 'stream', subjects: readonly string[], from: string): string[] {
  return subjects.map((subject) => `      { ${kind}: { account: ${from}, subject: ${JSON.stringify(subject)} } }`);
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;
}
