import type { Camera, CameraStatus } from '../api/types.js';
import { useNowMs } from '../live/page-context.js';
import { shortDuration } from '../words/durations.js';
import { FAULT_WORDS, STATUS_NAMES, cameraName } from '../words/names.js';
import { count, metres, percent, plain } from '../words/numbers.js';
import { ago, sinceWhen } from '../words/times.js';
import { SnapshotView } from './snapshot.js';
import './camera-card.css';

const STATUS_CLASSES: Readonly<Record<CameraStatus, string>> = {
  online: 'pill pill-good',
  fault: 'pill pill-alarm',
  offline: 'pill pill-warn',
};

/** More than this between the calibration's points and the road, and vehicles land in the wrong bay. */
const CALIBRATION_ERROR_M_MAX = 0.5;

export function CameraCard({ camera }: { camera: Camera }) {
  const nowMs = useNowMs();
  return (
    <section className="card camera" aria-labelledby="camera-title">
      <div className="card-head">
        <h2 id="camera-title">Camera</h2>
        <span className={STATUS_CLASSES[camera.status]} data-status={camera.status}>
          {STATUS_NAMES[camera.status]}
        </span>
      </div>
      <Trouble camera={camera} />
      <dl className="facts">
        <Fact name="Name">{cameraName(camera)}</Fact>
        <Fact name="Last seen">{camera.lastSeen === null ? 'never' : ago(Date.parse(camera.lastSeen), nowMs)}</Fact>
        <Fact name="Picture">
          {camera.widthPx} × {camera.heightPx}, {plain(camera.sampleFps)} looks a second
        </Fact>
        <Fact name="Engine">{camera.engine}</Fact>
        <Fact name="Calibration">{calibrationText(camera.reprojectionErrorM)}</Fact>
        <Fact name="Counts a stop">
          after {shortDuration(camera.minDwellMs)}; double parking after {shortDuration(camera.doubleParkingMs)}
        </Fact>
      </dl>
      <Frames camera={camera} />
      <SnapshotView key={camera.id} cameraId={camera.id} />
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Trouble({ camera }: { camera: Camera }) {
  const nowMs = useNowMs();
  if (camera.fault) {
    const { title, explanation } = FAULT_WORDS[camera.fault.code];
    const sinceMs = Date.parse(camera.fault.since);
    return (
      <div className="trouble trouble-alarm" role="alert">
        <strong>
          {title} since {sinceWhen(sinceMs, nowMs)} ({shortDuration(Math.max(0, nowMs - sinceMs))})
        </strong>
        <p>{explanation} This time counts as not seen, never as an empty curb.</p>
      </div>
    );
  }
  if (camera.status !== 'offline') return null;
  return (
    <div className="trouble trouble-warn" role="alert">
      <strong>
        {camera.lastSeen === null
          ? 'The box has not reported yet'
          : `Nothing heard since ${sinceWhen(Date.parse(camera.lastSeen), nowMs)}`}
      </strong>
      <p>The box may be without network or power. It keeps its records and sends them when it is back.</p>
    </div>
  );
}

/** What the detector looked at: a still street needs no second look, a busy box skips rather than falls behind. */
function Frames({ camera }: { camera: Camera }) {
  const { framesDecoded, framesAnalysed, framesSkipped, observedMs } = camera.today;
  const unchanged = Math.max(0, framesDecoded - framesAnalysed - framesSkipped);
  const share = (frames: number): number => (framesDecoded > 0 ? Math.min(1, frames / framesDecoded) : 0);
  return (
    <div className="frames">
      <p className="frames-title">
        Frames today <span className="tabular">{count(framesDecoded)}</span>
        <span className="card-note"> · street watched for {shortDuration(observedMs)}</span>
      </p>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="frames-bar" aria-hidden="true">
        <rect width="100" height="4" className="frames-rest" />
        <rect width={100 * share(framesAnalysed)} height="4" className="frames-looked" />
        <rect
          x={100 - 100 * share(framesSkipped)}
          width={100 * share(framesSkipped)}
          height="4"
          className="frames-skipped"
        />
      </svg>
      <ul className="frames-legend">
        <li className="key-looked">
          looked at {count(framesAnalysed)} ({percent(share(framesAnalysed))})
        </li>
        {unchanged > 0 && <li className="key-rest">nothing changed {count(unchanged)}</li>}
        <li className="key-skipped">skipped, box busy {count(framesSkipped)}</li>
      </ul>
    </div>
  );
}

function calibrationText(errorM: number | null): string {
  if (errorM === null) return 'not calibrated';
  const quality = errorM <= CALIBRATION_ERROR_M_MAX ? 'error' : 'error, high:';
  return `${quality} ${metres(errorM)} on the road`;
}
