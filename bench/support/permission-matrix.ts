import {
  CAMERA_BUCKET,
  CONFIG_BUCKET,
  CONFIG_REPORT_BUCKET,
  DEAD_LETTER_STREAM,
  RECORD_CONSUMER,
  RECORD_STREAM,
} from '#events';
import type { RawLeaf } from './raw-leaf.js';
import { ConnectionRefusedError } from './raw-lines.js';
import { RawNatsClient } from './raw-nats-client.js';

export const PRINCIPALS = ['box', 'leaf', 'hub', 'operator', 'revoked', 'anonymous'] as const;
export type Principal = (typeof PRINCIPALS)[number];
/** Those who come with a key; a leaf comes with its certificate. */
export type KeyHolder = Exclude<Principal, 'leaf'>;

export const OWN = 'box-1';
export const OTHER = 'box-2';

type Direction = 'publish' | 'subscribe';

/** A subject, and who may say or hear it: nobody else. */
export interface Rule {
  readonly subject: string;
  readonly publish: readonly Principal[];
  readonly subscribe: readonly Principal[];
}

export interface Cell {
  readonly direction: Direction;
  readonly subject: string;
  readonly principal: Principal;
  readonly isExpected: boolean;
  readonly isAllowed: boolean;
}

const STREAMS = [RECORD_STREAM, DEAD_LETTER_STREAM, ...[CAMERA_BUCKET, CONFIG_BUCKET, CONFIG_REPORT_BUCKET].map(kv)];
const HUB_WATCHES = [CAMERA_BUCKET, CONFIG_REPORT_BUCKET].map(kv);
const ACCOUNTS = ['KERBLINE_HUB', 'KERBLINE_BOXES', 'KERBLINE_SITE_site_leaf', '$G', '$SYS'];

/** Every kind of subject there is on the broker, as the city wants it; written apart from what the broker is told. */
export const RULES: readonly Rule[] = [
  ...ofDevice(OWN, ['box', 'leaf']),
  ...ofDevice(OTHER, []),
  rule(`kerbline.v1.dead.${OWN}.cam`, ['hub']),
  rule('kerbline.v1.city.demo.events.park_start', ['hub'], ['operator']),
  rule('kerbline.v1.city.*.events.*', [], ['operator']),
  rule('kerbline.v1.city.>', []),
  ...['$SYS.REQ.SERVER.PING', '$SYS.REQ.ACCOUNT.KERBLINE_HUB.CONNZ', '$SYS.ACCOUNT.KERBLINE_HUB.CONNECT'].map(nobody),
  ...STREAMS.flatMap(ofStream),
  ...['STREAM.NAMES', 'STREAM.LIST'].map((verb) => rule(api(verb), ['operator'])),
  rule(api('INFO'), ['hub', 'operator']),
  ...ACCOUNTS.map((account) => nobody(api(`ACCOUNT.PURGE.${account}`))),
  ...[
    'META.LEADER.STEPDOWN',
    'SERVER.REMOVE',
    'ACCOUNT.STREAM.MOVE.a.b',
    'STREAM.CREATE.MINE',
    'STREAM.TEMPLATE.LIST',
  ].map((verb) => nobody(api(verb))),
  nobody('$JS.EVENT.ADVISORY.API'),
  rule(`$JS.ACK.${RECORD_STREAM}.${RECORD_CONSUMER}.1.1.1.1.0`, ['hub']),
  nobody(`$JS.ACK.${DEAD_LETTER_STREAM}.any.1.1.1.1.0`),
  ...inboxes(),
  ...['>', '*', '*.*', 'kerbline.>', 'kerbline.v1.>', 'kerbline.v1.records.>', 'kerbline.v1.settled.*'].map(
    heardByNobody,
  ),
  ...['kerbline.v1.request.>', '$KV.>', `$KV.${CONFIG_BUCKET}.>`, '$JS.>', '$JS.API.>', '$SYS.>'].map(heardByNobody),
  rule('_INBOX_hub.>', [], ['hub']),
  ...['_INBOX.>', `_INBOX_${OTHER}.>`, '_INBOX_*.>', '_R_.>', '_GR_.>', '$MQTT.>'].map(heardByNobody),
];

