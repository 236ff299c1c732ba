import { useEffect, useRef, useState } from 'react';
import { usePage } from '../live/page-context.js';
import { exactClockTime } from '../words/times.js';

type Snapshot =
  | { readonly state: 'hidden' | 'loading' }
  | { readonly state: 'shown'; readonly picture: ImageBitmap; readonly takenMs: number }
  | { readonly state: 'failed'; readonly problem: string };

/** One picture on request. It is drawn on a canvas, which needs no address that a content policy would have to allow. */
export function SnapshotView({ cameraId }: { cameraId: string }) {
  const { hub, clock } = usePage();
  const [snapshot, setSnapshot] = useState<Snapshot>({ state: 'hidden' });

  const load = async (): Promise<void> => {
    setSnapshot({ state: 'loading' });
    try {
      const picture = await createImageBitmap(await hub.snapshot(cameraId));
      setSnapshot({ state: 'shown', picture, takenMs: clock.nowMs() });
    } catch (error) {
      setSnapshot({ state: 'failed', problem: error instanceof Error ? error.message : 'The box does not answer.' });
    }
  };

  return (
    <div className="snapshot">
      {snapshot.state === 'shown' && (
        <figure>
          <Picture picture={snapshot.picture} />
          <figcaption className="card-note">Taken at {exactClockTime(snapshot.takenMs)}</figcaption>
        </figure>
      )}
      {snapshot.state === 'failed' && (
        <p className="snapshot-problem" role="alert">
          No snapshot: {snapshot.problem}
        </p>
      )}
      <div className="snapshot-actions">
        <button type="button" className="button" onClick={() => void load()} disabled={snapshot.state === 'loading'}>
          {snapshot.state === 'loading'
            ? 'Asking the box…'
            : snapshot.state === 'shown'
              ? 'New snapshot'
              : 'Show snapshot'}
        </button>
        {snapshot.state === 'shown' && (
          <button type="button" className="button button-quiet" onClick={() => setSnapshot({ state: 'hidden' })}>
            Hide
          </button>
        )}
      </div>
      <p className="card-note">
        The picture is made coarse on the box so that no face or plate can be read. Video itself never leaves it.
      </p>
    </div>
  );
}

function Picture({ picture }: { picture: ImageBitmap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.drawImage(picture, 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      className="snapshot-picture"
      width={picture.width}
      height={picture.height}
      role="img"
      aria-label="The camera’s view of the street with its zones, reduced for privacy"
    />
  );
}
