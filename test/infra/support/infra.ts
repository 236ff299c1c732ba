import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');
export const INFRA = join(ROOT, 'infra');

export function readInfra(path: string): string {
  return readFileSync(join(INFRA, path), 'utf8');
}
