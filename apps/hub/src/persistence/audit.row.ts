import { EntitySchema } from 'typeorm';

/** One change somebody asked for, through the API or the command line. Columns as in the table. */
export interface AuditRow {
  city_id: string;
  id: string;
  at: Date;
  /** The name of a key, or who else it was. */
  actor: string;
  /** The method and address of the route, or the command. */
  action: string;
  /** What it was done to: the ids in the address, or the command's options. Never a secret. */
  subject: string;
  /** The status of the answer, 0 for a command that went well; null while it is not over, or was cut off. */
  status: number | null;
}

export const AuditRowSchema = new EntitySchema<AuditRow>({
  name: 'audit',
  tableName: 'audit_log',
  columns: {
    city_id: { type: 'text' },
    id: { type: 'uuid', primary: true },
    at: { type: 'timestamptz' },
    actor: { type: 'text' },
    action: { type: 'text' },
    subject: { type: 'text' },
    status: { type: 'int', nullable: true },
  },
  indices: [{ name: 'audit_log_listed', columns: ['city_id', 'at', 'id'] }],
});
