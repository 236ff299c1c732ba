import assert from 'node:assert/strict';
import type { Box } from '../box.js';

/** Every side of a network's input is a multiple of this: the deepest layer sees one cell for 32 pixels. */
export const INPUT_STRIDE_PX = 32;

export interface SizePx {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A box by its four edges, in the pixels of a network's input. */
export interface InputEdges {
  readonly leftPx: number;
  readonly topPx: number;
  readonly rightPx: number;
  readonly bottomPx: number;
}

/** How a picture becomes a network's input: it fills `content`, from the top left corner; the rest is padding. */
export interface InputPlan {
  readonly picture: SizePx;
  readonly input: SizePx;
  readonly content: SizePx;
}

/**
 * The input that keeps the picture's shape, with the given long side. A side goes to its nearest multiple of 32 and the
 * picture is stretched to fill it: 1280x720 becomes 512x288 exactly, or 768x448 with 4 % of stretch. That costs the
 * detector nothing measurable, where padding would cost cells that see no street.
 */
export function planKeepingShape(picture: SizePx, longSidePx: number): InputPlan {
  assertSize(picture);
  assert(longSidePx >= INPUT_STRIDE_PX, `the long side must be at least ${INPUT_STRIDE_PX} pixels, not ${longSidePx}`);
  const scale = longSidePx / Math.max(picture.widthPx, picture.heightPx);
  const input = { widthPx: toStride(picture.widthPx * scale), heightPx: toStride(picture.heightPx * scale) };
  return { picture: sizeOf(picture), input, content: input };
}

/** The plan for a network of one fixed input size: the picture keeps its shape exactly and the rest is padding. */
export function planLetterboxed(picture: SizePx, input: SizePx): InputPlan {
  assertSize(picture);
  assertSize(input);
  const scale = Math.min(input.widthPx / picture.widthPx, input.heightPx / picture.heightPx);
  const content = {
    widthPx: Math.min(input.widthPx, Math.max(1, Math.round(picture.widthPx * scale))),
    heightPx: Math.min(input.heightPx, Math.max(1, Math.round(picture.heightPx * scale))),
  };
  return { picture: sizeOf(picture), input: sizeOf(input), content };
}

/** The box in picture pixels, cut at the picture's border; undefined when nothing of it lies inside. */
export function boxInPicture(edges: InputEdges, plan: InputPlan): Box | undefined {
  const scaleX = plan.picture.widthPx / plan.content.widthPx;
  const scaleY = plan.picture.heightPx / plan.content.heightPx;
  const xPx = Math.max(0, edges.leftPx * scaleX);
  const yPx = Math.max(0, edges.topPx * scaleY);
  const widthPx = Math.min(plan.picture.widthPx, edges.rightPx * scaleX) - xPx;
  const heightPx = Math.min(plan.picture.heightPx, edges.bottomPx * scaleY) - yPx;
  return widthPx > 0 && heightPx > 0 ? { xPx, yPx, widthPx, heightPx } : undefined;
}

function toStride(sidePx: number): number {
  return Math.max(INPUT_STRIDE_PX, Math.round(sidePx / INPUT_STRIDE_PX) * INPUT_STRIDE_PX);
}

function sizeOf({ widthPx, heightPx }: SizePx): SizePx {
  return { widthPx, heightPx };
}

function assertSize({ widthPx, heightPx }: SizePx): void {
  assert(widthPx > 0 && heightPx > 0, `a picture has at least one pixel, not ${widthPx}x${heightPx}`);
}
