import type { StreetEvent } from '../api/types.js';
import { shortDuration } from '../words/durations.js';
import { FAULT_WORDS, VEHICLE_NAMES, zoneName } from '../words/names.js';
import { ago, exactClockTime } from '../words/times.js';
import { EntryIcon, type EntryTone } from './entry-icon.js';
import { dwellAtEnd, type Feed } from './feed.js';

export function FeedEntry({ entry, feed, nowMs }: { entry: StreetEvent; feed: Feed; nowMs: number }) {
  const atMs = Date.parse(entry.time);
  const { title, detail } = wordsFor(entry, feed);
  return (
    <li className="entry" data-tone={toneOf(entry)} data-event={entry.id}>
      <EntryIcon entry={entry} tone={toneOf(entry)} />
      <div className="entry-words">
        <p className="entry-title">{title}</p>
        <p className="entry-detail">{detail}</p>
      </div>
      <time dateTime={entry.time} title={exactClockTime(atMs)} className="entry-time tabular">
        {ago(atMs, nowMs)}
      </time>
    </li>
  );
}

export function toneOf(entry: StreetEvent): EntryTone {
  if (entry.type === 'comms_lost') return 'fault';
  if (entry.type === 'comms_restored') return 'restored';
  if (entry.visitType === 'double_parking') return entry.type === 'park_start' ? 'alarm' : 'cleared';
  return entry.type === 'park_start' ? 'arrived' : 'left';
}

function wordsFor(entry: StreetEvent, feed: Feed): { title: string; detail: string } {
  const zone = entry.zone === null ? '' : zoneName(entry.zone);
  const vehicle = VEHICLE_NAMES[entry.vehicleType ?? 'unspecified'];
  const stayed = stayWords(entry, feed);
  switch (toneOf(entry)) {
    case 'alarm':
      return { title: `${vehicle} double-parked`, detail: `blocks ${zone}` };
    case 'cleared':
      return {
        title: `${vehicle} cleared the lane`,
        detail: [zone, stayed && `blocked ${stayed}`].filter(Boolean).join(' · '),
      };
    case 'arrived':
      return { title: `${vehicle} stopped`, detail: zone };
    case 'left':
      return { title: `${vehicle} left`, detail: [zone, stayed && `stayed ${stayed}`].filter(Boolean).join(' · ') };
    case 'fault':
      return { title: entry.fault ? FAULT_WORDS[entry.fault].title : 'Camera fault', detail: 'The street is not seen' };
    case 'restored':
      return { title: 'Camera sees again', detail: entry.fault ? `after: ${FAULT_WORDS[entry.fault].title}` : '' };
  }
}

function stayWords(entry: StreetEvent, feed: Feed): string | null {
  const dwell = dwellAtEnd(feed, entry);
  if (!dwell) return null;
  return `${dwell.isAtLeast ? 'at least ' : ''}${shortDuration(dwell.dwellMs)}`;
}
