import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { codeOf } from '../config/documents.js';
import { fileInput, FILE_PROTOCOLS } from '../video/ffmpeg-options.js';
import { diagnose } from '../video/loss.js';
import { AnalysisError } from './analysis-error.js';

/** What a recording says of itself before it is decoded. */
export interface RecordingFacts {
  /** Null when the file does not tell. */
  readonly durationMs: number | null;
  /** The first picture's time on the clock that `recordingInputOptions` gives the pictures. */
  readonly firstPictureMs: number;
  /** Raw elementary streams hold pictures without times; ffmpeg would invent 25 frames a second for them. */
  readonly hasTimes: boolean;
}

interface Probed {
  readonly streams?: readonly { readonly start_time?: string; readonly duration?: string }[];
  readonly format?: { readonly format_name?: string; readonly start_time?: string; readonly duration?: string };
}

const RAW_FORMATS = new Set(['h264', 'hevc', 'm4v', 'mpegvideo', 'mjpeg']);
/** One or two streams are described in a few kilobytes; a film with thousands of subtitles is not what this is for. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/** Asks ffprobe. Throws `AnalysisError` when the path leads to no video that can be read. */
export async function probeRecording(path: string): Promise<RecordingFacts> {
  await refuseNoFile(path);
  const { streams = [], format = {} } = await probe(path);
  const [video] = streams;
  if (!video) throw new AnalysisError(`${path} holds no video stream: is it a sound recording?`);
  const formatStartS = seconds(format.start_time) ?? 0;
  const firstPictureS = (seconds(video.start_time) ?? formatStartS) - formatStartS;
  const formatDurationS = seconds(format.duration);
  const durationS = seconds(video.duration) ?? (formatDurationS === null ? null : formatDurationS - firstPictureS);
  return {
    durationMs: durationS === null ? null : durationS * 1_000,
    firstPictureMs: firstPictureS * 1_000,
    hasTimes: !RAW_FORMATS.has(format.format_name ?? ''),
  };
}

async function refuseNoFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    const code = codeOf(error);
    throw new AnalysisError(`${path} ${code === 'ENOENT' ? 'is not there' : `cannot be read: ${code}`}`);
  });
  if (!found.isFile()) throw new AnalysisError(`${path} is not a file: a recorded video is read from a file`);
  if (found.size === 0) throw new AnalysisError(`${path} is empty`);
}

async function probe(path: string): Promise<Probed> {
  const wanted = ['-select_streams', 'V:0', '-show_entries', 'stream=start_time,duration:format'];
  const args = ['-v', 'level+error', ...FILE_PROTOCOLS, ...wanted, '-of', 'json', '-i', fileInput(path)];
  const ffprobe = process.env['FFPROBE_PATH'] ?? 'ffprobe';
  try {
    const { stdout } = await promisify(execFile)(ffprobe, args, { maxBuffer: ANSWER_BYTES_MAX });
    return JSON.parse(stdout) as Probed;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw ffmpegMissing(ffprobe);
    const { message } = diagnose(stderr.trim().split('\n'), { address: path, hadFrames: false, exitCode: 1 });
    const isCutOff = /moov atom not found/.test(stderr);
    throw new AnalysisError(isCutOff ? `${path} is not a video, or was cut off: its index (moov) is missing` : message);
  }
}

export function ffmpegMissing(command: string): AnalysisError {
  return new AnalysisError(`${command} could not be started: install ffmpeg 5.1 or later, ffprobe with it`);
}

function seconds(text: string | undefined): number | null {
  const value = Number(text ?? NaN);
  return Number.isFinite(value) ? value : null;
}
