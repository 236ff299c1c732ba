import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Zone } from '#curb';
import { rgbOf } from '#detection';
import type { Picture } from '#detection';
import type { AnalysedFrame } from '../pipeline/analyst.js';
import { zoneOverlay } from './zone-overlay.js';

const JPEG_QUALITY = 80;
/**
 * A reduced picture has this many blocks across before it is shown at any size: a face twenty metres away or a number
 * plate is a single block, while a vehicle still covers several.
 */
const REDUCED_BLOCKS_ACROSS = 96;
const REDUCED_WIDTH_PX = 480;

/** The frame as JPEG with zones and vehicles drawn on it. */
export async function snapshotJpeg(frame: AnalysedFrame, zones: readonly Zone[]): Promise<Buffer> {
  const { widthPx, heightPx } = frame.picture;
  const overlay = zoneOverlay({ ...frame, zones }, widthPx, heightPx);
  return rawImage(frame.picture)
    .composite([{ input: Buffer.from(overlay) }])
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}

/** As `snapshotJpeg`, the street in blocks so coarse that no face and no plate is left in it; the drawing stays sharp. */
export async function reducedSnapshotJpeg(frame: AnalysedFrame, zones: readonly Zone[]): Promise<Buffer> {
  const { widthPx, heightPx } = frame.picture;
  const aspect = heightPx / widthPx;
  const height = Math.max(1, Math.round(REDUCED_WIDTH_PX * aspect));
  // Two steps, written out in between: sharp would join two resizes of one pipeline into a single harmless one.
  const blocks = await rawImage(frame.picture)
    .resize(REDUCED_BLOCKS_ACROSS, Math.max(1, Math.round(REDUCED_BLOCKS_ACROSS * aspect)), { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const overlay = zoneOverlay({ ...frame, zones }, REDUCED_WIDTH_PX, height);
  const { width: blocksX, height: blocksY, channels } = blocks.info;
  const mosaic = await sharp(blocks.data, { raw: { width: blocksX, height: blocksY, channels } })
    .resize(REDUCED_WIDTH_PX, height, { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer();
  return sharp(mosaic, { raw: { width: REDUCED_WIDTH_PX, height, channels } })
    .composite([{ input: Buffer.from(overlay) }])
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}

function rawImage(picture: Picture): Sharp {
  const { rgb, widthPx, heightPx } = rgbOf(picture);
  return sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } });
}
