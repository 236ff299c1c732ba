import type { Box } from '../box.js';

const CAPACITY_AT_FIRST = 64;

/** Boxes as columns of edges in pixels, for the inner loops: grows when it must, and is filled again every frame. */
export class BoxColumns {
  count = 0;
  left = new Float64Array(CAPACITY_AT_FIRST);
  top = new Float64Array(CAPACITY_AT_FIRST);
  right = new Float64Array(CAPACITY_AT_FIRST);
  bottom = new Float64Array(CAPACITY_AT_FIRST);

  clear(): void {
    this.count = 0;
  }

  push({ xPx, yPx, widthPx, heightPx }: Box): void {
    this.pushEdges(xPx, yPx, xPx + widthPx, yPx + heightPx);
  }

  pushEdges(leftPx: number, topPx: number, rightPx: number, bottomPx: number): void {
    if (this.count === this.left.length) this.#grow();
    const index = this.count++;
    this.left[index] = leftPx;
    this.top[index] = topPx;
    this.right[index] = rightPx;
    this.bottom[index] = bottomPx;
  }

  #grow(): void {
    this.left = lengthened(this.left);
    this.top = lengthened(this.top);
    this.right = lengthened(this.right);
    this.bottom = lengthened(this.bottom);
  }
}

/** The same column with room for twice as many. */
export function lengthened(column: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * column.length);
  longer.set(column);
  return longer;
}
