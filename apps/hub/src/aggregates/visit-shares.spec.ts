import { describe, expect, it } from 'vitest';
import { CityClock } from './city-clock.js';
import { NOTHING_COUNTED, visitShares } from './visit-shares.js';
import type { CountedVisit } from './visit-shares.js';

const clock = new CityClock('UTC');
const ms = (time: string) => Date.parse(`2026-05-14T${time}Z`);
const nine = ms('09:00');
const ten = ms('10:00');
const eleven = ms('11:00');
const hour = (counts: object) => ({ ...NOTHING_COUNTED, ...counts });

function stop(change: Partial<CountedVisit>): CountedVisit {
  return { type: 'dwell', startMs: ms('09:50'), startCensored: false, endMs: null, endCensored: false, ...change };
}

describe('what a visit adds to the hours of its zone', () => {
  it('counts an arrival as soon as a vehicle stands, and no time before it has left', () => {
    expect([...visitShares(stop({}), clock)]).toEqual([[nine, hour({ arrivals: 1 })]]);
  });

  it('counts the arrival in the hour of the start, the departure in the hour of the end, and the time where it passed', () => {
    expect([...visitShares(stop({ endMs: ms('11:20') }), clock)]).toEqual([
      [nine, hour({ arrivals: 1, occupiedMs: 600_000 })],
      [ten, hour({ occupiedMs: 3_600_000 })],
      [eleven, hour({ departures: 1, measuredVisits: 1, measuredDwellMs: 5_400_000, occupiedMs: 1_200_000 })],
    ]);
  });

  it('puts a departure on the full hour into the hour that begins', () => {
    const shares = visitShares(stop({ endMs: ten }), clock);
    expect(shares.get(nine)).toEqual(hour({ arrivals: 1, occupiedMs: 600_000 }));
    expect(shares.get(ten)).toEqual(hour({ departures: 1, measuredVisits: 1, measuredDwellMs: 600_000 }));
  });

  it('counts no arrival of a vehicle that stood there before the camera looked, and does not measure its dwell', () => {
    const shares = visitShares(stop({ startCensored: true, endMs: ms('09:55') }), clock);
    expect([...shares]).toEqual([[nine, hour({ departures: 1, occupiedMs: 300_000 })]]);
  });

  it('does not measure the dwell of a visit whose end nobody saw', () => {
    const shares = visitShares(stop({ endCensored: true, endMs: ms('09:55') }), clock);
    expect([...shares]).toEqual([[nine, hour({ arrivals: 1, departures: 1, occupiedMs: 300_000 })]]);
  });

  it('counts double parking as a hazard, not as parking', () => {
    const shares = visitShares(stop({ type: 'double_parking', endMs: ms('10:05') }), clock);
    expect([...shares]).toEqual([
      [nine, hour({ doubleParking: 1, blockedMs: 600_000 })],
      [ten, hour({ blockedMs: 300_000 })],
    ]);
  });
});
