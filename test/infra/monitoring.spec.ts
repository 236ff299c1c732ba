import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { exposedSeries } from './support/exposed-metrics.js';
import { INFRA, readInfra } from './support/infra.js';
import { groupedBy, isBalanced, selectorsOf } from './support/promql.js';

const rules = z
  .strictObject({
    groups: z.array(
      z.strictObject({
        name: z.string(),
        rules: z.array(
          z.strictObject({
            alert: z.string().regex(/^Kerbline[A-Za-z]+$/),
            expr: z.string(),
            for: z
              .string()
              .regex(/^\d+[smh]$/)
              .optional(),
            labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(readInfra('prometheus/rules.yml')))
  .groups.flatMap((group) => group.rules);

const prometheus = z
  .object({
    rule_files: z.array(z.string()),
    scrape_configs: z.array(
      z.object({ job_name: z.string(), static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
    ),
  })
  .parse(parse(readInfra('prometheus/prometheus.yml')));

const dashboard = z
  .object({
    uid: z.string(),
    panels: z.array(
      z.object({
        id: z.number(),
        title: z.string(),
        type: z.enum(['row', 'stat', 'timeseries']),
        datasource: z.object({ uid: z.string() }).optional(),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.object({ expr: z.string() })).default([]),
      }),
    ),
    templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.string() })) }),
  })
  .parse(JSON.parse(readInfra('grafana/dashboards/kerbline.json')));
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

describe('reading an expression', () => {
  it('finds the metrics and their labels, and nothing else', () => {
    const text = 'sum by (le, camera) (rate(a_total{job="x", kind=~"y|z"}[5m])) / on (camera) b_bytes > 0.5 or up == 0';
    expect(selectorsOf(text)).toEqual([
      { metric: 'a_total', labels: ['job', 'kind'] },
      { metric: 'b_bytes', labels: [] },
      { metric: 'up', labels: [] },
    ]);
    expect(groupedBy(text)).toEqual(['le', 'camera', 'camera']);
  });

  it('tells an open bracket', () => {
    expect(isBalanced('sum(rate(a{b="("}[5m]))')).toBe(true);
    expect(isBalanced('sum(rate(a[5m))]')).toBe(false);
    expect(isBalanced('sum(a')).toBe(false);
  });
});

describe('alerts and dashboard', () => {
  let series: ReadonlyMap<string, ReadonlySet<string>>;
  beforeAll(async () => {
    series = await exposedSeries();
  });

  it.each(expressions)('%s asks only for what the box and the hub expose', (_name, expression) => {
    expect(isBalanced(expression)).toBe(true);
    const selectors = selectorsOf(expression);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, labels } of selectors) {
      expect([...series.keys()]).toContain(metric);
      for (const label of labels) expect([...(series.get(metric) ?? [])], metric).toContain(label);
    }
    const known = new Set(selectors.flatMap(({ metric }) => [...(series.get(metric) ?? [])]));
    for (const label of groupedBy(expression)) expect([...known]).toContain(label);
  });

  it('have a name each, and say what to look at', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const { annotations } of rules) expect(annotations.description.length).toBeGreaterThan(20);
  });

  it('speak in a summary only of labels that the alert has', () => {
    for (const { alert, expr, annotations } of rules) {
      const asked = selectorsOf(expr);
      const kept =
        groupedBy(expr).length > 0 ? groupedBy(expr) : asked.flatMap(({ metric }) => [...(series.get(metric) ?? [])]);
      const named = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
      for (const label of named) expect(kept, alert).toContain(label);
    }
  });

  it('stand beside each other on the dashboard, none over another', () => {
    for (const [index, { gridPos: a, title }] of dashboard.panels.entries()) {
      for (const { gridPos: b } of dashboard.panels.slice(index + 1)) {
        const overlap = a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
        expect(overlap, title).toBe(false);
      }
    }
    expect(
      dashboard.templating.list.map(({ query }) => selectorsOf(query.replace(/label_values\((.*), \w+\)/, '$1'))),
    ).toEqual([[{ metric: 'kerbline_edge_camera_up', labels: [] }]]);
  });
});

describe('the monitoring’s own files', () => {
  it('name each other as they are called', () => {
    for (const path of prometheus.rule_files) expect(existsSync(join(INFRA, 'prometheus', path)), path).toBe(true);
    expect(prometheus.scrape_configs.map(({ job_name }) => job_name)).toEqual(['kerbline-hub', 'kerbline-edge']);
    const source = parse(readInfra('grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { uid: string; url: string }[];
    };
    expect(source.datasources.map(({ uid }) => uid)).toEqual(['prometheus']);
    for (const { datasource } of panels) expect(datasource?.uid).toBe('prometheus');
  });

  it('ask services of the composition, at ports that they listen on', () => {
    const compose = parse(readInfra('compose.yaml'), { merge: true }) as { services: Record<string, unknown> };
    const targets = prometheus.scrape_configs.flatMap(({ static_configs }) =>
      static_configs.flatMap((one) => one.targets),
    );
    for (const target of targets) expect(compose.services).toHaveProperty(target.split(':')[0] ?? '');
    expect(targets).toEqual(['hub:8080', 'edge:8081']);
  });

  it('are all JSON or YAML that can be read', () => {
    const files = readdirSync(INFRA, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.(ya?ml|json)$/.test(path),
    );
    for (const path of files) {
      const text = readFileSync(join(INFRA, path), 'utf8');
      expect(
        () => (path.endsWith('.json') ? JSON.parse(text) : parse(text, { merge: true })) as unknown,
        path,
      ).not.toThrow();
    }
  });
});
