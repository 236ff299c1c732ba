import { CurbAnnouncer } from './curb-announcer.js';
import { EventFeed } from './event-feed.js';
import { StreamLog } from './stream-log.js';
import { StreamReplay } from './stream-replay.js';
import { StreamTail } from './stream-tail.js';

/** Everything that tells of events as they are committed. */
export const STREAM_PROVIDERS = [CurbAnnouncer, EventFeed, StreamLog, StreamReplay, StreamTail];
