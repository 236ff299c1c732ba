import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** The demo's API key: made once, kept over restarts so that open pages and scripts go on working. */
export async function readOrMakeApiKey(path: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const made = `kerbline_${randomBytes(24).toString('base64url')}`;
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  return made;
}