/** Tries every rule with every principal on a running broker; a leaf, which leaves traces, only where there is one. */
export async function tryPermissions(
  port: number,
  seeds: Readonly<Record<KeyHolder, string | null>>,
  leaf: RawLeaf | null,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const principal of PRINCIPALS) {
    if (principal === 'leaf' && leaf === null) continue;
    const client = principal === 'leaf' ? leaf : await connectOrNull(port, seeds[principal]);
    for (const [index, { subject, ...who }] of RULES.entries()) {
      for (const direction of ['publish', 'subscribe'] as const) {
        if (direction === 'publish' && isPattern(subject)) continue;
        const isAllowed = client !== null && (await isTaken(client, direction, subject, index + 1));
        cells.push({ direction, subject, principal, isExpected: who[direction].includes(principal), isAllowed });
      }
    }
    client?.close();
  }
  return cells;
}

/** One line a subject: `P` may publish, `S` may subscribe, `!` where it is not as it should be. */
export function permissionTable(cells: readonly Cell[]): string {
  const subjects = [...new Set(cells.map(({ subject }) => subject))];
  const width = Math.max(...subjects.map(({ length }) => length));
  const lines = subjects.map((subject) => {
    const columns = PRINCIPALS.map((principal) => {
      const own = cells.filter((cell) => cell.subject === subject && cell.principal === principal);
      const letters = own
        .filter(({ isAllowed }) => isAllowed)
        .map(({ direction }) => (direction === 'publish' ? 'P' : 'S'));
      const isWrong = own.some(({ isAllowed, isExpected }) => isAllowed !== isExpected);
      return `${letters.join('') || '·'}${isWrong ? '!' : ''}`.padEnd(10);
    });
    return `${subject.padEnd(width)}  ${columns.join('')}`.trimEnd();
  });
  return [`${'subject'.padEnd(width)}  ${PRINCIPALS.map((name) => name.padEnd(10)).join('')}`.trimEnd(), ...lines].join(
    '\n',
  );
}

async function connectOrNull(port: number, seed: string | null): Promise<RawNatsClient | null> {
  try {
    return await RawNatsClient.connect(port, seed);
  } catch (error) {
    if (error instanceof ConnectionRefusedError) return null;
    throw error;
  }
}

async function isTaken(
  client: RawNatsClient | RawLeaf,
  direction: Direction,
  subject: string,
  id: number,
): Promise<boolean> {
  if (!(client instanceof RawNatsClient)) {
    return direction === 'publish' ? client.isHeard(subject) : client.hears(subject, exampleOf(subject));
  }
  // A payload that is no request keeps an allowed call from doing anything.
  if (direction === 'publish') return (await client.publish(subject, { payload: 'x' })) === null;
  const isAllowed = (await client.subscribe(subject, id)) === null;
  await client.unsubscribe(id);
  return isAllowed;
}

/** A pattern may be asked for by a leaf, which then hears what it may of it: here is something of it that nobody may. */
export function exampleOf(subject: string): string {
  return subject.replaceAll(/[*>]/g, 'x');
}

function ofDevice(device: string, box: readonly Principal[]): Rule[] {
  return [
    rule(`kerbline.v1.records.${device}.cam.park_start`, box),
    rule(`kerbline.v1.records.${device}.batch`, box),
    rule(`kerbline.v1.settled.${device}`, ['hub'], box),
    rule(`kerbline.v1.request.${device}.snapshot`, ['hub'], box),
    rule(`kerbline.v1.request.${device}.reload_config`, ['hub'], box),
    rule(`kerbline.v1.request.${device}.accept_view`, ['hub'], box),
    rule(`$KV.${CAMERA_BUCKET}.${device}.cam`, box),
    rule(`$KV.${CONFIG_REPORT_BUCKET}.${device}.cam`, box),
    rule(`$KV.${CONFIG_BUCKET}.${device}.cam`, ['hub'], box),
    rule(api(`DIRECT.GET.${kv(CONFIG_BUCKET)}.$KV.${CONFIG_BUCKET}.${device}.cam`), ['hub', ...box]),
    nobody(api(`DIRECT.GET.${kv(CAMERA_BUCKET)}.$KV.${CAMERA_BUCKET}.${device}.cam`)),
    nobody(api(`DIRECT.GET.${RECORD_STREAM}.kerbline.v1.records.${device}.cam.park_start`)),
  ];
}

