import { Inject, Injectable } from '@nestjs/common';
import type { CityRow } from '../persistence/city.row.js';
import { Database } from '../persistence/database.js';
import { assignmentsOf, settingsOf } from './city-settings.js';
import type { CityChange, CitySettings } from './city-settings.js';

const ADD = `insert into cities (id, name, time_zone) values ($1, $2, $3) on conflict (id) do nothing returning id`;

export interface ListedCity {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly settings: CitySettings;
}

/** The cities of a hub and what each has decided. */
@Injectable()
export class CityRegister {
  constructor(@Inject(Database) private readonly database: Database) {}

  async list(): Promise<ListedCity[]> {
    return (await this.database.queryAsHub<CityRow>('select * from cities order by id')).map(listed);
  }

  async one(id: string): Promise<ListedCity | null> {
    const rows = await this.database.queryAsHub<CityRow>('select * from cities where id = $1', [id]);
    return rows[0] ? listed(rows[0]) : null;
  }

  /** False where there is one of this id. */
  async add({ id, name, timeZone }: Pick<ListedCity, 'id' | 'name' | 'timeZone'>): Promise<boolean> {
    return (await this.database.queryAsHub(ADD, [id, name, timeZone])).length > 0;
  }

  async change(id: string, wanted: CityChange): Promise<void> {
    const assignments = assignmentsOf(wanted, 2);
    if (assignments === null) return;
    await this.database.queryAsHub(`update cities set ${assignments.sql} where id = $1`, [id, ...assignments.values]);
  }
}

function listed(row: CityRow): ListedCity {
  return { id: row.id, name: row.name, timeZone: row.time_zone, settings: settingsOf(row) };
}
