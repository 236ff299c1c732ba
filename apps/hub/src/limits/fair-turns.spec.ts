import { beforeEach, describe, expect, it } from 'vitest';
import { FairTurns } from './fair-turns.js';

describe('requests of one caller', () => {
  let turns: FairTurns;
  let begun: string[];
  const enter = (caller: string, name: string) => turns.enter(caller, () => begun.push(name));

  beforeEach(() => {
    turns = new FairTurns({ atOnce: 2, waitingMax: 2 });
    begun = [];
  });

  it('begin at once up to as many as may be in hand, and wait beyond that', () => {
    for (const name of ['first', 'second', 'third']) expect(enter('a', name)).toBe(true);
    expect(begun).toEqual(['first', 'second']);
  });

  it('begin in the order in which they came, each when one before it is done', () => {
    for (const name of ['first', 'second', 'third', 'fourth']) enter('a', name);
    turns.leave('a');
    expect(begun.slice(2)).toEqual(['third']);
    turns.leave('a');
    expect(begun.slice(2)).toEqual(['third', 'fourth']);
  });

  it('are turned away where as many wait as may', () => {
    for (const name of ['first', 'second', 'third', 'fourth']) expect(enter('a', name)).toBe(true);
    expect(enter('a', 'fifth')).toBe(false);
    turns.leave('a');
    expect(enter('a', 'sixth')).toBe(true);
    for (let done = 0; done < 4; done++) turns.leave('a');
    expect(begun).toEqual(['first', 'second', 'third', 'fourth', 'sixth']);
  });

  it('begin one by one from when that is asked for on, those that wait too, and several again after it', () => {
    for (const name of ['first', 'second', 'third']) enter('a', name);
    turns.enter('a', () => begun.push('fourth'), 1);
    turns.leave('a');
    expect(begun.slice(2), 'one is still in hand').toEqual([]);
    turns.leave('a');
    expect(begun.slice(2)).toEqual(['third']);
    enter('a', 'fifth');
    turns.leave('a');
    expect(begun.slice(2)).toEqual(['third', 'fourth', 'fifth']);
  });

  it('never wait for those of another', () => {
    for (const name of ['first', 'second', 'third']) enter('a', name);
    enter('b', 'other');
    expect(begun).toContain('other');
  });

  it('leave nothing behind when all are done', () => {
    for (const name of ['first', 'second', 'third']) enter('a', name);
    for (let done = 0; done < 3; done++) turns.leave('a');
    expect(turns.callers).toBe(0);
    for (const name of ['fourth', 'fifth', 'sixth']) enter('a', name);
    expect(begun.slice(3)).toEqual(['fourth', 'fifth']);
  });
});
