import assert from 'node:assert/strict';
import type { Box } from '../box.js';
import type { GridPart, PictureGrid } from '../detector.js';

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

/** How a picture becomes a network's input: `source` fills `content`, from the top left corner; the rest is padding. */
export interface InputPlan {
  readonly picture: SizePx;
  /** The part of the picture that is seen, in its pixels. */
  readonly source: Box;
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
  return { picture: sizeOf(picture), source: wholeOf(picture), input, content: input };
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
  return { picture: sizeOf(picture), source: wholeOf(picture), input: sizeOf(input), content };
}

/** How many strides the input of an unpadded plan is wide and high. */
export function gridOfPlan({ input }: InputPlan): PictureGrid {
  return { columns: input.widthPx / INPUT_STRIDE_PX, rows: input.heightPx / INPUT_STRIDE_PX };
}

/** The plan for some cells of an unpadded whole: the same pixels fall on the same places of the input. */
export function planPart(whole: InputPlan, part: GridPart): InputPlan {
  const { columns, rows } = gridOfPlan(whole);
  const isInside = part.left >= 0 && part.top >= 0 && part.right <= columns && part.bottom <= rows;
  assert(isInside && part.left < part.right && part.top < part.bottom, 'a part lies inside the grid and is not empty');
  const size = { widthPx: part.right - part.left, heightPx: part.bottom - part.top };
  const input = { widthPx: size.widthPx * INPUT_STRIDE_PX, heightPx: size.heightPx * INPUT_STRIDE_PX };
  const { picture } = whole;
  const cell = { widthPx: picture.widthPx / columns, heightPx: picture.heightPx / rows };
  const source = {
    xPx: part.left * cell.widthPx,
    yPx: part.top * cell.heightPx,
    widthPx: size.widthPx * cell.widthPx,
    heightPx: size.heightPx * cell.heightPx,
  };
  return { picture, source, input, content: input };
}

/** The box in picture pixels, cut at the picture's border; undefined when nothing of it lies inside. */
export function boxInPicture(edges: InputEdges, plan: InputPlan): Box | undefined {
  const { picture, source, content } = plan;
  const scaleX = source.widthPx / content.widthPx;
  const scaleY = source.heightPx / content.heightPx;
  const xPx = Math.max(0, source.xPx + edges.leftPx * scaleX);
  const yPx = Math.max(0, source.yPx + edges.topPx * scaleY);
  const widthPx = Math.min(picture.widthPx, source.xPx + edges.rightPx * scaleX) - xPx;
  const heightPx = Math.min(picture.heightPx, source.yPx + edges.bottomPx * scaleY) - yPx;
  return widthPx > 0 && heightPx > 0 ? { xPx, yPx, widthPx, heightPx } : undefined;
}

function toStride(sidePx: number): number {
  return Math.max(INPUT_STRIDE_PX, Math.round(sidePx / INPUT_STRIDE_PX) * INPUT_STRIDE_PX);
}

function wholeOf({ widthPx, heightPx }: SizePx): Box {
  return { xPx: 0, yPx: 0, widthPx, heightPx };
}

function sizeOf({ widthPx, heightPx }: SizePx): SizePx {
  return { widthPx, heightPx };
}

function assertSize({ widthPx, heightPx }: SizePx): void {
  assert(widthPx > 0 && heightPx > 0, `a picture has at least one pixel, not ${widthPx}x${heightPx}`);
}
