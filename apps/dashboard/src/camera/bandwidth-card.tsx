import type { CameraDay } from '../api/types.js';
import { byteSize, count, rounded } from '../words/numbers.js';
import { bandwidthOf, type Bandwidth } from './bandwidth.js';
import './bandwidth-card.css';

export function BandwidthCard({ today }: { today: CameraDay }) {
  const bandwidth = bandwidthOf(today);
  return (
    <section className="card bandwidth" aria-labelledby="bandwidth-title">
      <div className="card-head">
        <h2 id="bandwidth-title">Bandwidth saved</h2>
        <p className="card-note">today</p>
      </div>
      {bandwidth.state === 'saved' ? (
        <Saved bandwidth={bandwidth} events={today.events} />
      ) : (
        <p className="notice">
          <strong>{bandwidth.state === 'nothing_yet' ? 'No video yet today' : 'No event sent yet'}</strong>
          {bandwidth.state === 'nothing_yet'
            ? 'The comparison starts with the first pictures of the day.'
            : `${byteSize(bandwidth.videoBytes)} of video watched on the box, nothing sent.`}
        </p>
      )}
    </section>
  );
}

function Saved({ bandwidth, events }: { bandwidth: Extract<Bandwidth, { state: 'saved' }>; events: number }) {
  return (
    <div className="bandwidth-saved">
      <p className="ratio">
        <strong className="tabular">{rounded(bandwidth.ratio)}×</strong> less sent than streaming the video
      </p>
      <dl className="amounts">
        <div className="amount">
          <dt>Video, watched on the box</dt>
          <dd className="tabular">{byteSize(bandwidth.videoBytes)}</dd>
          <span className="amount-bar" aria-hidden="true" />
        </div>
        <div className="amount">
          <dt>{count(events)} events, sent</dt>
          <dd className="tabular">{byteSize(bandwidth.eventBytes)}</dd>
          <span className="amount-bar amount-bar-events" aria-hidden="true" />
        </div>
      </dl>
      <p className="card-note bandwidth-note">
        The pictures stay on the pole. Only the facts leave it: what stopped, where, and for how long. Drawn to scale,
        the lower bar would be too thin to see.
      </p>
    </div>
  );
}
