/**
 * Puts and settles records in an outbox store until it is done, for a tracer to watch. Around each step it writes a line
 * into `marks`: what had been promised by then. Run: node traced-writer.js DIRECTORY MARKS RECORDS
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { encodeRecord } from '#events';
import { keepClass } from '../../../apps/edge-node/src/records/keep-class.js';
import { openRecordStore } from '../../../apps/edge-node/src/records/open-record-store.js';
import { minuteReport, streetEvent } from '../street-records.js';

const [directory = '', marks = '', records = '0'] = process.argv.slice(2);
const RECORDS = Number(records);
/** The store is closed and opened again so often: a box's restarts are among what a power cut may hit. */
const RESTARTS = 3;
/** Room for about 300 records, so that giving way is among it too. */
const BYTES_MAX = 48_000;

const file = openSync(marks, 'w');
const mark = (line: string) => writeSync(file, `${line}\n`);
const open = () =>
  openRecordStore({
    directory,
    bytesMax: BYTES_MAX,
    onSetAside: (_path, error) => {
      throw error;
    },
  });

let store = open();
const waiting: string[] = [];
for (let put = 0, groups = 0; put < RECORDS; groups++) {
  // Groups of one to four, as puts of one turn share a commit; what is settled follows some way behind.
  const group = Array.from({ length: 1 + ((groups * 7) % 4) }, (_, i) => {
    const record = (put + i) % 5 === 0 ? minuteReport(put + i) : streetEvent(put + i);
    return { id: record.id, kind: record.body.type, keepClass: keepClass(record.body), bytes: encodeRecord(record) };
  });
  mark(`putting ${group.map(({ id }) => id).join(' ')}`);
  const given = store.append(group, []).map(({ id }) => id);
  mark(`put ${group.map(({ id }) => id).join(' ')}`);
  if (given.length > 0) mark(`removing ${given.join(' ')}`);
  waiting.push(...group.map(({ id }) => id));
  put += group.length;
  if (waiting.length > 200 || groups % 5 === 0) {
    const settled = waiting.splice(0, 1 + (groups % 16));
    mark(`removing ${settled.join(' ')}`);
    store.remove(settled);
  }
  if (put % Math.ceil(RECORDS / RESTARTS) < group.length) {
    store.close();
    store = open();
  }
}
closeSync(file);
