import { useCallback, useContext } from 'react';
import type { InsightQuestion } from '../api/hub-client.js';
import type { Camera, HotSpot } from '../api/types.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { counted, MINUTE_MS } from '../words/durations.js';
import { KIND_NAMES, cameraName, zoneName } from '../words/names.js';
import { count } from '../words/numbers.js';
import { ASKED_EVERY_MS, InsightCard } from './insight-card.js';
import { nothingCounted, WhatIsToldContext } from './what-is-told.js';
import { worstHourWords } from './worst-hours.js';
import './hot-spots.css';

const SPOTS_SHOWN = 10;

interface HotSpotsCardProps {
  readonly question: InsightQuestion;
  readonly cameras: readonly Camera[];
}

export function HotSpotsCard({ question, cameras }: HotSpotsCardProps) {
  const { hub } = usePage();
  const { coverage } = useContext(WhatIsToldContext);
  const asked = useAnswer(
    useCallback(() => hub.hotSpots(question, SPOTS_SHOWN), [hub, question]),
    ASKED_EVERY_MS,
  );
  return (
    <InsightCard
      id="hot-spots"
      title="Where lanes are blocked"
      aside={<span className="card-note">by double parking, longest first, {SPOTS_SHOWN} at most</span>}
      asked={asked}
      empty={({ length }) => (length > 0 ? null : nothingCounted('double parking', coverage))}
    >
      {(spots) => <HotSpots spots={spots} cameras={cameras} />}
    </InsightCard>
  );
}

function HotSpots({ spots, cameras }: { spots: readonly HotSpot[]; cameras: readonly Camera[] }) {
  const mostMs = Math.max(1, ...spots.map(({ blockedMs }) => blockedMs));
  return (
    <ol className="spots">
      {spots.map((spot) => (
        <Spot key={spot.lane} spot={spot} camera={cameras.find(({ id }) => id === spot.camera)} mostMs={mostMs} />
      ))}
    </ol>
  );
}

function Spot({ spot, camera, mostMs }: { spot: HotSpot; camera: Camera | undefined; mostMs: number }) {
  const street = cameraName(camera ?? { id: spot.camera, name: '' });
  const name = zoneName(spot.lane);
  const kind = KIND_NAMES[spot.kind];
  return (
    <li data-lane={spot.lane}>
      <p className="spot-head">
        <span>
          <strong>{name}</strong> <span className="card-note">{name === kind ? street : `${kind}, ${street}`}</span>
        </span>
        <span className="tabular spot-value">
          <strong>{count(spot.blockedMs / MINUTE_MS)} min</strong> by {counted(spot.count, 'vehicle')}
        </span>
      </p>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" className="spot-bar" aria-hidden="true">
        <rect width="100" height="6" className="spot-track" />
        <rect width={(100 * spot.blockedMs) / mostMs} height="6" className="spot-fill" />
      </svg>
      <p className="card-note">
        {spot.worstHours.length > 0 &&
          `Worst hours, with how long of each it was blocked: ${spot.worstHours.map(worstHourWords).join(', ')}. `}
        {spot.blindHours > 0 && `${counted(spot.blindHours, 'blind hour')} left out.`}
      </p>
    </li>
  );
}
