import type { Camera, Session } from '../api/types.js';
import type { Connection } from '../live/live-street.js';
import { useNowMs } from '../live/page-context.js';
import { ThemeToggle } from '../theme/theme-toggle.js';
import { STATUS_NAMES, cameraName } from '../words/names.js';
import { calendarDay, exactClockTime, sinceWhen, timeZoneName } from '../words/times.js';
import { Logo } from './logo.js';
import { PageLinks } from './page-links.js';
import './header.css';

/** What is shown live, and which camera of the city it is. */
export interface LiveChoice {
  readonly connection: Connection;
  readonly cameras: readonly Camera[];
  readonly cameraId: string | null;
  readonly onSelect: (cameraId: string) => void;
}

interface HeaderProps {
  /** Null on a page of whole days. */
  readonly live: LiveChoice | null;
  readonly session: Session;
  readonly onSelectCity: (cityId: string) => void;
  readonly onSignOut: () => void;
}

export function Header({ live, session, onSelectCity, onSignOut }: HeaderProps) {
  return (
    <header className="header">
      <h1 className="brand">
        <Logo />
        Kerbline
      </h1>
      <PageLinks />
      <CityChoice session={session} onSelectCity={onSelectCity} />
      {live && <CameraChoice {...live} />}
      <div className="header-end">
        {live && (
          <>
            <ConnectionPill connection={live.connection} />
            <CityClock />
          </>
        )}
        <ThemeToggle />
        {session.access === 'key' && (
          <button type="button" className="button button-quiet" onClick={onSignOut}>
            Sign out
          </button>
        )}
      </div>
    </header>
  );
}

/** Only where there is a choice: everybody else's key is of one city. */
function CityChoice({ session, onSelectCity }: Pick<HeaderProps, 'session' | 'onSelectCity'>) {
  if (session.cities.length < 2) return null;
  return (
    <label className="place">
      <span className="visually-hidden">City</span>
      <select className="camera-select" value={session.city} onChange={(change) => onSelectCity(change.target.value)}>
        {session.cities.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function CameraChoice({ cameras, cameraId, onSelect }: LiveChoice) {
  const chosen = cameras.find((camera) => camera.id === cameraId);
  if (!chosen) return null;
  if (cameras.length === 1) return <p className="place">{cameraName(chosen)}</p>;
  return (
    <label className="place">
      <span className="visually-hidden">Camera</span>
      <select className="camera-select" value={chosen.id} onChange={(change) => onSelect(change.target.value)}>
        {cameras.map((camera) => (
          <option key={camera.id} value={camera.id}>
            {cameraName(camera)}
            {camera.status === 'online' ? '' : ` (${STATUS_NAMES[camera.status].toLowerCase()})`}
          </option>
        ))}
      </select>
    </label>
  );
}

function ConnectionPill({ connection }: { connection: Connection }) {
  const nowMs = useNowMs();
  const words = {
    connected: { className: 'pill pill-good', text: 'Live' },
    connecting: { className: 'pill', text: 'Connecting' },
    reconnecting: {
      className: 'pill pill-warn',
      text: `Reconnecting since ${sinceWhen(connection.sinceMs, nowMs)}`,
    },
  }[connection.state];
  return (
    <span className={words.className} role="status" data-connection={connection.state}>
      {words.text}
    </span>
  );
}

function CityClock() {
  const nowMs = useNowMs();
  return (
    <p className="clock">
      <time dateTime={new Date(nowMs).toISOString()} className="clock-time tabular">
        {exactClockTime(nowMs)}
      </time>
      <span className="clock-day">
        {calendarDay(nowMs)} · {timeZoneName(nowMs)}
      </span>
    </p>
  );
}
