import { describe, expect, it } from 'vitest';
import { EventView } from '../api/event.view.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { EventFeed, STREAM_CLIENTS_MAX } from './event-feed.js';
import { ALL_EVENTS } from './stream-filter.js';
import { endOf } from './stream-place.js';
import type { FeedClient } from './event-feed.js';

class Listener implements FeedClient {
  writableLength = 0;
  readonly received: string[] = [];
  isCut = false;
  write(text: string): void {
    this.received.push(text);
  }
  destroy(): void {
    this.isCut = true;
  }
  once(): void {}
}

const event: EventView = {
  id: '00000000-0000-5000-8000-000000000001',
  type: 'park_start',
  camera: 'main-street',
  zone: 'main-street.parking_a',
  visit: '00000000-0000-5000-8000-000000000002',
  visitType: 'dwell',
  vehicleType: 'car',
  fault: null,
  time: '2026-05-14T10:00:00.000Z',
  recordedTime: '2026-05-14T10:00:30.000Z',
  receivedTime: '2026-05-14T10:00:30.100Z',
  bytes: 97,
};

const rowAt = (position: number, events: readonly EventView[] = [event]) => ({
  position,
  city_id: 'springfield',
  events,
});

function hearing(feed: EventFeed, { cityId = 'springfield', filter = {}, after = endOf(0) } = {}): Listener {
  const listener = new Listener();
  feed.attach(listener);
  feed.listen(listener, { cityId, filter: { ...ALL_EVENTS, ...filter } }, after);
  return listener;
}

describe('the event feed', () => {
  it('sends an event with its place in the stream and its kind to everybody', () => {
    const feed = new EventFeed(new HubMetrics());
    const listeners = [hearing(feed), hearing(feed)];
    feed.publish(rowAt(7, [event, event]));
    for (const { received } of listeners) {
      expect(received).toEqual(
        ['7-0', '7-1'].map((id) => `id: ${id}\nevent: park_start\ndata: ${JSON.stringify(event)}\n\n`),
      );
    }
  });

  it('sends a city’s event to nobody of another city', () => {
    const feed = new EventFeed(new HubMetrics());
    const [here, elsewhere] = [hearing(feed), hearing(feed, { cityId: 'shelbyville' })];
    feed.publish(rowAt(1));
    expect([here.received.length, elsewhere.received.length]).toEqual([1, 0]);
  });

  it('sends only what comes after the place a client has come to', () => {
    const feed = new EventFeed(new HubMetrics());
    const listener = hearing(feed, { after: { position: 7, index: 1 } });
    for (const position of [6, 7, 8]) feed.publish(rowAt(position, [event, event, event]));
    expect(listener.received.map((text) => text.split('\n')[0])).toEqual(['id: 7-2', 'id: 8-0', 'id: 8-1', 'id: 8-2']);
  });

  it('sends nothing to a client that is still told of the past', () => {
    const feed = new EventFeed(new HubMetrics());
    const listener = new Listener();
    feed.attach(listener);
    feed.publish(rowAt(1));
    expect(listener.received).toEqual([]);
    expect(feed.cities().size).toBe(0);
  });

  it.each([
    [{ camera: 'main-street' }, 1],
    [{ camera: 'side-street' }, 0],
    [{ zone: 'main-street.parking_a' }, 1],
    [{ zone: 'main-street.parking_b' }, 0],
    [{ types: ['park_start', 'park_end'] as const }, 1],
    [{ types: ['park_end'] as const }, 0],
  ])('with the filter %o sends %i of one event', (filter, count) => {
    const feed = new EventFeed(new HubMetrics());
    const listener = hearing(feed, { filter });
    feed.publish(rowAt(1));
    expect(listener.received).toHaveLength(count);
  });

  it('cuts and counts a client that lets too much pile up, and goes on with the others', async () => {
    const metrics = new HubMetrics();
    const feed = new EventFeed(metrics);
    const [slow, quick] = [hearing(feed), hearing(feed)];
    slow.writableLength = 256 * 1024;
    feed.publish(rowAt(1));
    expect(slow.isCut).toBe(false);
    slow.writableLength += 1;
    feed.publish(rowAt(2));
    expect(slow.isCut).toBe(true);
    expect(slow.received).toHaveLength(1);
    expect(quick.received).toHaveLength(2);
    expect((await metrics.streamCut.get()).values[0]?.value).toBe(1);
  });

  it('takes only so many clients', () => {
    const feed = new EventFeed(new HubMetrics());
    for (let i = 0; i < STREAM_CLIENTS_MAX; i++) expect(feed.attach(new Listener())).toBe(true);
    expect(feed.attach(new Listener())).toBe(false);
  });
});
