import { EntitySchema } from 'typeorm';
import type { EventView } from '../api/event.view.js';

/** What one transaction committed of one city. Columns as in the table. */
export interface StreamLogRow {
  /** Ascends as transactions commit; some numbers are never given. */
  position: number;
  city_id: string;
  committed_at: Date;
  event_count: number;
  /** As the API shows them. */
  events: readonly EventView[];
}

export const StreamLogRowSchema = new EntitySchema<StreamLogRow>({
  name: 'stream_log',
  tableName: 'stream_log',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    city_id: { type: 'text' },
    committed_at: { type: 'timestamptz', default: () => 'clock_timestamp()' },
    event_count: { type: 'int' },
    events: { type: 'json' },
  },
  indices: [{ name: 'stream_log_of_city', columns: ['city_id', 'position'] }],
});
