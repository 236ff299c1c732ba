import { CityOffice } from './city-office.js';

/** As much as a person reads at once. */
const LINES = 100;

/** Says who changed what in a city, the newest first. */
export async function showAudit(
  options: { readonly city?: string },
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<void> {
  const office = await CityOffice.open(env);
  try {
    const rows = await office.audit.list(await office.city(options.city), { cursor: null, limit: LINES });
    for (const { at, status, actor, action, subject } of rows) {
      say([at.toISOString(), status === null ? 'not over' : `status ${status}`, actor, action, subject].join('  '));
    }
  } finally {
    await office.close();
  }
}
