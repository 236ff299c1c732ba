import { describe, expect, it } from 'vitest';
import { UndecodableRecordError } from '../record-codec.js';
import { DONE, UnusableRecordError, settle } from './settle.js';

const failed = (error: unknown) => ({ done: false, error }) as const;
const undecodable = failed(new UndecodableRecordError('version is 9, expected 1'));
const unusable = failed(new UnusableRecordError('at_ms lies ahead'));
const away = failed(new Error('connect ECONNREFUSED'));

describe('settling a message', () => {
  it('acks what was committed, however often it came', () => {
    expect(settle([DONE], 1)).toEqual({ do: 'ack', givenUp: [] });
    expect(settle([DONE, DONE], 99)).toEqual({ do: 'ack', givenUp: [] });
  });

  it('gives up at once what can never be read or used, with the reason', () => {
    expect(settle([undecodable], 1)).toEqual({
      do: 'term',
      givenUp: [{ position: 0, reason: 'version is 9, expected 1' }],
    });
    expect(settle([unusable, undecodable], 1)).toMatchObject({
      do: 'term',
      givenUp: [
        { position: 0, reason: 'at_ms lies ahead' },
        { position: 1, reason: 'version is 9, expected 1' },
      ],
    });
  });

  it('acks a message of which some is committed and the rest given up, naming the place of each', () => {
    expect(settle([DONE, unusable, DONE, undecodable], 1)).toEqual({
      do: 'ack',
      givenUp: [
        { position: 1, reason: 'at_ms lies ahead' },
        { position: 3, reason: 'version is 9, expected 1' },
      ],
    });
  });

  it('lets the whole message come again when any of its records may still succeed', () => {
    for (const outcomes of [[away], [DONE, away], [unusable, away, DONE]]) {
      expect(settle(outcomes, 1)).toMatchObject({ do: 'nak', delayMs: 250 });
    }
  });

  it('lets it come again later each time and at most 4 s later', () => {
    const delaysMs = [1, 2, 3, 4, 5, 6, 5_000].map((count) => {
      const settlement = settle([away], count);
      return settlement.do === 'nak' ? settlement.delayMs : null;
    });
    expect(delaysMs).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]);
  });

  it('never gives up a record because something that is no error was thrown', () => {
    expect(settle([failed('out of order')], 3)).toMatchObject({ do: 'nak', delayMs: 1_000 });
  });
});
