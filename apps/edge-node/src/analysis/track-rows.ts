import type { VehicleSighting } from '#curb';
import type { DecodedPicture } from './recording-log.js';

/**
 * MOTChallenge rows `frame,id,left,top,width,height,score,-1,-1,-1` of the vehicles in one picture. Frames are numbered
 * as in the recording, from 1, and boxes are in its own pixels.
 */
export function trackRows({ number, widthPx, heightPx }: DecodedPicture, vehicles: readonly VehicleSighting[]): string {
  return vehicles
    .map(({ trackId, score, box }) => {
      const edges = [box.x * widthPx, box.y * heightPx, box.width * widthPx, box.height * heightPx];
      return `${number},${trackId},${edges.map((px) => px.toFixed(2)).join()},${score.toFixed(3)},-1,-1,-1\n`;
    })
    .join('');
}
