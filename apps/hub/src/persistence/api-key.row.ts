import { EntitySchema } from 'typeorm';

/** A key somebody may use the API with: only its SHA-256 is kept. Columns as in the table. */
export interface ApiKeyRow {
  city_id: string;
  id: string;
  name: string;
  key_hash: Buffer;
  created_at: Date;
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
    created_at: { type: 'timestamptz' },
    revoked_at: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'api_keys_by_hash', columns: ['key_hash'], unique: true }],
});
