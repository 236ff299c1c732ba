import type { z } from 'zod';
import { redact } from '../video/redact.js';

const VALUE_CHARACTERS_MAX = 80;
/** Values at these places may hold secrets typed into the file: they are never repeated. */
const SECRET_KEYS = new Set<PropertyKey>(['source', 'url', 'credentials', 'video']);

/** zod's issues as lines: `cameras[0].zones[1].kind is "park": Invalid option…`. `document` stands at `at`. */
export function problemsOf(error: z.ZodError, document: unknown, at: readonly PropertyKey[] = []): readonly string[] {
  return error.issues.map((issue) => {
    const place = placeName([...at, ...issue.path]);
    if (issue.code === 'unrecognized_keys') {
      return `${place}: unknown key ${issue.keys.map((key) => JSON.stringify(redact(key, []))).join(', ')}`;
    }
    const value = valueAt(document, issue.path);
    const isSecret = issue.path.some((key) => SECRET_KEYS.has(key));
    const shown = value === undefined ? 'missing' : isSecret ? 'set' : show(value);
    return `${place} is ${shown}: ${issue.message}`;
  });
}

/** `['cameras', 0, 'zones', 1]` → `cameras[0].zones[1]` */
function placeName(path: readonly PropertyKey[]): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return name.replace(/^\./, '') || '(root)';
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    document,
  );
}

function show(value: unknown): string {
  const text = redact(JSON.stringify(value) ?? String(value), []);
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}…` : text;
}
