import { describe, expect, it } from 'vitest';
import { ASPECT, seeded } from '../../../../test/support/simulated-street.js';
import { momentOfMotion } from './moment.js';
import type { TimedBox } from './moment.js';

const SIZE = { width: 0.1, height: 0.1 };
const FRAME_MS = 200;
const SLACK_MS = 2_000;
/** Half a frame: the moment lies between two pictures. */
const NEAR_MS = FRAME_MS / 2;

/** A box that has gone `wayShares` of the picture's width to the right of its place, jittered by 1 % of its size. */
function boxAt(atMs: number, wayShares: number, random: () => number): TimedBox {
  const jitter = () => (random() - 0.5) * 0.02 * SIZE.width;
  return { atMs, box: { x: 0.3 + wayShares + jitter(), y: 0.5 + jitter(), ...SIZE } };
}

/** Rest and motion around a departure at `momentMs` with an even acceleration, in shares of the picture per s². */
function departure(momentMs: number, acceleration: number) {
  const random = seeded(3);
  const boxes = Array.from({ length: 60 }, (_, index) => {
    const atMs = index * FRAME_MS;
    return boxAt(atMs, (acceleration * Math.max(0, (atMs - momentMs) / 1_000) ** 2) / 2, random);
  });
  return {
    rest: boxes.filter(({ atMs }) => atMs <= momentMs).reverse(),
    motion: boxes.filter(({ atMs }) => atMs > momentMs),
  };
}

describe('the moment of a departure', () => {
  it('is read from the way that follows it, to half a frame', () => {
    const { rest, motion } = departure(5_100, 0.05);
    expect(Math.abs((momentOfMotion(rest, motion, ASPECT, SLACK_MS) ?? 0) - 5_100)).toBeLessThan(NEAR_MS);
  });

  it('is the same however fast the vehicle drives off', () => {
    const { rest, motion } = departure(5_100, 0.02);
    expect(Math.abs((momentOfMotion(rest, motion, ASPECT, SLACK_MS) ?? 0) - 5_100)).toBeLessThan(NEAR_MS);
  });

  it('is not claimed when the vehicle hardly moved', () => {
    const { rest, motion } = departure(5_100, 0.0005);
    expect(momentOfMotion(rest, motion, ASPECT, SLACK_MS)).toBeNull();
  });

  it('is not claimed from two pictures', () => {
    const { rest, motion } = departure(5_100, 0.05);
    expect(momentOfMotion(rest, motion.slice(8, 10), ASPECT, SLACK_MS)).toBeNull();
  });

  it('is not claimed further inside the rest than the slack it is given', () => {
    const { rest, motion } = departure(5_100, 0.02);
    const late = motion.filter(({ atMs }) => atMs > 6_600);
    const known = [...motion.filter(({ atMs }) => atMs <= 6_600).reverse(), ...rest];
    expect(momentOfMotion(known, late, ASPECT, 100)).toBeNull();
  });
});

describe('the moment of an arrival', () => {
  it('is read from the way that leads to it', () => {
    const { rest, motion } = departure(5_100, 0.05);
    const mirrored = (boxes: readonly TimedBox[]) => boxes.map(({ atMs, box }) => ({ atMs: 12_000 - atMs, box }));
    const moment = momentOfMotion(mirrored(rest), mirrored(motion), ASPECT, SLACK_MS);
    expect(Math.abs((moment ?? 0) - (12_000 - 5_100))).toBeLessThan(NEAR_MS);
  });
});
