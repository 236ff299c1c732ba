import { Tracker } from '#detection';
import type { Track } from '#detection';
import { classOf, parseDetections } from './detection-file.js';

/**
 * The tracks of recorded detections as MOTChallenge results, `frame,id,x,y,width,height,score,class,-1`, by frame and id.
 * A row is a sighting, never a guess: a vehicle that is not seen has none. The first sighting of a track counts once the
 * track is confirmed, and a still vehicle of which a part shows is written whole. A file that names no classes gets -1.
 */
export function trackDetections(text: string, fps: number): string {
  const { frames, hasClasses } = parseDetections(text);
  const tracker = new Tracker();
  const written: Row[] = [];
  const withheld = new Map<number, Row[]>();
  for (const { number: frame, detections } of frames) {
    const atMs = (1000 * frame) / fps;
    for (const track of tracker.update(detections, atMs)) {
      if (track.lastSeenMs !== atMs) continue;
      const row = { frame, track, text: rowOf(track, frame, hasClasses) };
      const earlier = withheld.get(track.id) ?? [];
      if (track.state === 'tentative') withheld.set(track.id, [...earlier, row]);
      else {
        written.push(...earlier, row);
        withheld.delete(track.id);
      }
    }
  }
  written.sort((a, b) => a.frame - b.frame || a.track.id - b.track.id);
  return written.map((row) => `${row.text}\n`).join('');
}

interface Row {
  readonly frame: number;
  readonly track: Track;
  readonly text: string;
}

function rowOf(track: Track, frame: number, hasClasses: boolean): string {
  const { xPx, yPx, widthPx, heightPx } = track.isClipped ? track.box : track.detectedBox;
  const box = [xPx, yPx, widthPx, heightPx].map((value) => value.toFixed(2)).join();
  return `${frame},${track.id},${box},${track.score.toFixed(3)},${hasClasses ? classOf(track.type) : -1},-1`;
}
