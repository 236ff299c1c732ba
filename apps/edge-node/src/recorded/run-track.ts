import { readFile, writeFile } from 'node:fs/promises';
import { RecordedFileError } from './detection-file.js';
import { trackDetections } from './track-file.js';

export interface TrackArguments {
  readonly detections: string;
  /** As it was typed. */
  readonly fps: string;
  readonly out: string;
}

/** Reads a file of detections and writes the file of its tracks; throws what a person must know. */
export async function runTrack({ detections, fps, out }: TrackArguments): Promise<void> {
  const framesPerS = Number(fps);
  if (!(framesPerS > 0 && Number.isFinite(framesPerS))) {
    throw new RecordedFileError(`--fps must be a number above 0, not ${JSON.stringify(fps)}`);
  }
  const text = await readFile(detections, 'utf8').catch((error: unknown) => {
    throw new RecordedFileError(`the detections ${detections} cannot be read: ${reasonOf(error)}`, { cause: error });
  });
  const tracks = tracksOf(detections, text, framesPerS);
  await writeFile(out, tracks).catch((error: unknown) => {
    throw new RecordedFileError(`the tracks cannot be written to ${out}: ${reasonOf(error)}`, { cause: error });
  });
}

function tracksOf(path: string, text: string, fps: number): string {
  try {
    return trackDetections(text, fps);
  } catch (error) {
    if (error instanceof RecordedFileError) throw new RecordedFileError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission is missing',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
