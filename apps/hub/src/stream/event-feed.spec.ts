import { describe, expect, it } from 'vitest';
import { EventView } from '../api/event.view.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { EventFeed, STREAM_CLIENTS_MAX } from './event-feed.js';
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

describe('the event feed', () => {
  it('sends an event with its id and kind to everybody', () => {
    const feed = new EventFeed(new HubMetrics());
    const listeners = [new Listener(), new Listener()];
    for (const listener of listeners) feed.attach(listener, 'springfield');
    feed.publish(event, 'springfield');
    for (const { received } of listeners) {
      expect(received).toEqual([`id: ${event.id}\nevent: park_start\ndata: ${JSON.stringify(event)}\n\n`]);
    }
  });

  it('sends a city’s event to nobody of another city', () => {
    const feed = new EventFeed(new HubMetrics());
    const [here, elsewhere] = [new Listener(), new Listener()];
    feed.attach(here, 'springfield');
    feed.attach(elsewhere, 'shelbyville');
    feed.publish(event, 'springfield');
    expect([here.received.length, elsewhere.received.length]).toEqual([1, 0]);
  });

  it('cuts and counts a client that lets too much pile up, and goes on with the others', async () => {
    const metrics = new HubMetrics();
    const feed = new EventFeed(metrics);
    const [slow, quick] = [new Listener(), new Listener()];
    feed.attach(slow, 'springfield');
    feed.attach(quick, 'springfield');
    slow.writableLength = 256 * 1024;
    feed.publish(event, 'springfield');
    expect(slow.isCut).toBe(false);
    slow.writableLength += 1;
    feed.publish(event, 'springfield');
    expect(slow.isCut).toBe(true);
    expect(slow.received).toHaveLength(1);
    expect(quick.received).toHaveLength(2);
    expect((await metrics.streamCut.get()).values[0]?.value).toBe(1);
  });

  it('takes only so many clients', () => {
    const feed = new EventFeed(new HubMetrics());
    for (let i = 0; i < STREAM_CLIENTS_MAX; i++) expect(feed.attach(new Listener(), 'springfield')).toBe(true);
    expect(feed.attach(new Listener(), 'springfield')).toBe(false);
  });
});
