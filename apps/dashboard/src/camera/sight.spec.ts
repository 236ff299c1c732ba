import { expect, it } from 'vitest';
import { seenUntilMs } from './sight.js';

const NOW_MS = Date.parse('2024-05-14T11:30:00.000Z');
const lastSeen = '2024-05-14T11:29:00.000Z';

it('a camera that sees the street sees it now', () => {
  expect(seenUntilMs({ status: 'online', fault: null, lastSeen }, NOW_MS)).toBe(NOW_MS);
});

it('a faulty camera saw it until the fault began, though its box still reports', () => {
  const fault = { code: 'frozen', since: '2024-05-14T11:05:00.000Z' } as const;
  expect(seenUntilMs({ status: 'fault', fault, lastSeen }, NOW_MS)).toBe(Date.parse(fault.since));
});

it('an offline camera saw it until it was last heard', () => {
  expect(seenUntilMs({ status: 'offline', fault: null, lastSeen }, NOW_MS)).toBe(Date.parse(lastSeen));
});
