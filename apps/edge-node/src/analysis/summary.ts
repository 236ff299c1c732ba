import { VISIT_TYPES } from '#curb';
import type { VisitType } from '#curb';
import type { EngineName } from '#detection';
import { clock } from './progress.js';
import type { RecordingFault } from './recording-faults.js';

/** What `--json` prints. Times are ISO 8601, the rest in the units of their names. */
export interface Summary {
  readonly camera: string;
  readonly video: string;
  readonly out: string;
  readonly engine: EngineName;
  readonly start: string;
  readonly end: string;
  readonly durationSeconds: number;
  readonly frames: {
    /** Pictures in the recording that could be decoded. */
    readonly decoded: number;
    readonly analysed: number;
    /** Left out for want of a time that goes forward. */
    readonly untimed: number;
  };
  /** How much of all analysed pictures the network looked at; the rest had not changed. */
  readonly pixelShare: number;
  readonly visits: Readonly<Record<VisitType, number>>;
  readonly faults: readonly SummaryFault[];
  readonly blindSeconds: number;
  readonly warnings: readonly string[];
  readonly analysisSeconds: number;
  /** Seconds of recording analysed in a second. */
  readonly timesRealTime: number;
}

export interface SummaryFault {
  readonly type: RecordingFault['type'];
  readonly start: string;
  readonly end: string;
  readonly seconds: number;
  readonly meaning: string;
}

const MEANINGS: Partial<Record<RecordingFault['type'], string>> = {
  damaged: 'the recording is damaged: pictures could not be decoded whole',
  no_video: 'the recording holds no pictures',
  frozen: 'the camera repeated one picture',
  black: 'the pictures were blank',
  blurred: 'the pictures were blurred against how the camera saw before',
  camera_moved: 'the camera looked elsewhere: its zones did not fit',
  shape_changed: 'the pictures have another shape, which the zones do not fit',
};

export function summaryFault({ type, startMs, endMs }: RecordingFault): SummaryFault {
  return {
    type,
    start: new Date(startMs).toISOString(),
    end: new Date(endMs).toISOString(),
    seconds: (endMs - startMs) / 1_000,
    meaning: MEANINGS[type] ?? type,
  };
}

/** The summary for people: a small table. */
export function summaryTable(summary: Summary): string {
  const { frames, visits, faults } = summary;
  const untimed = frames.untimed > 0 ? `, ${frames.untimed} left out without a usable time` : '';
  const rows: readonly (readonly [string, string])[] = [
    ['recording', `${summary.video}, ${clock(summary.durationSeconds * 1_000)} from ${summary.start}`],
    ['pictures', `${frames.analysed} analysed of ${frames.decoded}${untimed}`],
    ...VISIT_TYPES.map((type) => [type.replace('_', ' '), String(visits[type])] as const),
    ...faults.map((fault) => [fault.type.replace('_', ' '), `${spanOf(fault)}: ${fault.meaning}`] as const),
    ['blind', faults.length > 0 ? `${summary.blindSeconds.toFixed(1)} s` : 'never'],
    ['speed', `${summary.timesRealTime.toFixed(1)} × real time, engine ${summary.engine}`],
    ...summary.warnings.map((warning) => ['note', warning] as const),
    ['visits in', summary.out],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}\n`).join('');
}

function spanOf({ start, end, seconds }: SummaryFault): string {
  return `${start} to ${end} (${seconds.toFixed(1)} s)`;
}
