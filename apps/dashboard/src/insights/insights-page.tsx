import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { Camera, City } from '../api/types.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { FullPage } from '../notice/full-page.js';
import { dateAt } from '../words/city-days.js';
import { Choices } from './choices.js';
import { CompareCard } from './compare-card.js';
import { HeatCard } from './heat-card.js';
import { HotSpotsCard } from './hot-spots-card.js';
import { lastWholeDays, periodBefore, periodTimes } from './period.js';
import { StaysCard } from './stays-card.js';
import { placeQuery, searchOf, viewOf, type View } from './view.js';
import './insights.css';

interface Known {
  readonly city: City;
  readonly cameras: readonly Camera[];
}

/** What the city's analyst asks: of whole days, by the city's clock. */
export function InsightsPage() {
  const { hub } = usePage();
  const ask = useCallback(async (): Promise<Known> => {
    const [city, cameras] = await Promise.all([hub.city(), hub.cameras()]);
    return { city, cameras };
  }, [hub]);
  const { answer, retry } = useAnswer(ask);
  switch (answer.state) {
    case 'loading':
      return (
        <div className="insights" aria-busy="true">
          <span className="visually-hidden">Loading</span>
          <div className="skeleton page-skeleton" />
        </div>
      );
    case 'failed':
      return <FullPage title="The city could not be loaded" detail={answer.problem} onRetry={retry} />;
    case 'ready':
      if (answer.value.cameras.length === 0) {
        return (
          <FullPage title="No camera yet" detail="As soon as a box reports a camera, its days are counted here." />
        );
      }
      return <Insights {...answer.value} />;
  }
}

function Insights({ city, cameras }: Known) {
  const [view, change] = useView();
  const today = useToday(city.timeZone);
  const { period, before, question, comparison } = useMemo(
    () => questionsOf(view.days, view.place, today, city.timeZone),
    [view.days, view.place, today, city.timeZone],
  );
  return (
    <div className="insights">
      <h2 className="visually-hidden">Insights</h2>
      <Choices view={view} period={period} timeZone={city.timeZone} cameras={cameras} onChange={change} />
      <HeatCard question={question} measure={view.measure} onMeasure={(measure) => change({ measure })} />
      <div className="insight-pair">
        <StaysCard question={question} stops={view.stops} onStops={(stops) => change({ stops })} />
        <HotSpotsCard question={question} cameras={cameras} />
      </div>
      <CompareCard
        question={comparison}
        days={view.days}
        before={before}
        after={period}
        isWholeCity={view.place.of === 'city'}
      />
    </div>
  );
}

/** What the page's address says, and a way to say otherwise. */
function useView(): [View, (change: Partial<View>) => void] {
  const [view, setView] = useState(() => viewOf(location.search));
  const change = useCallback(
    (wish: Partial<View>) => {
      const next = { ...view, ...wish };
      history.replaceState(null, '', searchOf(next, location.search));
      setView(next);
    },
    [view],
  );
  return [view, change];
}

/** The city's date by the hub's clock: a page that is left open goes on to the next day. */
function useToday(timeZone: string): string {
  const { clock } = usePage();
  return useSyncExternalStore(clock.subscribe, () => dateAt(clock.nowMs(), timeZone));
}

function questionsOf(days: View['days'], place: View['place'], today: string, timeZone: string) {
  const period = lastWholeDays(today, days);
  const before = periodBefore(period, days);
  const [earlier, later] = [periodTimes(before, timeZone), periodTimes(period, timeZone)];
  const where = placeQuery(place);
  const both = { before_from: earlier.from, before_to: earlier.to, after_from: later.from, after_to: later.to };
  return { period, before, question: { ...where, ...later }, comparison: { ...where, ...both } };
}
