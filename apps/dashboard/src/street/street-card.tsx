import { useMemo } from 'react';
import type { Camera, Zone } from '../api/types.js';
import type { Loadable } from '../live/loadable.js';
import { isCalibrated } from './outline.js';
import { Legend } from './legend.js';
import { PictureView } from './picture-view.js';
import { PlanView } from './plan-view.js';
import { planOf } from './plan.js';
import './street.css';

interface StreetCardProps {
  readonly camera: Camera;
  readonly zones: Loadable<readonly Zone[]>;
  readonly onRetry: () => void;
}

export function StreetCard({ camera, zones, onRetry }: StreetCardProps) {
  return (
    <section className="card street" aria-labelledby="street-title">
      <div className="card-head">
        <h2 id="street-title">The curb right now</h2>
        {zones.state === 'ready' && <Announcement camera={camera} zones={zones.value} />}
      </div>
      {camera.status !== 'online' && (
        <p className="street-stale">
          The camera does not see the street at present. Shown is what was last known; nothing is counted as empty.
        </p>
      )}
      <StreetBody camera={camera} zones={zones} onRetry={onRetry} />
    </section>
  );
}

function StreetBody({ camera, zones, onRetry }: StreetCardProps) {
  if (zones.state === 'loading') {
    return (
      <div className="skeleton street-skeleton" aria-busy="true">
        <span className="visually-hidden">Loading the street</span>
      </div>
    );
  }
  if (zones.state === 'failed') {
    return (
      <div className="notice" role="alert">
        <strong>The street could not be loaded</strong>
        <p>{zones.problem}</p>
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
  }
  if (zones.value.length === 0) {
    return (
      <div className="notice">
        <strong>No zones drawn yet</strong>
        <p>Add the curb’s zones to this camera’s configuration, and they appear here.</p>
      </div>
    );
  }
  return <Street camera={camera} zones={zones.value} />;
}

function Street({ camera, zones }: { camera: Camera; zones: readonly Zone[] }) {
  const plan = useMemo(() => (isCalibrated(zones) ? planOf(zones) : null), [zones]);
  return (
    <>
      {plan ? (
        <PlanView plan={plan} camera={camera} />
      ) : (
        <>
          <PictureView camera={camera} zones={zones} />
          <p className="card-note street-note">
            This camera is not calibrated, so its zones are shown as they lie in the picture. With a few points measured
            on the road, the street appears here from above, in meters.
          </p>
        </>
      )}
      <Legend zones={zones} />
    </>
  );
}

/** Said aloud when it changes: the one thing worth interrupting for. */
function Announcement({ camera, zones }: { camera: Camera; zones: readonly Zone[] }) {
  const blockers = zones.flatMap((zone) => zone.visits).filter((visit) => visit.type === 'double_parking').length;
  if (camera.status !== 'online') return null;
  return (
    <p className="street-state" role="status" data-blocked={blockers > 0}>
      {blockers === 0
        ? 'All lanes clear'
        : blockers === 1
          ? '1 vehicle blocks a lane'
          : `${blockers} vehicles block lanes`}
    </p>
  );
}
