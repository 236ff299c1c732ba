import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDetections, RecordedFileError } from './detection-file.js';
import { runTrack } from './run-track.js';
import { trackDetections } from './track-file.js';

const scoresOf = (text: string) => parseDetections(text).frames.flatMap((f) => f.detections.map((d) => d.score));

describe('a file of detections', () => {
  it('may have Windows line ends, spaces, blank lines and frames in any order', () => {
    const { frames } = parseDetections('2,-1, 12,10,80,50,0.5,5\r\n\r\n1 -1 10 10 80 50 0.5 2\r\n');
    expect(frames.map(({ number, detections }) => [number, detections[0]?.type])).toEqual([
      [1, 'car'],
      [2, 'bus'],
    ]);
  });

  it('may leave out scores and classes', () => {
    expect(parseDetections('1,-1,10,10,80,50').frames[0]?.detections[0]).toMatchObject({ score: 1, type: 'car' });
  });

  it.each(['1,-1,10,10,80', '1,-1,10,ten,80,50', '1,-1,10,10,0,50', '-1,-1,10,10,80,50', '1,-1,,10,80,50,0.5'])(
    'is refused with the number of its malformed line: %s',
    (line) => {
      expect(() => parseDetections(`1,-1,10,10,80,50,0.5\n${line}\n`)).toThrow(RecordedFileError);
      expect(() => parseDetections(`1,-1,10,10,80,50,0.5\n${line}\n`)).toThrow(/^line 2 /);
    },
  );

  it('keeps scores that lie in 0..1', () => {
    expect(scoresOf('1,-1,10,10,80,50,0.5\n1,-1,210,10,80,50,0.2')).toEqual([0.5, 0.2]);
  });

  it('has scores of another scale divided by its best, and negative ones cut off', () => {
    expect(scoresOf('1,-1,10,10,80,50,40\n1,-1,210,10,80,50,80\n1,-1,410,10,80,50,-5')).toEqual([1, 1, 0]);
  });
});

describe('the tracks of a file', () => {
  it('hold a track from its first sighting, one row a sighting', () => {
    const text = '1,-1,10,10,80,50,0.5,7\n2,-1,12,10,80,50,0.5,7\n';
    expect(trackDetections(text, 5)).toBe(
      '1,1,10.00,10.00,80.00,50.00,0.500,7,-1\n2,1,12.00,10.00,80.00,50.00,0.500,7,-1\n',
    );
  });

  it('hold nothing of a vehicle that was seen once', () => {
    expect(trackDetections('1,-1,10,10,80,50,0.5,2\n', 5)).toBe('');
  });

  it('name no class where the file named none', () => {
    expect(trackDetections('1,-1,10,10,80,50,0.5\n2,-1,10,10,80,50,0.5\n', 5)).toMatch(/,0\.500,-1,-1\n$/);
  });
});

describe('kerbline track', () => {
  it.each(['0', '-5', 'five', ''])('refuses "%s" frames a second', async (fps) => {
    await expect(runTrack({ detections: 'none.txt', fps, out: 'none.txt' })).rejects.toThrow('--fps must be');
  });

  it('says which file is missing', async () => {
    const missing = runTrack({ detections: 'no-such-file.txt', fps: '5', out: 'none.txt' });
    await expect(missing).rejects.toThrow('no-such-file.txt cannot be read: there is no such file');
  });

  const recorded = resolve('..', 'shared', 'curbbench', 'night-street.det.txt');
  it.skipIf(!existsSync(recorded))(
    'follows a recorded street to a file (skipped: not here, where absent)',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'kerbline-track-'));
      try {
        const out = join(folder, 'result.txt');
        await runTrack({ detections: recorded, fps: '5', out });
        const ids = new Set(readFileSync(out, 'utf8').trim().split('\n').map((line) => line.split(',')[1])); // prettier-ignore
        expect(ids.size).toBeGreaterThan(10);
        expect(ids.size).toBeLessThan(40);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