function ofStream(stream: string): Rule[] {
  const hubConsumes: readonly Principal[] = stream === RECORD_STREAM ? ['hub'] : [];
  const hubWatches: readonly Principal[] = HUB_WATCHES.includes(stream) ? ['hub'] : [];
  const operatorReads: readonly Principal[] = stream === DEAD_LETTER_STREAM ? ['operator'] : [];
  const bucket = stream.replace(/^KV_/, '');
  return [
    rule(api(`STREAM.CREATE.${stream}`), ['hub']),
    rule(api(`STREAM.UPDATE.${stream}`), ['hub']),
    rule(api(`STREAM.INFO.${stream}`), ['hub', 'operator']),
    rule(api(`STREAM.MSG.GET.${stream}`), operatorReads),
    ...['PURGE', 'DELETE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE', 'PEER.REMOVE', 'LEADER.STEPDOWN'].map((verb) =>
      nobody(api(`STREAM.${verb}.${stream}`)),
    ),
    nobody(api(`CONSUMER.CREATE.${stream}`)),
    nobody(api(`CONSUMER.LIST.${stream}`)),
    nobody(api(`CONSUMER.NAMES.${stream}`)),
    rule(api(`CONSUMER.CREATE.${stream}.mine`), hubConsumes),
    rule(api(`CONSUMER.CREATE.${stream}.mine.$KV.${bucket}.>`), hubWatches),
    rule(api(`CONSUMER.CREATE.${stream}.mine.kerbline.v1.records.>`), []),
    rule(api(`CONSUMER.DURABLE.CREATE.${stream}.mine`), hubConsumes),
    rule(api(`CONSUMER.MSG.NEXT.${stream}.mine`), hubConsumes),
    rule(api(`CONSUMER.INFO.${stream}.mine`), stream === RECORD_STREAM ? ['hub', 'operator'] : hubWatches),
    rule(api(`CONSUMER.DELETE.${stream}.mine`), hubWatches),
    nobody(api(`CONSUMER.LEADER.STEPDOWN.${stream}.mine`)),
    nobody(api(`CONSUMER.PAUSE.${stream}.mine`)),
    nobody(api(`DIRECT.GET.${stream}`)),
  ].filter(({ subject }) => !subject.includes('>') || stream !== RECORD_STREAM);
}

function inboxes(): Rule[] {
  return [
    rule(`_INBOX_${OWN}.a`, [], ['box', 'leaf']),
    rule('_INBOX_hub.a', [], ['hub']),
    rule('_INBOX_operator.a', [], ['operator']),
    ...['_R_.a.b', `_INBOX_${OTHER}.a`, '_INBOX.a'].map(nobody),
  ];
}

function rule(subject: string, publish: readonly Principal[], subscribe: readonly Principal[] = []): Rule {
  return { subject, publish, subscribe };
}

function nobody(subject: string): Rule {
  return rule(subject, []);
}

/** A pattern can only be listened to. */
function heardByNobody(subject: string): Rule {
  return rule(subject, []);
}

/** `CREATE.….$KV.bucket.>` is a literal subject to publish to: the server compares it as it stands. */
export function isPattern(subject: string): boolean {
  return !subject.startsWith('$JS.API.CONSUMER') && /(^|\.)[*>]($|\.)/.test(subject);
}

function api(verb: string): string {
  return `$JS.API.${verb}`;
}

function kv(bucket: string): string {
  return `KV_${bucket}`;
}
