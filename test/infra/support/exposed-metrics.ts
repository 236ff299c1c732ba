import type { Registry } from 'prom-client';
import { EdgeMetrics } from '../../../apps/edge-node/src/http/edge-metrics.js';
import { HubMetrics } from '../../../apps/hub/src/observability/hub-metrics.js';

/** What Prometheus adds to every series by itself. */
const TARGET_LABELS = ['job', 'instance'];

interface Described {
  readonly name: string;
  readonly type: unknown;
  readonly labelNames?: readonly string[];
}

/** The labels of every series that the box and the hub expose, by the series' name. */
export async function exposedSeries(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const edge = new EdgeMetrics();
  edge.watchOutbox({ depth: 0, unsafeDepth: 0, bytes: 0, oldestRecordedAtMs: null }, { isUp: true, silences: 0 });
  const series = new Map([['up', new Set(TARGET_LABELS)]]);
  for (const registry of [edge.registry, new HubMetrics().registry]) {
    await collected(registry);
    for (const metric of registry.getMetricsAsArray() as unknown as Described[]) {
      const labels = new Set([...TARGET_LABELS, ...(metric.labelNames ?? [])]);
      for (const name of seriesOf(metric)) series.set(name, labels);
      if (isHistogram(metric)) series.set(`${metric.name}_bucket`, new Set([...labels, 'le']));
    }
  }
  return series;
}

function isHistogram({ type }: Described): boolean {
  return type === 'histogram';
}

function seriesOf(metric: Described): readonly string[] {
  if (!isHistogram(metric)) return [metric.name];
  return [`${metric.name}_sum`, `${metric.name}_count`];
}

/** Has every gauge read once: one that cannot be read would be missing from the text. */
async function collected(registry: Registry): Promise<void> {
  await registry.metrics();
}
