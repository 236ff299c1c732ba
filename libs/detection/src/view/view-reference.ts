import type { ViewMode } from './light.js';

/** A view as it was learned, to be kept over a restart: about 20 kB a mode, safe for JSON. */
export interface ViewReference {
  readonly version: 1;
  readonly modes: Readonly<Partial<Record<ViewMode, ModeReference>>>;
}

export interface ModeReference {
  readonly columns: number;
  readonly rows: number;
  /** Base64: two signed bytes a cell, the orientation vector in 127ths. */
  readonly orientation: string;
  /** Sharpness of each patch, 0..1; 0 where it had no edges. */
  readonly sharpness: readonly number[];
}

const SCALE = 127;

export function packVectors(vectors: Float32Array): string {
  const bytes = Int8Array.from(vectors, (value) => Math.round(SCALE * value));
  return Buffer.from(bytes.buffer).toString('base64');
}

/** Null when the text does not hold as many vectors as the grid has cells. */
export function unpackVectors({ columns, rows, orientation }: ModeReference): Float32Array | null {
  const bytes = Buffer.from(orientation, 'base64');
  if (bytes.length !== 2 * columns * rows) return null;
  return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), (value) => value / SCALE);
}
