import { EntitySchema } from 'typeorm';

/** An hour of a city whose sum may hold no longer. Columns as in the table. */
export interface ChangedHourRow {
  position: number;
  city_id: string;
  /** Null: every hour, because other zones are in use. */
  hour: Date | null;
}

/** Which hours of a city are summed: those from `summed_from` to `summed_before`. Columns as in the table. */
export interface SummedCityRow {
  city_id: string;
  /** Whoever changes an hour from before marks it; later ones are not summed. */
  marked_before: Date;
  summed_from: Date;
  summed_before: Date;
  /** When all was last begun anew. */
  voided_at: Date | null;
  /** Counts every change of the sums, so that two at once cannot both succeed. */
  steps: number;
}

export const ChangedHourRowSchema = new EntitySchema<ChangedHourRow>({
  name: 'changed_hour',
  tableName: 'changed_hours',
  columns: {
    position: { type: 'bigint', primary: true, generated: 'increment' },
    city_id: { type: 'text' },
    hour: { type: 'timestamptz', nullable: true },
  },
  indices: [{ name: 'changed_hours_of_city', columns: ['city_id', 'hour'] }],
});

export const SummedCityRowSchema = new EntitySchema<SummedCityRow>({
  name: 'summed_city',
  tableName: 'summed_cities',
  columns: {
    city_id: { type: 'text', primary: true },
    marked_before: { type: 'timestamptz' },
    summed_from: { type: 'timestamptz' },
    summed_before: { type: 'timestamptz' },
    voided_at: { type: 'timestamptz', nullable: true },
    steps: { type: 'bigint', default: 0 },
  },
});
