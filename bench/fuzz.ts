import { UndecodableRecordError } from '#events';
import { UnusableRecordError, readMessage, settle } from '#events/nats';
import type { Outcome } from '#events/nats';
import { whole } from './support/bench-option.js';
import { benchOptions } from './support/bench-options.js';
import { spoiledMessages } from './support/spoiled-messages.js';
import { DAY_MS, cameraDay } from './support/street-day.js';

const args = benchOptions({
  name: 'fuzz',
  measures: `
Spoiled messages through the hub's reading: each record must come out as one that can be used, or with a reason.`,
  options: {
    cases: whole('how many messages', { unit: 'messages', default: 100_000 }),
    seed: whole('another number, other messages', { unit: 'number', default: 1, min: 0 }),
  },
});
const nowMs = Date.UTC(2026, 4, 15);
const records = cameraDay('main-street', nowMs - DAY_MS, DAY_MS / 12, 1);
const counts = { messages: 0, 'records usable': 0, 'given up: undecodable': 0, 'given up: unusable': 0 };
for (const { subject, data } of spoiledMessages(records, args.cases, args.seed)) {
  const read = readMessage({ subject, data, time: new Date(nowMs) }, nowMs);
  const outcomes = read.records.map((record): Outcome =>
    record.delivery ? { done: true } : { done: false, error: record.error },
  );
  counts.messages += 1;
  for (const outcome of outcomes) {
    if (outcome.done) counts['records usable'] += 1;
    else if (outcome.error instanceof UndecodableRecordError) counts['given up: undecodable'] += 1;
    else if (outcome.error instanceof UnusableRecordError) counts['given up: unusable'] += 1;
    else throw new Error(`message ${counts.messages} ended in neither`, { cause: outcome.error });
  }
  const settlement = settle(outcomes, 1);
  if (settlement.do === 'nak') throw new Error(`message ${counts.messages} would come again for ever`);
  if (settlement.givenUp.some(({ reason }) => reason === '')) throw new Error(`message ${counts.messages}: no reason`);
}
console.table(counts);
