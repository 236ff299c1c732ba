import { EntitySchema } from 'typeorm';

/** What one transaction committed of one city. Columns as in the table. */
export interface StreamLogRow {
  /** Ascends as transactions commit; some numbers are never given. */
  position: number;
  city_id: string;
  committed_at: Date;
  event_count: number;
  /** The keys of its raw events, with the city's id: the nth of each array is the nth event's. */
  camera_ids: readonly string[];
  times: readonly Date[];
  ids: readonly string[];
}

export const StreamLogRowSchema = new EntitySchema<StreamLogRow>({
  name: 'stream_log',
  tableName: 'stream_log',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    city_id: { type: 'text' },
    committed_at: { type: 'timestamptz', default: () => 'clock_timestamp()' },
    event_count: { type: 'int' },
    camera_ids: { type: 'text', array: true },
    times: { type: 'timestamptz', array: true },
    ids: { type: 'uuid', array: true },
  },
  indices: [{ name: 'stream_log_of_city', columns: ['city_id', 'position'] }],
});
