/** What a street is about. Parking and traffic go on in all of them. */
export const SCENARIOS = [
  'turnover',
  'quick replacement',
  'double parker in traffic',
  'lone double parker',
  'facing double parker',
  'red light',
  'red light and double parker',
  'left turn',
  'waiting for a place',
  'bus stop',
  'hidden double parker',
  'far',
  'edge',
] as const;
export type Scenario = (typeof SCENARIOS)[number];
