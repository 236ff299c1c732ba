import { expect, it } from 'vitest';
import { STEPS, stepped } from './grid-steps.js';

const after = (day: number, hour: number, key: string) => stepped({ day, hour }, STEPS[key] ?? { day: 0, hour: 0 });

it('the arrows move by an hour or a day', () => {
  expect(after(2, 8, 'ArrowRight')).toEqual({ day: 2, hour: 9 });
  expect(after(2, 8, 'ArrowUp')).toEqual({ day: 1, hour: 8 });
});

it('nothing moves beyond the edge of the week', () => {
  expect(after(0, 0, 'ArrowLeft')).toEqual({ day: 0, hour: 0 });
  expect(after(6, 23, 'ArrowDown')).toEqual({ day: 6, hour: 23 });
  expect(after(3, 8, 'End')).toEqual({ day: 3, hour: 23 });
  expect(after(3, 8, 'Home')).toEqual({ day: 3, hour: 0 });
});
