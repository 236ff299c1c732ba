import type { DetectedType, Detection } from '#detection';

/** COCO's class numbers; any other number, -1 or none counts as a car. */
const TYPE_OF_CLASS: Readonly<Record<number, DetectedType>> = {
  1: 'bicycle',
  2: 'car',
  3: 'motorcycle',
  5: 'bus',
  7: 'truck',
};
/** Scores of another scale are divided by the one that a tenth of the file exceeds, so that a few outliers do no harm. */
const SURE_SCORE_QUANTILE = 0.9;
/** A file none of whose scores reaches this has a scale of its own: a track of the box's network begins above it. */
const TOP_SCORE_MIN = 0.35;

/** A recorded file that cannot be used; the message is the sentence its owner gets. */
export class RecordedFileError extends Error {
  override readonly name = 'RecordedFileError';
  readonly isForPeople = true;
}

export interface RecordedFrame {
  /** As the file counts them. */
  readonly number: number;
  readonly detections: readonly Detection[];
}

export interface RecordedDetections {
  /** The frames that have detections, in growing order. */
  readonly frames: readonly RecordedFrame[];
  readonly hasClasses: boolean;
}

/**
 * Reads MOTChallenge detections, `frame,-1,x,y,width,height[,score[,class,...]]`, in any order of lines. Scores are taken
 * as they are while all lie in 0..1 (a missing one is 1), else scaled to that range by the file's own best. Throws
 * `RecordedFileError` with the number of the first line that is none.
 */
export function parseDetections(text: string): RecordedDetections {
  const rows: Row[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '') continue;
    const row = parseRow(line);
    if (!row) {
      throw new RecordedFileError(
        `line ${index + 1} is not frame,-1,x,y,width,height,score,class: ${JSON.stringify(line.slice(0, 80))}`,
      );
    }
    rows.push(row);
  }
  const sureScore = scaleOf(rows);
  const frames = new Map<number, Detection[]>();
  for (const { frame, box, score, classNumber } of rows) {
    const scaled = Math.min(1, Math.max(0, score / sureScore));
    const detection = { box, score: scaled, type: TYPE_OF_CLASS[classNumber] ?? 'car' };
    const detections = frames.get(frame);
    if (detections) detections.push(detection);
    else frames.set(frame, [detection]);
  }
  return {
    frames: [...frames].sort(([a], [b]) => a - b).map(([number, detections]) => ({ number, detections })),
    hasClasses: rows.some(({ classNumber }) => classNumber in TYPE_OF_CLASS),
  };
}

interface Row {
  readonly frame: number;
  readonly box: Detection['box'];
  readonly score: number;
  readonly classNumber: number;
}

function parseRow(line: string): Row | null {
  const fields = line.trim().split(/\s*,\s*|\s+/);
  if (fields.at(-1) === '') fields.pop();
  if (fields.length < 6 || fields.includes('')) return null;
  const values = fields.map(Number);
  if (!values.every(Number.isFinite)) return null;
  const [frame = -1, , xPx = 0, yPx = 0, widthPx = 0, heightPx = 0, score = 1, classNumber = -1] = values;
  if (!Number.isInteger(frame) || frame < 0 || widthPx <= 0 || heightPx <= 0) return null;
  return { frame, box: { xPx, yPx, widthPx, heightPx }, score, classNumber };
}

/** The score that counts as 1. */
function scaleOf(rows: readonly Row[]): number {
  const scores = rows.map(({ score }) => score).sort((a, b) => a - b);
  const lowest = scores[0] ?? 0;
  const highest = scores.at(-1) ?? 1;
  if (lowest >= 0 && highest <= 1 && highest >= TOP_SCORE_MIN) return 1;
  const sure = scores[Math.floor(SURE_SCORE_QUANTILE * (scores.length - 1))] ?? 1;
  return sure > 0 ? sure : 1;
}

/** The class number of a type, as `parseDetections` reads it. */
export function classOf(type: DetectedType): number {
  return Number(Object.keys(TYPE_OF_CLASS).find((key) => TYPE_OF_CLASS[Number(key)] === type) ?? -1);
}
