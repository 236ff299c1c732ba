import type { ReactNode } from 'react';
import type { Dated } from '../api/hub-client.js';
import type { Answer } from '../live/use-answer.js';
import { AsOf } from './as-of.js';

/** The hub makes most of its answers about past hours anew after a minute, when somebody asks. */
export const ASKED_EVERY_MS = 60_000;

interface InsightCardProps<T> {
  readonly id: string;
  readonly title: string;
  /** What stands beside the title: a switch or a note. */
  readonly aside?: ReactNode;
  readonly asked: Answer<Dated<T>>;
  /** Said instead of numbers, where there is nothing to show; null where there is. */
  readonly empty: (value: T) => string | null;
  readonly children: (value: T) => ReactNode;
}

/** A card of one question's answer: on its way, failed with a way to ask again, empty, or there. */
export function InsightCard<T>({ id, title, aside, asked, empty, children }: InsightCardProps<T>) {
  return (
    <section className="card insight" data-insight={id} aria-labelledby={`${id}-title`}>
      <div className="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside}
      </div>
      <InsightBody asked={asked} empty={empty}>
        {children}
      </InsightBody>
    </section>
  );
}

function InsightBody<T>({ asked, empty, children }: Pick<InsightCardProps<T>, 'asked' | 'empty' | 'children'>) {
  const { answer, staleFor, retry } = asked;
  switch (answer.state) {
    case 'loading':
      return (
        <div className="skeleton insight-skeleton" aria-busy="true">
          <span className="visually-hidden">Loading</span>
        </div>
      );
    case 'failed':
      return (
        <div className="notice" role="alert">
          <strong>This could not be loaded</strong>
          <p>{answer.problem}</p>
          <button type="button" className="button" onClick={retry}>
            Try again
          </button>
        </div>
      );
    case 'ready': {
      const { value, madeMs } = answer.value;
      const words = empty(value);
      return (
        <>
          {words === null ? children(value) : <p className="card-note">{words}</p>}
          <AsOf madeMs={madeMs} staleFor={staleFor} />
        </>
      );
    }
  }
}
