import { batchSubject, encodeBatch, encodeRecord, recordSubject } from '#events';
import type { CurbRecord } from '#events';
import { seeded } from './street-day.js';

export interface SpoiledMessage {
  readonly subject: string;
  readonly data: Uint8Array;
}

const DEVICE = 'box-1';
const SPOILT_BYTES_MAX = 8;

/** Messages as no box would send them, and some as one would: bytes flipped, cut, doubled, put elsewhere, or noise. */
export function* spoiledMessages(
  records: readonly CurbRecord[],
  count: number,
  seed: number,
): Generator<SpoiledMessage> {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const noise = (length: number) => Uint8Array.from({ length }, () => below(256));
  const spoil = (bytes: Uint8Array): Uint8Array => {
    switch (below(6)) {
      case 0:
        return bytes;
      case 1:
        return bytes.slice(0, below(bytes.length + 1));
      case 2:
        return Uint8Array.from([...bytes, ...bytes.slice(below(bytes.length))]);
      case 3:
        return noise(below(260));
      default: {
        const spoilt = Uint8Array.from(bytes);
        for (let i = 0; i <= below(SPOILT_BYTES_MAX); i++) spoilt[below(spoilt.length)] = below(256);
        return spoilt;
      }
    }
  };
  for (let i = 0; i < count; i++) {
    const pick = () => records[below(records.length)] ?? records[0];
    const record = pick();
    if (!record) return;
    if (random() < 0.5) {
      const cameraId = random() < 0.1 ? 'elsewhere' : record.cameraId;
      yield { subject: recordSubject(DEVICE, cameraId, record.body.type), data: spoil(encodeRecord(record)) };
    } else {
      const some = Array.from({ length: 1 + below(5) }, () => spoil(encodeRecord(pick() ?? record)));
      const whole = encodeBatch(some);
      yield { subject: batchSubject(DEVICE), data: random() < 0.2 ? spoil(whole) : whole };
    }
  }
}
