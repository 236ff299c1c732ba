import type { SessionObserver } from './session-observer.js';

/** Two observers as one: the log and the metrics are told the same. */
export function both(first: SessionObserver, second: SessionObserver): SessionObserver {
  return {
    ready: (...told) => [first.ready(...told), second.ready(...told)],
    firstPicture: (...told) => [first.firstPicture(...told), second.firstPicture(...told)],
    decoded: (...told) => [first.decoded(...told), second.decoded(...told)],
    viewJudged: (...told) => [first.viewJudged(...told), second.viewJudged(...told)],
    lightChanged: (...told) => [first.lightChanged(...told), second.lightChanged(...told)],
    began: (...told) => [first.began(...told), second.began(...told)],
    analysed: (...told) => [first.analysed(...told), second.analysed(...told)],
    skipped: (...told) => [first.skipped(...told), second.skipped(...told)],
    failed: (...told) => [first.failed(...told), second.failed(...told)],
    videoBytes: (...told) => [first.videoBytes(...told), second.videoBytes(...told)],
    lost: (...told) => [first.lost(...told), second.lost(...told)],
    restored: (...told) => [first.restored(...told), second.restored(...told)],
    finished: (...told) => [first.finished(...told), second.finished(...told)],
    analystFailed: (...told) => [first.analystFailed(...told), second.analystFailed(...told)],
    recorded: (...told) => [first.recorded(...told), second.recorded(...told)],
  };
}
