import { CdsError } from './cds-error.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id at the end of an address, lower case. What is no UUID names nothing: 404. */
export function mustBeUuid(what: string, id: string): string {
  const lower = id.toLowerCase();
  if (UUID.test(lower)) return lower;
  throw CdsError.notFound(what, id.slice(0, 100));
}
