import { expect, it } from 'vitest';
import { madeMs } from './hub-client.js';

const SERVED_MS = Date.parse('2026-05-15T12:00:00Z');
const date = new Date(SERVED_MS).toUTCString();

it.each([
  [{ date, age: '90' }, SERVED_MS - 90_000],
  [{ date }, SERVED_MS],
  [{ date, age: 'old' }, SERVED_MS],
  [{ age: '90' }, -90_000],
] as const)('an answer with %o was made when it was sent, less its age', (headers, expectedMs) => {
  expect(madeMs(new Headers(headers), 0)).toBe(expectedMs);
});
