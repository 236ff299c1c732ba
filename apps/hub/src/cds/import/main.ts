import { readFile } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import { notedIn } from '../../audit/audited-commands.js';
import { HubConfigError, readHubConfig } from '../../config/hub-config.js';
import { dataSourceOptions } from '../../persistence/data-source-options.js';
import { CurbsFileError, readCurbsFile } from './curbs-file.js';
import { importCurbs } from './import-curbs.js';

export interface ImportArguments {
  readonly city: string;
  readonly file: string;
}

/** For `kerbline curbs import`: publishes a city's file, all of it or nothing, and says what it has published. */
export async function runCurbsImport({ city, file }: ImportArguments): Promise<void> {
  const source = await openDatabase();
  try {
    const curbs = readCurbsFile(await textOf(file));
    const subject = `${curbs.zones.length} zones, ${curbs.policies.length} policies`;
    // The line is written with what it tells of, or neither is: an import that is refused leaves none.
    const summary = await source.transaction((manager) => {
      const noted = notedIn({ queryAsHub: (sql, parameters) => manager.query(sql, parameters) });
      return noted({ cityId: city, action: 'curbs import', subject }, () =>
        importCurbs(manager, { cityId: city, file: curbs, nowMs: Date.now() }),
      );
    });
    const parts = Object.entries(summary).map(([kind, count]) => `${count} ${kind}`);
    process.stdout.write(`${city} now publishes ${parts.join(', ')}\n`);
  } finally {
    await source.destroy();
  }
}

async function openDatabase(): Promise<DataSource> {
  const { databaseUrl } = configOf(process.env);
  if (databaseUrl === null) throw new CurbsFileError(['DATABASE_URL is not set: it names the database of the hub']);
  const source = new DataSource(dataSourceOptions(databaseUrl, () => undefined));
  try {
    await source.initialize();
    // The hub makes the tables: only it knows its home city.
    const [found]: { is_there: boolean }[] = await source.query(
      `select to_regclass('curb_zones') is not null as is_there`,
    );
    if (found?.is_there !== true) throw new Error('its tables are not there yet: start the hub once');
    return source;
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CurbsFileError([`the database of DATABASE_URL cannot be used: ${reason}`]);
  }
}

function configOf(env: NodeJS.ProcessEnv) {
  try {
    return readHubConfig(env);
  } catch (error) {
    throw error instanceof HubConfigError ? new CurbsFileError([error.message]) : error;
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CurbsFileError([`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
