/* eslint-disable @typescript-eslint/no-non-null-assertion -- hot loops over typed arrays: each index is bounded by its loop */
import assert from 'node:assert/strict';
import type { Detection } from '../detection.js';
import { COCO_CLASSES, COCO_VEHICLES } from './coco.js';
import { boxInPicture, type InputPlan, type SizePx } from './input-plan.js';

const STRIDES_PX = [8, 16, 32] as const;

/** Centre x and y, width, height, objectness, then one score a class. */
export const YOLOX_COLUMNS = 5 + COCO_CLASSES;

/** How many rows a YOLOX of this input answers: one for each cell of its three grids. */
export function yoloxRows({ widthPx, heightPx }: SizePx): number {
  return STRIDES_PX.reduce((rows, stridePx) => rows + (widthPx / stridePx) * (heightPx / stridePx), 0);
}

/**
 * The detections in the raw grids of a YOLOX (Ge et al. 2021), in picture pixels. A row's centre is relative to its cell
 * and its size is a logarithm, both in strides; objectness and class scores are already probabilities. A row speaks for
 * one vehicle, so only its best vehicle class counts.
 */
export function decodeYolox(rows: Float32Array, plan: InputPlan, scoreMin: number): Detection[] {
  assert.equal(rows.length, yoloxRows(plan.input) * YOLOX_COLUMNS, 'the answer holds one row a cell');
  const detections: Detection[] = [];
  let at = 0;
  for (const stridePx of STRIDES_PX) {
    const columns = plan.input.widthPx / stridePx;
    const cells = columns * (plan.input.heightPx / stridePx);
    for (let cell = 0; cell < cells; cell++, at += YOLOX_COLUMNS) {
      const objectness = rows[at + 4]!;
      if (objectness < scoreMin) continue;
      const detection = readRow(rows, at, { plan, stridePx, column: cell % columns, row: Math.floor(cell / columns) });
      if (detection && detection.score >= scoreMin) detections.push(detection);
    }
  }
  return detections;
}

interface GridCell {
  readonly plan: InputPlan;
  readonly stridePx: number;
  readonly column: number;
  readonly row: number;
}

function readRow(rows: Float32Array, at: number, cell: GridCell): Detection | undefined {
  let best: Pick<Detection, 'type' | 'score'> | undefined;
  for (const [classNumber, type] of COCO_VEHICLES) {
    const score = rows[at + 4]! * rows[at + 5 + classNumber]!;
    if (!best || score > best.score) best = { type, score };
  }
  const centreXPx = (rows[at]! + cell.column) * cell.stridePx;
  const centreYPx = (rows[at + 1]! + cell.row) * cell.stridePx;
  const halfWidthPx = (Math.exp(rows[at + 2]!) * cell.stridePx) / 2;
  const halfHeightPx = (Math.exp(rows[at + 3]!) * cell.stridePx) / 2;
  const edges = {
    leftPx: centreXPx - halfWidthPx,
    topPx: centreYPx - halfHeightPx,
    rightPx: centreXPx + halfWidthPx,
    bottomPx: centreYPx + halfHeightPx,
  };
  const box = boxInPicture(edges, cell.plan);
  return box && best && { box, ...best };
}
