import { useEffect, useState, type ReactNode } from 'react';
import type { Camera, Session } from './api/types.js';
import { BandwidthCard } from './camera/bandwidth-card.js';
import { CameraCard } from './camera/camera-card.js';
import { FeedCard } from './feed/feed-card.js';
import { Header, type LiveChoice } from './header/header.js';
import { isInsights } from './header/page-links.js';
import { InsightsPage } from './insights/insights-page.js';
import { LiveStreet } from './live/live-street.js';
import { StreetContext, useLive, usePage, useStreet } from './live/page-context.js';
import { SignedOutContext } from './live/use-answer.js';
import { FullPage } from './notice/full-page.js';
import { ReportsCard } from './reports/reports-card.js';
import { SignIn } from './session/sign-in.js';
import { CITY_PARAMETER, useSession } from './session/use-session.js';
import { StreetCard } from './street/street-card.js';
import { DayStrip } from './zones/day-strip.js';
import { ZoneTables } from './zones/zone-table.js';
import './app.css';

/** A wall display's address keeps its camera: `/?camera=main-street`. */
const CAMERA_PARAMETER = 'camera';

export function App() {
  const { session, ask, signedOut, signOut } = useSession();
  switch (session.state) {
    case 'asking':
      return <FullPage title="Kerbline" detail="Connecting to the hub…" />;
    case 'unreachable':
      return (
        <FullPage title="The hub does not answer" detail="Is it running, and is this screen online?" onRetry={ask} />
      );
    case 'signed_out':
      return <SignIn onSignedIn={ask} />;
    case 'signed_in':
      return <SignedIn session={session.session} onSignedOut={signedOut} onSignOut={signOut} />;
  }
}

interface SignedInProps {
  readonly session: Session;
  readonly onSignedOut: () => void;
  readonly onSignOut: () => void;
}

function SignedIn({ session, onSignedOut, onSignOut }: SignedInProps) {
  return (
    <SignedOutContext value={onSignedOut}>
      {isInsights() ? (
        <Page live={null} session={session} onSignOut={onSignOut}>
          <InsightsPage />
        </Page>
      ) : (
        <Live session={session} onSignedOut={onSignedOut} onSignOut={onSignOut} />
      )}
    </SignedOutContext>
  );
}

function Live({ session, onSignedOut, onSignOut }: SignedInProps) {
  const { hub, clock } = usePage();
  const [street, setStreet] = useState<LiveStreet | null>(null);
  useEffect(() => {
    const preferredCameraId = new URLSearchParams(location.search).get(CAMERA_PARAMETER);
    const started = new LiveStreet({ hub, nowMs: clock.nowMs, preferredCameraId, onSignedOut });
    started.start();
    setStreet(started);
    return () => started.stop();
  }, [hub, clock, onSignedOut]);
  if (!street) return null;
  return (
    <StreetContext value={street}>
      <LivePage session={session} onSignOut={onSignOut} />
    </StreetContext>
  );
}

function LivePage({ session, onSignOut }: Omit<SignedInProps, 'onSignedOut'>) {
  const street = useStreet();
  const { connection, cameras, cameraId } = useLive();
  const known = cameras.state === 'ready' ? cameras.value : [];
  const camera = known.find((own) => own.id === cameraId);
  const onSelect = (id: string): void => {
    const address = new URLSearchParams(location.search);
    address.set(CAMERA_PARAMETER, id);
    history.replaceState(null, '', `?${address}`);
    street.select(id);
  };
  return (
    <Page live={{ connection, cameras: known, cameraId, onSelect }} session={session} onSignOut={onSignOut}>
      {camera ? <StreetPage camera={camera} /> : <NoCamera />}
    </Page>
  );
}

interface PageProps {
  readonly live: LiveChoice | null;
  readonly session: Session;
  readonly onSignOut: () => void;
  readonly children: ReactNode;
}

function Page({ live, session, onSignOut, children }: PageProps) {
  // Nothing of one city stays on the page of another: it is opened anew.
  const selectCity = (id: string): void => location.assign(`?${new URLSearchParams({ [CITY_PARAMETER]: id })}`);
  return (
    <div className="page">
      <Header live={live} session={session} onSelectCity={selectCity} onSignOut={onSignOut} />
      <main>{children}</main>
      <footer className="page-foot card-note">
        Kerbline counts stops on the pole and sends only events. <a href="/docs">API</a>
      </footer>
    </div>
  );
}

function NoCamera() {
  const street = useStreet();
  const { cameras } = useLive();
  if (cameras.state === 'failed') {
    return (
      <FullPage title="The cameras could not be loaded" detail={cameras.problem} onRetry={() => street.refresh()} />
    );
  }
  if (cameras.state === 'ready' && cameras.value.length === 0) {
    return <FullPage title="No camera yet" detail="As soon as a box reports a camera, its street appears here." />;
  }
  return (
    <div className="columns" aria-busy="true">
      <span className="visually-hidden">Loading</span>
      <div className="skeleton page-skeleton" />
      <div className="skeleton page-skeleton" />
    </div>
  );
}

function StreetPage({ camera }: { camera: Camera }) {
  const street = useStreet();
  const { zones, hours, feed } = useLive();
  const retry = (): void => street.refresh();
  const drawn = zones.state === 'ready' && zones.value.length > 0 ? zones.value : null;
  return (
    <>
      {drawn && <DayStrip zones={drawn} isSeen={camera.status === 'online'} />}
      <div className="columns">
        <div className="column">
          <StreetCard camera={camera} zones={zones} onRetry={retry} />
          {drawn && <ZoneTables zones={drawn} hours={hours} isSeen={camera.status === 'online'} />}
          <BandwidthCard today={camera.today} />
        </div>
        <div className="column">
          <FeedCard feed={feed} onRetry={retry} />
          <ReportsCard />
          <CameraCard camera={camera} />
        </div>
      </div>
    </>
  );
}
