import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { KeyError, makeUserKey, userKeyOf } from './keys.js';
import type { UserKey } from './keys.js';

/** Readable by its owner alone, and whole or not there: written beside its place and moved into it. */
export function writePrivateFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** Throws `KeyError` with the file's name and never its content. */
export function readUserKey(path: string): UserKey {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown problem';
    throw new KeyError(`the key file ${path} cannot be read: ${code}`);
  }
  try {
    return userKeyOf(text);
  } catch (error) {
    throw error instanceof KeyError ? new KeyError(`the key file ${path}: ${error.message}`) : error;
  }
}

/** The key of this file, made when there is none yet. */
export function readOrMakeUserKey(path: string): UserKey {
  try {
    return userKeyOf(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const key = makeUserKey();
    writePrivateFile(path, `${key.seed}\n`);
    return key;
  }
}
