import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind, PlannedFault } from './fault-plan.js';
import type { Town } from './town.js';
import type { ToxicProxy } from './toxic-proxy.js';

/** Faults that pass by themselves last so long, at least and at most: within what a connection survives, and beyond. */
const SHORT_MS = { min: 200, max: 2_000 } as const;
const SLOW_MS = { min: 20, max: 400 } as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CLOCK_JUMPS_MS = [HOUR_MS, -HOUR_MS, 0] as const;
/** Told that its disk is full, a database refuses each insertion. SQLSTATE 53100. */
const FULL_DATABASE = `
  create or replace function chaos_full() returns trigger language plpgsql as
    $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`;

/** Brings a fault about, and resolves when it has passed. */
export async function suffer(town: Town, { kind, where, how }: PlannedFault): Promise<void> {
  const device = pick(town.devices, where);
  const hub = pick(town.hubs, where);
  const shortMs = between(SHORT_MS, how);
  switch (kind) {
    case 'device-kill':
      await device.kill();
      return device.start();
    case 'device-torn-log':
      await device.kill();
      device.tear(how);
      return device.start();
    case 'device-freeze':
      return freeze(() => [device.pid], shortMs);
    case 'device-disk-full':
      device.limitFiles(true);
      await wait(shortMs);
      return device.limitFiles(false);
    case 'device-clock-jump':
      return device.setClock(pick(CLOCK_JUMPS_MS, how));
    case 'device-day-offline':
      device.link.cut();
      device.order({ do: 'hurry', trafficMs: DAY_MS });
      await wait(shortMs);
      return device.link.heal();
    case 'link-cut':
    case 'link-slow':
    case 'link-half-open':
    case 'link-stranded':
      return spoil(device.link, kind, how);
    case 'broker-kill':
      await town.killBroker();
      return town.startBroker();
    case 'broker-freeze':
      return freeze(() => town.brokerPids, shortMs);
    case 'hub-kill':
      await hub.ready;
      await hub.kill();
      return hub.start();
    case 'hub-freeze':
      return freeze(() => [hub.pid], shortMs);
    case 'broker-power-cut':
      return town.cutBrokersPower(shortMs);
    case 'hub-broker-cut':
    case 'hub-broker-slow':
    case 'hub-broker-half-open':
    case 'hub-broker-stranded':
      return spoil(town.hubBroker, kind, how);
    case 'hub-database-cut':
    case 'hub-database-slow':
    case 'hub-database-half-open':
    case 'hub-database-stranded':
      return spoil(town.hubDatabase, kind, how);
    case 'database-kill':
      await town.killDatabase();
      return town.startDatabase();
    case 'database-freeze':
      return freeze(() => town.databasePids, shortMs);
    case 'database-full':
      return fillDatabase(town, shortMs);
  }
}

/** What the kind's last words say: `half-open` for a while, `stranded` for as long as these connections live. */
async function spoil(link: ToxicProxy, kind: FaultKind, how: number): Promise<void> {
  if (kind.endsWith('-stranded')) return link.strand();
  if (kind.endsWith('-cut')) link.cut();
  else if (kind.endsWith('-half-open')) link.deafen();
  else link.slow(between(SLOW_MS, how));
  await wait(kind.endsWith('-slow') ? SHORT_MS.max : between(SHORT_MS, how));
  link.heal();
}

async function fillDatabase(town: Town, forMs: number): Promise<void> {
  const table = town.options.path === 'outbox' ? 'events' : 'deliveries';
  await town.query(FULL_DATABASE);
  await town.query(
    `create trigger chaos_full before insert on ${table} for each statement execute function chaos_full()`,
  );
  await wait(forMs);
  await town.query(`drop trigger chaos_full on ${table}`);
}

async function freeze(pids: () => readonly number[], forMs: number): Promise<void> {
  const frozen = pids().filter((pid) => signal(pid, 'SIGSTOP'));
  await wait(forMs);
  for (const pid of frozen) signal(pid, 'SIGCONT');
}

/** False: it has gone by itself. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return pid > 0 && process.kill(pid, name);
  } catch {
    return false;
  }
}

function pick<T>(items: readonly T[], share: number): T {
  const item = items[Math.min(items.length - 1, Math.floor(share * items.length))];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

function between({ min, max }: { readonly min: number; readonly max: number }, share: number): number {
  return min + share * (max - min);
}
