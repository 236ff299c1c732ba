import { EntitySchema } from 'typeorm';
import type { Scope } from '../access/needs.js';

/** A key somebody may use the API with: only its SHA-256 is kept. Columns as in the table. */
export interface ApiKeyRow {
  city_id: string;
  id: string;
  name: string;
  key_hash: Buffer;
  /** What it may be used for. */
  scopes: readonly Scope[];
  created_at: Date;
  expires_at: Date | null;
  /** To the minute. */
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export const ApiKeyRowSchema = new EntitySchema<ApiKeyRow>({
  name: 'api_key',
  tableName: 'api_keys',
  columns: {
    city_id: { type: 'text' },
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    key_hash: { type: 'bytea' },
    scopes: { type: 'text', array: true },
    created_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz', nullable: true },
    last_used_at: { type: 'timestamptz', nullable: true },
    revoked_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'api_keys_by_hash', columns: ['key_hash'], unique: true }],
});
