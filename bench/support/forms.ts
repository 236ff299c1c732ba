/** How a bench is run among all of them: its options, or null where it has no place among those. */
export interface BenchForms {
  readonly name: string;
  /** Minutes, to see that nothing has become worse. */
  readonly quick: readonly string[] | null;
  /** Up to hours: the figures that docs/performance.md rests on. */
  readonly long: readonly string[] | null;
}

/** In the order in which they are run. */
export const FORMS: readonly BenchForms[] = [
  { name: 'visits', quick: [], long: null },
  { name: 'streets', quick: [], long: null },
  { name: 'tracker', quick: [], long: null },
  { name: 'detector', quick: [], long: null },
  { name: 'looking', quick: [], long: null },
  { name: 'live', quick: [], long: null },
  { name: 'view', quick: [], long: null },
  { name: 'events', quick: [], long: null },
  { name: 'rule-to-row', quick: [], long: null },
  { name: 'outbox', quick: [], long: null },
  { name: 'power-cut', quick: ['--points', '300'], long: [] },
  { name: 'ingest', quick: ['--hours', '0.6', '--beside', '1000'], long: ['--hours', '24'] },
  { name: 'fuzz', quick: [], long: ['--cases', '1000000'] },
  { name: 'reads', quick: [], long: ['--cameras', '1000', '--days', '90'] },
  { name: 'abuse', quick: [], long: null },
  { name: 'exports', quick: [], long: ['--rows', '10000000'] },
  { name: 'sse', quick: ['--events', '30'], long: null },
  { name: 'reports', quick: [], long: null },
  { name: 'impact', quick: [], long: ['--seeds', '2000'] },
  { name: 'chaos', quick: ['--faults', '19', '--path', 'outbox'], long: [] },
  { name: 'permissions', quick: [], long: null },
  // Measures nothing: it records what others measure by.
  { name: 'detections', quick: null, long: null },
];
