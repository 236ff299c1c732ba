/** A decoded picture: `rgb` holds `widthPx * heightPx * 3` bytes, row by row, top row first. */
export interface RgbPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/**
 * A picture as video is coded, planar 4:2:0: a plane of luma, then one each of U and V with half the columns and rows,
 * rounded up. Rec. 601 in the studio range: luma 16 (black) to 235 (white), U and V around 128.
 */
export interface YuvPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly yuv420: Uint8Array;
}

export type Picture = RgbPicture | YuvPicture;

/** Studio luma to 0..255: `(y - LUMA_BLACK) * LUMA_GAIN`. */
export const LUMA_BLACK = 16;
export const LUMA_GAIN = 255 / 219;

/** What U and V, as steps off 128, add to red, green and blue of 0..255 (Rec. 601, studio range). */
export const RED_BY_V = 1.596;
export const GREEN_BY_U = -0.392;
export const GREEN_BY_V = -0.813;
export const BLUE_BY_U = 2.017;
export const CHROMA_ZERO = 128;

/** Where the planes of a `YuvPicture` begin, in bytes, and how wide those of U and V are. */
export interface YuvLayout {
  readonly u: number;
  readonly v: number;
  readonly chromaWidthPx: number;
  readonly bytes: number;
}

export function yuvLayoutOf({ widthPx, heightPx }: Pick<Picture, 'widthPx' | 'heightPx'>): YuvLayout {
  const chromaWidthPx = Math.ceil(widthPx / 2);
  const chroma = chromaWidthPx * Math.ceil(heightPx / 2);
  const u = widthPx * heightPx;
  return { u, v: u + chroma, chromaWidthPx, bytes: u + 2 * chroma };
}

/** The picture's own bytes, whichever its form. */
export function bytesOf(picture: Picture): Uint8Array {
  return 'rgb' in picture ? picture.rgb : picture.yuv420;
}

/** The whole picture in RGB; one that is in RGB already is handed back as it is. */
export function rgbOf(picture: Picture): RgbPicture {
  if ('rgb' in picture) return picture;
  const { widthPx, heightPx, yuv420 } = picture;
  const { u, v, chromaWidthPx } = yuvLayoutOf(picture);
  // Assigning to it rounds and clamps.
  const rgb = new Uint8ClampedArray(widthPx * heightPx * 3);
  for (let y = 0, to = 0; y < heightPx; y++) {
    const chromaRow = (y >> 1) * chromaWidthPx;
    for (let x = 0; x < widthPx; x++, to += 3) {
      const luma = ((yuv420[y * widthPx + x] ?? 0) - LUMA_BLACK) * LUMA_GAIN;
      const byU = (yuv420[u + chromaRow + (x >> 1)] ?? 0) - CHROMA_ZERO;
      const byV = (yuv420[v + chromaRow + (x >> 1)] ?? 0) - CHROMA_ZERO;
      rgb[to] = luma + RED_BY_V * byV;
      rgb[to + 1] = luma + GREEN_BY_U * byU + GREEN_BY_V * byV;
      rgb[to + 2] = luma + BLUE_BY_U * byU;
    }
  }
  return { widthPx, heightPx, rgb: new Uint8Array(rgb.buffer) };
}
