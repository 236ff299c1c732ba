import { describe, expect, it } from 'vitest';
import { FrameSplitter } from './frame-splitter.js';
import type { SplitFrame } from './frame-splitter.js';

const SMALL = { widthPx: 2, heightPx: 2 };
const FRAME_BYTES = 6;

describe('the frame splitter', () => {
  it.each([1, 4, 5, 6, 7, 12, 18])('finds the frames in chunks of %i bytes', (chunkBytes) => {
    const splitter = new FrameSplitter();
    const frames: SplitFrame[] = [];
    for (const ptsMs of [0, 200, 400]) frames.push(...splitter.announce({ ptsMs, ...SMALL }));
    for (const chunk of chunks(film(3), chunkBytes)) frames.push(...splitter.push(chunk));
    expect(frames.map(({ ptsMs }) => ptsMs)).toEqual([0, 200, 400]);
    expect(frames.map(({ picture }) => [...picture.yuv420])).toEqual([[...frame(0)], [...frame(1)], [...frame(2)]]);
  });

  it('keeps bytes that come before their header', () => {
    const splitter = new FrameSplitter();
    expect(splitter.push(film(2))).toEqual([]);
    expect(splitter.waitingBytes).toBe(2 * FRAME_BYTES);
    expect(splitter.announce({ ptsMs: 40, ...SMALL }).map(({ ptsMs }) => ptsMs)).toEqual([40]);
    expect(splitter.waitingBytes).toBe(FRAME_BYTES);
    expect(splitter.announce({ ptsMs: 80, ...SMALL })[0]?.picture.yuv420).toEqual(frame(1));
  });

  it('gives no frame before its last byte', () => {
    const splitter = new FrameSplitter();
    splitter.announce({ ptsMs: 0, ...SMALL });
    expect(splitter.push(film(1).subarray(0, FRAME_BYTES - 1))).toEqual([]);
    expect(splitter.push(film(1).subarray(FRAME_BYTES - 1))).toHaveLength(1);
  });

  it('follows a change of size', () => {
    const splitter = new FrameSplitter();
    splitter.announce({ ptsMs: 0, ...SMALL });
    splitter.announce({ ptsMs: 200, widthPx: 3, heightPx: 1 });
    const frames = splitter.push(new Uint8Array(FRAME_BYTES + 7).fill(7));
    expect(frames.map(({ picture }) => picture.yuv420.length)).toEqual([6, 7]);
    expect(frames[1]?.picture).toMatchObject({ widthPx: 3, heightPx: 1 });
  });

  it('takes the bytes of a frame that has no time, so that the next one is whole', () => {
    const splitter = new FrameSplitter();
    splitter.announce({ ptsMs: null, ...SMALL });
    splitter.announce({ ptsMs: 200, ...SMALL });
    const frames = splitter.push(film(2));
    expect(frames.map(({ ptsMs }) => ptsMs)).toEqual([null, 200]);
    expect(frames[1]?.picture.yuv420).toEqual(frame(1));
  });

  it('counts headers whose bytes have not come', () => {
    const splitter = new FrameSplitter();
    splitter.announce({ ptsMs: 0, ...SMALL });
    splitter.announce({ ptsMs: 200, ...SMALL });
    expect(splitter.waitingHeaders).toBe(2);
    splitter.push(film(1));
    expect(splitter.waitingHeaders).toBe(1);
  });

  it('gives frames that do not change when more bytes come', () => {
    const splitter = new FrameSplitter();
    splitter.announce({ ptsMs: 0, ...SMALL });
    const chunk = film(1);
    const [first] = splitter.push(chunk);
    chunk.fill(99);
    expect(first?.picture.yuv420).toEqual(frame(0));
  });

  it('takes the bytes of a frame that is done with for a later one of the same size', () => {
    const splitter = new FrameSplitter();
    const done = new Uint8Array(FRAME_BYTES).fill(9);
    splitter.reuse(done);
    splitter.announce({ ptsMs: 0, ...SMALL });
    splitter.announce({ ptsMs: 200, ...SMALL });
    const [first, second] = splitter.push(film(2));
    expect(first?.picture.yuv420).toBe(done);
    expect(done).toEqual(frame(0));
    expect(second?.picture.yuv420).toEqual(frame(1));
  });

  it('does not take bytes of another size', () => {
    const splitter = new FrameSplitter();
    splitter.reuse(new Uint8Array(FRAME_BYTES + 1));
    splitter.announce({ ptsMs: 0, ...SMALL });
    expect(splitter.push(film(1))[0]?.picture.yuv420).toEqual(frame(0));
  });
});

function frame(index: number): Uint8Array {
  return new Uint8Array(FRAME_BYTES).map((_, byte) => index * FRAME_BYTES + byte);
}

function film(frames: number): Uint8Array {
  return new Uint8Array(frames * FRAME_BYTES).map((_, byte) => byte);
}

function chunks(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}
