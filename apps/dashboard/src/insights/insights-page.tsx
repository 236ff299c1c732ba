import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { InsightQuestion } from '../api/hub-client.js';
import type { Camera, City } from '../api/types.js';
import { valueOf } from '../live/loadable.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { FullPage } from '../notice/full-page.js';
import { CITY_PARAMETER } from '../session/use-session.js';
import { dateAt } from '../words/city-days.js';
import { Choices } from './choices.js';
import { CompareCard } from './compare-card.js';
import { HeatCard } from './heat-card.js';
import { HotSpotsCard } from './hot-spots-card.js';
import { ASKED_EVERY_MS } from './insight-card.js';
import { lastWholeDays, periodBefore, periodTimes } from './period.js';
import { StaysCard } from './stays-card.js';
import { ToldNote } from './told-note.js';
import { placeQuery, searchOf, viewOf, type View } from './view.js';
import { WhatIsToldContext, type WhatIsTold } from './what-is-told.js';
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
  const { answer, retry } = useAnswer(ask, ASKED_EVERY_MS);
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
  const [view, change] = useView(city.id);
  const today = useToday(city.timeZone);
  const { period, before, question, comparison } = useMemo(
    () => questionsOf(view.days, view.place, today, city.timeZone),
    [view.days, view.place, today, city.timeZone],
  );
  const told = useWhatIsTold(question, city.timeZone, today);
  return (
    <WhatIsToldContext value={told}>
      <div className="insights">
        <h2 className="visually-hidden">Insights</h2>
        <Choices view={view} period={period} timeZone={city.timeZone} cameras={cameras} onChange={change} />
        <ToldNote />
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
    </WhatIsToldContext>
  );
}

/** What the page's address says, and a way to say otherwise: each choice is an address to go back to. */
function useView(cityId: string): [View, (change: Partial<View>) => void] {
  const [view, setView] = useState(() => viewOf(location.search));
  useEffect(() => {
    const onMove = (): void => setView(viewOf(location.search));
    addEventListener('popstate', onMove);
    return () => removeEventListener('popstate', onMove);
  }, []);
  const change = useCallback(
    (wish: Partial<View>) => {
      // Whoever is sent the address may have looked at another city last.
      const here = new URLSearchParams(location.search);
      here.set(CITY_PARAMETER, cityId);
      const next = { ...view, ...wish };
      const [before, after] = [searchOf(view, here.toString()), searchOf(next, here.toString())];
      // What is chosen already is not chosen anew: Back would seem to do nothing.
      if (after === before) return;
      history.pushState(null, '', after);
      setView(next);
    },
    [view, cityId],
  );
  return [view, change];
}

function useWhatIsTold(question: InsightQuestion, timeZone: string, today: string): WhatIsTold {
  const { hub } = usePage();
  const ask = useCallback(() => hub.coverage(question), [hub, question]);
  const { answer } = useAnswer(ask, ASKED_EVERY_MS);
  const coverage = valueOf(answer)?.value ?? null;
  return useMemo(() => ({ timeZone, today, coverage }), [timeZone, today, coverage]);
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
