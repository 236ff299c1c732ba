import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import type { CityRow } from '../persistence/city.row.js';
import { Database } from '../persistence/database.js';
import { cityOf } from './city.js';
import type { City } from './city.js';

/** How long a box's city is believed: what an operator changes holds after this. */
const BELIEVED_MS = 60_000;
/** More boxes than any hub has; then it asks afresh. */
const DEVICES_MAX = 100_000;

const PUT_HOME_CITY = `
  insert into cities (id, name, time_zone) values ($1, $2, $3)
  on conflict (id) do update set name = excluded.name, time_zone = excluded.time_zone
  where (cities.name, cities.time_zone) <> (excluded.name, excluded.time_zone)`;

// A box is put down as the home city's at its first record: were that only assumed, a record that comes again after the
// box was put into another city would be counted there a second time.
const PUT_DEVICES = `
  insert into devices (id, city_id) select id, $2 from unnest($1::text[]) as id order by id on conflict (id) do nothing`;
const CITIES_OF_DEVICES = `
  select device.id as device_id, city.* from devices as device join cities as city on city.id = device.city_id
  where device.id = any($1::text[])`;

/** Which city a box's records belong to. */
@Injectable()
export class Cities implements OnApplicationBootstrap {
  readonly #ofDevices = new Map<string, { readonly city: City; readonly untilMs: number }>();
  #isHomeKnown = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HubSettings) private readonly settings: Pick<HubSettings, 'config'>,
    @Inject(HubLog) private readonly log: HubLog,
  ) {}

  onApplicationBootstrap(): void {
    this.database
      .whenOpen()
      .then(() => this.#putHome())
      // The first record tries again.
      .catch((error: unknown) => this.log.warn('home city not stored yet', errorFields(error)));
  }

  /** The city of each of these boxes; asks the database only about boxes it has not heard of for a while. */
  async ofDevices(deviceIds: ReadonlySet<string>): Promise<ReadonlyMap<string, City>> {
    const nowMs = performance.now();
    const unknown = [...deviceIds].filter((id) => (this.#ofDevices.get(id)?.untilMs ?? 0) <= nowMs);
    if (unknown.length > 0) await this.#learn(unknown, nowMs);
    const cities = new Map<string, City>();
    for (const id of deviceIds) {
      const known = this.#ofDevices.get(id);
      if (!known) throw new Error(`device ${id} belongs to a city that does not exist`);
      cities.set(id, known.city);
    }
    return cities;
  }

  async #learn(deviceIds: readonly string[], nowMs: number): Promise<void> {
    await this.#putHome();
    if (this.#ofDevices.size > DEVICES_MAX) this.#ofDevices.clear();
    let rows = await this.#ask(deviceIds);
    if (rows.length < deviceIds.length) {
      await this.database.query(PUT_DEVICES, [deviceIds, this.settings.config.city.id]);
      rows = await this.#ask(deviceIds);
    }
    for (const row of rows) this.#ofDevices.set(row.device_id, { city: cityOf(row), untilMs: nowMs + BELIEVED_MS });
  }

  #ask(deviceIds: readonly string[]): Promise<(CityRow & { device_id: string })[]> {
    return this.database.query(CITIES_OF_DEVICES, [deviceIds]);
  }

  /** The configuration has the last word on the home city. */
  async #putHome(): Promise<void> {
    if (this.#isHomeKnown) return;
    const { city, timeZone } = this.settings.config;
    const before = await this.database.query<CityRow>('select * from cities where id = $1', [city.id]);
    await this.database.query(PUT_HOME_CITY, [city.id, city.name, timeZone]);
    const wasIn = before[0]?.time_zone ?? timeZone;
    if (wasIn !== timeZone) {
      this.log.warn("the city's time zone has changed: `kerbline rebuild` counts its past hours anew", {
        city: city.id,
        wasIn,
        isIn: timeZone,
      });
    }
    this.#isHomeKnown = true;
  }
}
