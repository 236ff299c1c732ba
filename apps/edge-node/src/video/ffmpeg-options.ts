import { resolve } from 'node:path';
import type { VideoAddress } from './camera-address.js';
import { protocolsFor } from './ffconcat.js';

/** How a file is read: at the speed it was filmed, as a camera would show it, or as fast as it can be. */
export const PACES = ['live', 'fast'] as const;
export type Pace = (typeof PACES)[number];

export interface DecodeOptions {
  readonly sampleFps: number;
  /** The picture's long side; smaller pictures are not enlarged. */
  readonly longSidePx: number;
  readonly pace: Pace;
  /** A socket without news for this long is given up by ffmpeg itself. */
  readonly socketTimeoutMs: number;
}

/** Files may be films and nothing else: a playlist or script in their place could open other files. */
const FILE_FORMATS = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'mpegts,mpeg,avi,flv,asf,nut,ogg,h264,hevc,m4v,mjpeg,mpegvideo,ivf',
].join(',');

/** What a file may make ffmpeg open: itself. */
export const FILE_PROTOCOLS = ['-protocol_whitelist', 'file', '-format_whitelist', FILE_FORMATS];

/** Compressed video as it came from the camera goes nowhere, but is counted on its way. */
export const COUNTED_OUTPUT = '/dev/null';

/** Decoding on more threads costs a tenth more altogether; one core decodes 3840x2160 at 25/s. A box has many cameras. */
const ONE_THREAD = ['-threads', '1', '-filter_threads', '1'];

/**
 * Pictures that no other is made from keep the edges of their blocks: a fifth of decoding where a stream has B-frames,
 * nothing where it has none. Nothing adds up, and the edges go when the picture is made smaller. Visits stay as they were
 * (decision 11).
 */
const UNSMOOTHED = ['-skip_loop_filter', 'noref'];

/** Options before `-i`. Errors carry their level, and lines that repeat are not folded: frames are matched by line. */
export function inputOptions(address: VideoAddress, { pace }: DecodeOptions): string[] {
  const log = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info', ...ONE_THREAD, ...UNSMOOTHED];
  if (address.kind === 'rtsp') {
    const protocols = protocolsFor(address.url, address.transport);
    return [...log, '-f', 'concat', '-safe', '0', '-protocol_whitelist', protocols];
  }
  const pacing = pace === 'live' ? ['-re'] : [];
  return [...log, ...pacing, ...FILE_PROTOCOLS];
}

/** A file's name as ffmpeg cannot mistake it for an option or a protocol. */
export function fileInput(path: string): string {
  return `file:${resolve(path)}`;
}

/**
 * The first output is the video as it was sent, copied unopened: `-progress` reports the size of the first output, and
 * this is the only truthful count of video bytes that ffmpeg gives (RTP headers, about 1 %, are left out).
 */
export function countedOutputOptions(): string[] {
  return [
    '-map',
    '0:v:0',
    '-c',
    'copy',
    '-f',
    'rawvideo',
    '-flush_packets',
    '1',
    '-progress',
    'pipe:2',
    '-stats_period',
    '1',
  ];
}

/**
 * The second output is raw yuv420p at the sampling rate. Passthrough invents no frames where the camera sent none, and
 * `showinfo` gives each frame's own time and size; side data is deleted because a camera could flood the log with it.
 * Without `autoscale` off, frames that change their size would be scaled to the first one's after `showinfo` told theirs.
 */
export function pictureOutputOptions({ sampleFps, longSidePx }: DecodeOptions): string[] {
  const filters = [
    sampling(sampleFps),
    scaling(longSidePx),
    'format=yuv420p',
    'sidedata=mode=delete',
    'showinfo=checksum=0',
  ];
  const asShown = ['-autoscale', '0'];
  return ['-map', '0:v:0', '-fps_mode', 'passthrough', '-filter:v', filters.join(','), ...asShown, '-f', 'rawvideo'];
}

/** The first frame of each of the clock's slots: the average rate is exact whatever rate the camera has. */
function sampling(sampleFps: number): string {
  // The thousandth keeps frames that stand on a slot's edge from falling before it by rounding.
  const slot = (time: string) => `floor(${time}*${sampleFps}+0.001)`;
  return `select='isnan(prev_selected_t)+not(eq(${slot('t')},${slot('prev_selected_t')}))'`;
}

/**
 * Colour stays as it is coded: turning every pixel into RGB doubles what ffmpeg costs, and few pixels are looked at.
 * Pictures of the full range, as some cameras give, are brought to the studio range.
 */
function scaling(longSidePx: number): string {
  const side = (own: string) => `'min(${longSidePx},${own})'`;
  return `scale=w=${side('iw')}:h=${side('ih')}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bilinear:out_range=tv`;
}

export interface RecordingOptions extends Pick<DecodeOptions, 'sampleFps' | 'longSidePx'> {
  readonly path: string;
  /** For streams that hold no times; null keeps the recording's own. */
  readonly nominalFps: number | null;
}

/**
 * All arguments that decode a recording as a box would see it: the same sampling and size, raw yuv420p on standard output.
 * Times stay as recorded (`copyts`): ffmpeg would close gaps of more than ten seconds in a transport stream. A first
 * `showinfo` tells every picture, so that each one looked at can be named by its number in the recording.
 */
export function recordingArguments({ path, nominalFps, sampleFps, longSidePx }: RecordingOptions): string[] {
  const rate = nominalFps === null ? [] : ['-r', String(nominalFps)];
  const filters = [
    'sidedata=mode=delete',
    'showinfo@every=checksum=0',
    sampling(sampleFps),
    scaling(longSidePx),
    'format=yuv420p',
    'showinfo@looked=checksum=0',
  ];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info', '-copyts', '-start_at_zero'],
    ...[...rate, ...UNSMOOTHED, ...FILE_PROTOCOLS, '-i', fileInput(path)],
    ...['-map', '0:V:0', '-fps_mode', 'passthrough', '-filter:v', filters.join(',')],
    // Every picture comes as `showinfo` tells it: not scaled to the size of the first one, and not dropped by the muxer
    // where times go back, as in recordings that were joined.
    ...['-autoscale', '0', '-bsf:v', 'setts=ts=N', '-f', 'rawvideo', 'pipe:1'],
  ];
}
