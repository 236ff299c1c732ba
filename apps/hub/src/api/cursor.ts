const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where the next page of a list by time begins: after this row. */
export interface TimeCursor {
  readonly atMs: number;
  readonly id: string;
}

export function encodeTimeCursor({ atMs, id }: TimeCursor): string {
  return Buffer.from(`${atMs}/${id}`).toString('base64url');
}

/** Null when it is no cursor of ours. */
export function decodeTimeCursor(text: string): TimeCursor | null {
  const [time = '', id = '', ...rest] = Buffer.from(text, 'base64url').toString('latin1').split('/');
  if (!/^\d{1,16}$/.test(time) || !UUID.test(id) || rest.length > 0) return null;
  const atMs = Number(time);
  return atMs <= 8.64e15 ? { atMs, id } : null;
}

/** Cursor of a list by name: the last name given. */
export function encodeNameCursor(name: string): string {
  return Buffer.from(name).toString('base64url');
}

export function decodeNameCursor(text: string): string | null {
  const name = Buffer.from(text, 'base64url').toString('latin1');
  return /^[a-z0-9._-]{1,80}$/.test(name) ? name : null;
}
