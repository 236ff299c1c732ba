import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository: sources and compiled files lie at different depths below the same package.json. */
export function packageRoot(from = fileURLToPath(import.meta.url)): string {
  const folder = dirname(from);
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (folder === from) throw new Error('no package.json above the program: it was moved out of its checkout');
  return packageRoot(folder);
}
