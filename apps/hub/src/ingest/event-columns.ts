import type { LocatedRecord } from './located-record.js';

/** Records as the parameters of `INSERT_NEW_EVENTS`, one array a column: less to write and to read than rows of JSON. */
export function eventColumns(records: readonly LocatedRecord[]): unknown[][] {
  const of = (value: (record: LocatedRecord) => unknown) => records.map(value);
  return [
    of(({ city }) => city.id),
    of(({ delivery }) => delivery.record.id),
    of(({ delivery }) => delivery.deviceId),
    of(({ delivery }) => delivery.record.cameraId),
    of(({ delivery }) => delivery.record.body.type),
    of(({ delivery }) => delivery.record.atMs),
    of(({ delivery }) => delivery.record.recordedAtMs),
    of(({ delivery }) => delivery.receivedAtMs),
    of((record) => visitOf(record)?.zoneId ?? null),
    of((record) => visitOf(record)?.id ?? null),
    of((record) => visitOf(record)?.type ?? null),
    of((record) => visitOf(record)?.vehicleType ?? null),
    of(faultOf),
    of(({ delivery }) => delivery.bytes),
    of(({ delivery }) => delivery.payload),
  ];
}

function visitOf({ delivery }: LocatedRecord) {
  const { body } = delivery.record;
  return body.type === 'park_start' || body.type === 'park_end' ? body.visit : null;
}

function faultOf({ delivery }: LocatedRecord) {
  const { body } = delivery.record;
  return body.type === 'comms_lost' || body.type === 'comms_restored' ? body.fault : null;
}
