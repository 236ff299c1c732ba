import { CurbFeaturesController } from './curbs/curb-features.controller.js';
import { CurbPoliciesController } from './curbs/curb-policies.controller.js';
import { CurbQueries } from './curbs/curb-queries.js';
import { CurbZonesController } from './curbs/curb-zones.controller.js';
import { CurbNewsDesk } from './events/curb-news.js';
import { EventPages } from './events/event-page.js';
import { EventRows } from './events/event-rows.js';
import { EventScopes } from './events/event-scopes.js';
import { CurbEventsController } from './events/events.controller.js';
import { KnownCurbsReader } from './events/known-curbs.js';
import { PostedEvents } from './events/posted-events.js';
import { SensorStatuses } from './events/sensor-status.js';
import { CdsDesk } from './http/cds-desk.js';
import { KeptCdsAnswers } from './http/kept-cds-answers.js';
import { NothingHereController } from './http/nothing-here.controller.js';
import { MetricLines } from './metrics/metric-lines.js';
import { MetricPlaces } from './metrics/metric-places.js';
import { MetricRows } from './metrics/metric-rows.js';
import { CurbMetricsController } from './metrics/metrics.controller.js';

/** Everything that serves the Curb Data Specification. The order counts: the more particular addresses come first. */
export const CDS_CONTROLLERS = [
  CurbZonesController,
  CurbPoliciesController,
  CurbFeaturesController,
  CurbEventsController,
  CurbMetricsController,
  NothingHereController,
];
export const CDS_PROVIDERS = [
  CdsDesk,
  CurbNewsDesk,
  CurbQueries,
  EventPages,
  EventRows,
  EventScopes,
  KnownCurbsReader,
  MetricLines,
  MetricPlaces,
  MetricRows,
  PostedEvents,
  SensorStatuses,
  KeptCdsAnswers,
];
