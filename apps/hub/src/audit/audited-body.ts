import { SetMetadata } from '@nestjs/common';

/** Where `AuditedBody` writes. */
export const AUDITED_BODY = 'kerbline:audited-body';
/** Of one value; the log keeps no more of the whole. */
const VALUE_LENGTH_MAX = 40;

/** Names the fields of a route's body that the audit log tells with their values. None of them may be secret. */
export const AuditedBody = (fields: readonly string[]) => SetMetadata(AUDITED_BODY, fields);

/** `publicFeed true, visitDays 30`, of what was asked for; it has not been checked yet. */
export function auditedFields(body: unknown, fields: readonly string[]): string {
  if (typeof body !== 'object' || body === null) return '';
  const given = body as Readonly<Record<string, unknown>>;
  return fields
    .filter((field) => given[field] !== undefined)
    .map((field) => `${field} ${(JSON.stringify(given[field]) ?? '').slice(0, VALUE_LENGTH_MAX)}`)
    .join(', ');
}
