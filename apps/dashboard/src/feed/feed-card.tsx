import { useState } from 'react';
import type { StreetEvent } from '../api/types.js';
import type { Loadable } from '../live/loadable.js';
import { useNowMs } from '../live/page-context.js';
import { FeedEntry } from './feed-entry.js';
import { filtered, type Feed, type FeedFilter } from './feed.js';
import './feed.css';

const FILTERS: readonly { readonly filter: FeedFilter; readonly name: string; readonly none: string }[] = [
  { filter: 'all', name: 'All', none: 'Stops appear here the moment they are confirmed.' },
  { filter: 'double_parking', name: 'Double parking', none: 'No vehicle has blocked a lane.' },
  { filter: 'faults', name: 'Faults', none: 'The camera has had no fault.' },
];

export function FeedCard({ feed, onRetry }: { feed: Loadable<Feed>; onRetry: () => void }) {
  const [filter, setFilter] = useState<FeedFilter>('all');
  return (
    <section className="card feed" aria-labelledby="feed-title">
      <div className="card-head">
        <h2 id="feed-title">Live</h2>
        <div className="segments" role="group" aria-label="Show in the feed">
          {FILTERS.map(({ filter: own, name }) => (
            <button key={own} type="button" aria-pressed={own === filter} onClick={() => setFilter(own)}>
              {name}
            </button>
          ))}
        </div>
      </div>
      <FeedBody feed={feed} filter={filter} onRetry={onRetry} />
    </section>
  );
}

function FeedBody({ feed, filter, onRetry }: { feed: Loadable<Feed>; filter: FeedFilter; onRetry: () => void }) {
  if (feed.state === 'loading') return <FeedSkeleton />;
  if (feed.state === 'failed') {
    return (
      <div className="notice" role="alert">
        <strong>The events could not be loaded</strong>
        <p>{feed.problem}</p>
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
  }
  const entries = filtered(feed.value, filter);
  if (entries.length === 0) {
    return (
      <div className="notice">
        <strong>Quiet so far</strong>
        <p>{FILTERS.find((own) => own.filter === filter)?.none}</p>
      </div>
    );
  }
  return <Entries feed={feed.value} entries={entries} />;
}

function Entries({ feed, entries }: { feed: Feed; entries: readonly StreetEvent[] }) {
  const nowMs = useNowMs();
  return (
    <ol className="entries" tabIndex={0} aria-label="Events, newest first">
      {entries.map((entry) => (
        <FeedEntry key={entry.id} entry={entry} feed={feed} nowMs={nowMs} />
      ))}
    </ol>
  );
}

function FeedSkeleton() {
  return (
    <div className="entries" aria-busy="true">
      <span className="visually-hidden">Loading events</span>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton entry-skeleton" />
      ))}
    </div>
  );
}
