import type { Effect, ImpactMeasure, ImpactReport, PeriodSummary, ReportedCity } from '#curb';
import { column, drawingBlock } from '../reports/document.js';
import type { Block, ReportDocument } from '../reports/document.js';
import { count, percent } from '../reports/words.js';
import { changeChart } from './change-chart.js';
import { SUBJECTS, intervalWords, leadingClaims, signed } from './claims.js';

/** As they stand in the chart. */
const SHORT: Readonly<Record<ImpactMeasure, string>> = {
  turnover: 'Parking turnover',
  doubleParking: 'Double-parking hazards',
  blockedMinutes: 'Minutes of blocked lane',
  emissions: 'CO2 of held-up traffic, estimated',
};
const UNITS: Readonly<Record<ImpactMeasure, string>> = {
  turnover: 'sessions a day',
  doubleParking: 'vehicles a day',
  blockedMinutes: 'minutes a day',
  emissions: 'kg a day',
};
const GRAMS_PER_KG = 1_000;

/** The impact report as it is read. */
export function impactDocument(city: ReportedCity, report: ImpactReport): ReportDocument {
  const { before, after, effects, saved } = report;
  const subtitle = `${spanWords(after)}, compared with ${spanWords(before)}`;
  const savedBlock: Block[] = saved ? [{ type: 'paragraph', words: `By the model, ${savedWords(saved)}` }] : [];
  return {
    title: `What changed: ${city.name}`,
    subtitle,
    footer: `Kerbline · ${city.name} · ${subtitle}`,
    contentEndMs: Date.parse(`${after.to === '' ? '1970-01-01' : after.to}T00:00:00Z`),
    blocks: [
      { type: 'lead', sentences: leadingClaims(report) },
      ...chart(effects),
      { type: 'heading', words: 'The figures' },
      {
        type: 'table',
        columns: [
          column('Figure', 'left', 2.6),
          column('Unit', 'left', 1.3),
          column('Before'),
          column('After'),
          column('Change'),
          column('95 % interval', 'right', 1.5),
        ],
        rows: effects.map((effect) => [
          SUBJECTS[effect.measure],
          UNITS[effect.measure],
          before.days === 0 ? '–' : perDay(effect, effect.beforePerDay),
          after.days === 0 ? '–' : perDay(effect, effect.afterPerDay),
          effect.change === null ? '–' : signed(effect.change),
          intervalWords(effect),
        ]),
      },
      ...savedBlock,
      { type: 'notes', words: 'How this was worked out', items: notes(report) },
    ],
  };
}

/** Nothing is drawn of what has no interval: the sentence above says why. */
function chart(effects: readonly Effect[]): Block[] {
  const rows = effects.flatMap(({ measure, verdict, change, low, high }) =>
    change === null || low === null || high === null
      ? []
      : [{ words: SHORT[measure], isShown: verdict !== 'not_shown', change, low, high }],
  );
  if (rows.length === 0) return [];
  return [
    { type: 'heading', words: 'How sure this is' },
    drawingBlock(
      'The dot is the change that was measured; the bar is where the true change lies in 95 of 100 such comparisons. Grey with a hollow dot: not shown, which does not mean that nothing changed, but that these weeks do not settle it.',
      (sheet) => changeChart('Changes with their 95 % intervals', rows, sheet),
    ),
  ];
}

function notes({ before, after }: ImpactReport): string[] {
  return [
    'Parking turnover counts vehicles that left a curb space: more means that more people found one, less that those who came stayed longer or that fewer came. A double-parking hazard is a vehicle that stood in a lane and did not wait its turn.',
    `Compared are whole weeks: ${before.days} days before and ${after.days} after, weekday by weekday, at cameras that saw both. They saw ${percent(before.seenShare)} and ${percent(after.seenShare)} of the two periods; changes are of rates over the time seen, zone by zone and hour by hour, while the figures before and after are what was counted, with nothing made up for what was not seen.`,
    'The intervals come from a bootstrap of blocks of a week, widened for the small number of weeks and for days that take after the day before. A change is only called shown when its whole interval lies on one side of zero.',
    'A change is not its cause: weather, works, holidays and the season change the curb as well as a rule does.',
    'Emissions are an estimate and not a measurement: the time that vehicles are held up behind blocked lanes, from lane flow and blocked minutes, times what an idling engine emits. The ranges of all its factors are carried into the interval. A queue grows with the square of the time a lane is blocked, so a few long blockages weigh more than many short ones, and the figure can move otherwise than the minutes do. It is no share of all the emissions of traffic. The model, its sources and limits are in Kerbline’s own papers, docs/impact.md.',
  ];
}

function savedWords({ gramsPerDay, low, high }: NonNullable<ImpactReport['saved']>): string {
  const kilograms = (grams: number) => count(Math.abs(grams) / GRAMS_PER_KG, 1);
  const [least, most] = gramsPerDay >= 0 ? [low, high] : [high, low];
  const verb = gramsPerDay >= 0 ? 'less' : 'more';
  return `held-up traffic emits ${kilograms(gramsPerDay)} kg of CO2 ${verb} a day (${kilograms(least)} to ${kilograms(most)} kg).`;
}

function perDay({ measure }: Effect, value: number): string {
  return measure === 'emissions' ? count(value / GRAMS_PER_KG, 1) : count(value, value < 100 ? 1 : 0);
}

/** `2 March to 29 March 2026`. */
function spanWords({ from, to }: PeriodSummary): string {
  if (from === '') return 'less than a whole week';
  const format = (date: string, withYear: boolean) =>
    new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'long',
      ...(withYear && { year: 'numeric' }),
      timeZone: 'UTC',
    }).format(Date.parse(`${date}T12:00:00Z`));
  return `${format(from, from.slice(0, 4) !== to.slice(0, 4))} to ${format(to, true)}`;
}
