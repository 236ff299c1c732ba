import type { SessionObserver } from '../pipeline/session-observer.js';
import type { EventLog } from './event-log.js';

/** A failing thing is told once and then every so many times: a camera that is off for a week is not ten thousand lines. */
const TOLD_EVERY = 20;

/** What a camera's session does, for the log. */
export function logObserver(log: EventLog, cameraId: string): SessionObserver {
  const lossTold = new Repetition();
  const failureTold = new Repetition();
  const nothing = () => undefined;
  return {
    ready: (engine) => log.info('detector ready', { cameraId, engine }),
    firstPicture: (widthPx, heightPx) => log.info('first picture', { cameraId, widthPx, heightPx }),
    decoded: nothing,
    analysed: nothing,
    viewJudged: (fault) => {
      if (fault) log.warn('view not to be relied on', { cameraId, fault });
      else log.info('view restored', { cameraId });
    },
    lightChanged: (mode) => log.info('light', { cameraId, mode }),
    began: (beginning, visits) => {
      if (beginning === 'resumed') log.info('visits resumed', { cameraId, visits });
      else if (beginning !== 'afresh') log.warn('visits not resumed', { cameraId, reason: beginning });
    },
    skipped: nothing,
    videoBytes: nothing,
    failed: (error) => {
      if (failureTold.isWorthTelling('frame')) log.warn('frame not analysed', { cameraId, error });
    },
    lost: ({ cause, message }, retryInMs) => {
      const fields = { cameraId, cause, problem: message, retryInMs };
      if (lossTold.isWorthTelling(message)) log.warn('camera lost', fields);
      else log.debug('camera lost', fields);
    },
    restored: () => {
      lossTold.reset();
      log.info('camera restored', { cameraId });
    },
    finished: () => log.info('film finished', { cameraId }),
    analystFailed: (error, retryInMs) => log.error('detector failed', { cameraId, error, retryInMs }),
    recorded: ({ body }) => {
      if (body.type !== 'scheduled_report') log.info('record', { cameraId, kind: body.type });
    },
  };
}

class Repetition {
  #what = '';
  #times = 0;

  isWorthTelling(what: string): boolean {
    if (what !== this.#what) this.reset();
    this.#what = what;
    return this.#times++ % TOLD_EVERY === 0;
  }

  reset(): void {
    this.#times = 0;
    this.#what = '';
  }
}
