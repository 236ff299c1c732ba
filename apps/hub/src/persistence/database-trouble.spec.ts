import { describe, expect, it } from 'vitest';
import { databaseTrouble } from './database-trouble.js';

const of = (fields: object) => databaseTrouble(Object.assign(new Error('refused'), fields));

describe('the trouble of a failed statement', () => {
  it('is with the data when the number, the text or a constraint does not fit', () => {
    expect(of({ code: '22003' })).toBe('data');
    expect(of({ code: '23514' })).toBe('data');
    expect(of({ code: 'ERR_OUT_OF_RANGE' })).toBe('data');
  });

  it('is not with the data when there is no partition for its time', () => {
    expect(of({ code: '23514', routine: 'ExecFindPartition' })).toBe('other');
  });

  it('is a full disk, a database that is busy, or something else', () => {
    expect(of({ code: '53100' })).toBe('full');
    for (const code of ['40P01', '55P03', '57014']) expect(of({ code })).toBe('busy');
    for (const code of ['57P01', '08006', 'ECONNREFUSED']) expect(of({ code })).toBe('other');
    expect(databaseTrouble('out of order')).toBe('other');
  });
});
