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
  readonly view: EventView;
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
    const [starts, ends, lost, restored, posted] = await Promise.all([
      this.rows.starts(selection),
      this.rows.ends(selection),
      this.rows.faults(selection, 'lost_at'),
      this.rows.faults(selection, 'restored_at'),
      this.rows.posted(selection),
    ]);
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
    const faults = [...lost, ...restored];
    const visits = [...starts, ...ends, ...others];
    const cameraIds = [...new Set([...visits, ...faults].map(({ camera_id }) => camera_id))];
    const surroundings = {
      cityId: city.id,
      curbs: await this.curbsReader.of(city.id, cameraIds),
      clock: clockOf(city.timeZone),
      others,
      publishedAtMs: await this.rows.publicationTimes(city.id, { visits, faults }),
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
      ...ours.map(({ place, event }) => ({ place, view: eventView(event, version) })),
      ...posted.map(({ id, event, event_time, received_at }) => ({
        place: { atMs: event_time.getTime(), rank: RANKS.posted, id },
        view: postedView({ ...event, event_publication_time: received_at.getTime() }, version),
      })),
    ].sort((a, b) => byNewest(a.place, b.place));
    const onPage = all.slice(0, limit);
    return {
      events: onPage.map(({ view }) => view),
      next: all.length > limit ? (onPage.at(-1)?.place ?? null) : null,
    };
  }
}
