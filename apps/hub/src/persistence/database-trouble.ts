/**
 * What a failed statement says of the database: `data` blames what was written (SQLSTATE classes 22, data exception,
 * and 23, integrity constraint violation, or a number that its column cannot hold), `full` its disk (53100), `busy` a lock, a deadlock or a time limit.
 */
export type DatabaseTrouble = 'data' | 'full' | 'busy' | 'other';

export function databaseTrouble(error: unknown): DatabaseTrouble {
  const { code, routine } = fieldsOf(error);
  // No partition was made for this time: that is our omission, not the record's, though it has a code of class 23.
  if (routine === 'ExecFindPartition') return 'other';
  if (code === '53100') return 'full';
  if (/^(40|55)|^57014$/.test(code)) return 'busy';
  return /^2[23]|^ERR_OUT_OF_RANGE$/.test(code) ? 'data' : 'other';
}

function fieldsOf(error: unknown): { code: string; routine: string } {
  const text = (name: string) => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: text('code'), routine: text('routine') };
}
