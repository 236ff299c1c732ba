import { describe, expect, it } from 'vitest';
import { UndecodableRecordError } from '../record-codec.js';
import { UnusableRecordError, settle } from './settle.js';

const failed = (error: unknown, deliveryCount = 1) => settle({ done: false, error }, deliveryCount);

describe('settling a delivery', () => {
  it('acks what was committed, however often it came', () => {
    expect(settle({ done: true }, 1)).toEqual({ do: 'ack' });
    expect(settle({ done: true }, 99)).toEqual({ do: 'ack' });
  });

  it('gives up at once what can never be read or used, with the reason', () => {
    const reason = 'version is 9, expected 1';
    expect(failed(new UndecodableRecordError(reason))).toEqual({ do: 'term', reason });
    expect(failed(new UnusableRecordError('at_ms lies ahead'))).toEqual({ do: 'term', reason: 'at_ms lies ahead' });
  });

  it('lets anything else come again, later each time and at most 4 s later', () => {
    const refused = new Error('connect ECONNREFUSED');
    const delaysMs = [1, 2, 3, 4, 5, 6, 5_000].map((count) => {
      const settlement = failed(refused, count);
      return settlement.do === 'nak' ? settlement.delayMs : null;
    });
    expect(delaysMs).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]);
  });

  it('never gives up a record because something that is no error was thrown', () => {
    expect(failed('out of order', 3)).toEqual({ do: 'nak', delayMs: 1_000 });
  });
});
