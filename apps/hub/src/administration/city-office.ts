import { DataSource } from 'typeorm';
import { ApiKeys } from '../access/api-keys.js';
import { AuditLog } from '../audit/audit-log.js';
import { notedIn } from '../audit/audited-commands.js';
import type { Noted } from '../audit/audited-commands.js';
import { CityRegister } from '../cities/city-register.js';
import { readHubConfig } from '../config/hub-config.js';
import { HubLog } from '../log/hub-log.js';
import { dataSourceOptions } from '../persistence/data-source-options.js';
import { Database } from '../persistence/database.js';
import { AdministrationError } from './administration-error.js';

/** The hub's tables in the hands of whoever administers them from the command line; the hub need not run. */
export class CityOffice {
  readonly keys: ApiKeys;
  readonly audit: AuditLog;
  readonly cities: CityRegister;
  readonly noted: Noted;

  private constructor(
    private readonly source: DataSource,
    readonly database: Database,
    readonly homeCityId: string,
  ) {
    this.keys = new ApiKeys(database);
    this.audit = new AuditLog(database);
    this.cities = new CityRegister(database);
    this.noted = notedIn(database);
  }

  /** Throws `AdministrationError` when there is no database or it does not answer. */
  static async open(env: Readonly<Record<string, string | undefined>>): Promise<CityOffice> {
    const { databaseUrl, city, timeZone } = readHubConfig(env);
    if (databaseUrl === null) {
      throw new AdministrationError(
        'DATABASE_URL is not set: it names the PostgreSQL database of the hub (of the demo: databaseUrl in .kerbline/demo.json)',
      );
    }
    const source = new DataSource(dataSourceOptions(databaseUrl, () => undefined, { ...city, timeZone }));
    try {
      await source.initialize();
    } catch (error) {
      // The driver's message names the host and the role, not the password.
      throw new AdministrationError(
        `the database cannot be opened: ${error instanceof Error ? error.message : 'no reason'}`,
      );
    }
    const database = new Database(source, new HubLog('silent'));
    await database.whenOpen();
    return new CityOffice(source, database, city.id);
  }

  /** The city meant, which must be there. */
  async city(id: string | undefined): Promise<string> {
    const cities = await this.database.queryAsHub<{ id: string }>('select id from cities order by id');
    const meant = id ?? this.homeCityId;
    if (cities.some((city) => city.id === meant)) return meant;
    throw new AdministrationError(
      `there is no city "${meant}"; there are: ${cities.map((city) => city.id).join(', ')}`,
    );
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}
