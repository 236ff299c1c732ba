import { Inject, Injectable } from '@nestjs/common';
import { clockOf } from '../../cities/city.js';
import type { Asked } from '../http/cds-desk.js';
import { RANKS, byNewest } from './curb-event.js';
import type { EventPlace, PlacedEvent } from './curb-event.js';
import { EventRows } from './event-rows.js';
import type { EventSelection } from './event-rows.js';
import { eventView, postedView } from './event-view.js';
import type { EventView } from './event-view.js';
import { faultEvent } from './fault-events.js';
import { KnownCurbsReader } from './known-curbs.js';
import { endEvent, startEvent, violationEvents } from './visit-events.js';

export interface EventPage {
  readonly events: readonly EventView[];
  /** Place of the last event, where more follow. */
  readonly next: EventPlace | null;
}

interface PlacedView {
  readonly place: EventPlace;
  readonly view: () => EventView;
}

/** Puts pages of events together from what boxes and others have told. */
@Injectable()
export class EventPages {
  constructor(
    @Inject(EventRows) private readonly rows: EventRows,
    @Inject(KnownCurbsReader) private readonly curbsReader: KnownCurbsReader,
  ) {}

  /**
   * One page, newest first. Violations are not stored: they follow from visits and policies. Only those later than the
   * page's last other event can be on it, so only visits under way since then are looked at.
   */
  async page({ city, version }: Asked, asked: Omit<EventSelection, 'cityId' | 'version'>): Promise<EventPage> {
    const { limit, range, after } = asked;
    const selection: EventSelection = { ...asked, cityId: city.id, version, limit: limit + 1 };
    const { starts, ends, lost, restored, posted } = await this.rows.told(selection);
    const times = [
      ...starts.map(({ start_at }) => start_at),
      ...ends.map(({ end_at }) => end_at),
      ...lost.map(({ lost_at }) => lost_at),
      ...restored.flatMap(({ restored_at }) => restored_at ?? []),
      ...posted.map(({ event_time }) => event_time),
    ].map((time) => time.getTime());
    const lastMs = times.sort((a, b) => b - a)[limit] ?? range.fromMs;
    const firstMs = Math.min(range.toMs, after?.atMs ?? range.toMs);
    const others = await this.rows.spanning(selection, { fromMs: lastMs, toMs: Math.max(firstMs, lastMs) });
    const cameraIds = [...new Set([starts, ends, others, lost, restored].flat().map(({ camera_id }) => camera_id))];
    const publishedAtMs = new Map<string, number>();
    const surroundings = {
      cityId: city.id,
      curbs: await this.curbsReader.of(city.id, cameraIds),
      clock: clockOf(city.timeZone),
      others,
      publishedAtMs,
    };
    const isOnPage = ({ place }: PlacedEvent) =>
      place.atMs >= Math.max(lastMs, range.fromMs) &&
      place.atMs < range.toMs &&
      (after === null || byNewest(place, after) > 0);
    const violations =
      version === '1.0' ? [] : others.flatMap((visit) => violationEvents(visit, surroundings)).filter(isOnPage);
    const ours = [
      ...starts.map((visit) => startEvent(visit, surroundings)),
      ...ends.map((visit) => endEvent(visit, surroundings)),
      ...lost.map((fault) => faultEvent(fault, { type: 'comms_lost', atMs: fault.lost_at.getTime() }, surroundings)),
      ...restored.map((fault) =>
        faultEvent(fault, { type: 'comms_restored', atMs: fault.restored_at?.getTime() ?? 0 }, surroundings),
      ),
      ...violations,
    ];
    const all: PlacedView[] = [
      ...ours.map(({ place, write }) => ({ place, view: () => eventView(write(), version) })),
      ...posted.map(({ id, event, event_time, received_at }) => ({
        place: { atMs: event_time.getTime(), rank: RANKS.posted, id },
        view: () => postedView({ ...event, event_publication_time: received_at.getTime() }, version),
      })),
    ].sort((a, b) => byNewest(a.place, b.place));
    const onPage = all.slice(0, limit);
    // Looked up for what is on the page alone: under way were far more.
    const ids = new Set(onPage.map(({ place }) => place.id));
    const isTold = ({ id }: { readonly id: string }) => ids.has(id);
    const told = {
      visits: unique([...starts, ...ends, ...others].filter(isTold)),
      faults: unique([...lost, ...restored].filter(isTold)),
    };
    for (const [id, atMs] of await this.rows.publicationTimes(city.id, told)) publishedAtMs.set(id, atMs);
    return {
      events: onPage.map(({ view }) => view()),
      next: all.length > limit ? (onPage.at(-1)?.place ?? null) : null,
    };
  }
}

function unique<Row extends { readonly id: string; readonly camera_id: string }>(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [`${row.camera_id}/${row.id}`, row])).values()];
}
