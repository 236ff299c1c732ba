import type { CameraDay } from '../api/types.js';

/** What a day's watching would have sent as video, against what it sent as events. */
export type Bandwidth =
  | { readonly state: 'nothing_yet' }
  | { readonly state: 'no_events'; readonly videoBytes: number }
  | { readonly state: 'saved'; readonly videoBytes: number; readonly eventBytes: number; readonly ratio: number };

export function bandwidthOf({ videoBytes, eventBytes }: Pick<CameraDay, 'videoBytes' | 'eventBytes'>): Bandwidth {
  if (videoBytes <= 0) return { state: 'nothing_yet' };
  if (eventBytes <= 0) return { state: 'no_events', videoBytes };
  return { state: 'saved', videoBytes, eventBytes, ratio: videoBytes / eventBytes };
}
