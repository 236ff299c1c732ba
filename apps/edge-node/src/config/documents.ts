import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';

/** A box's file is a few kilobytes; something a thousand times as large is the wrong file. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

export type Document = { readonly value: unknown } | { readonly problem: string };

export interface CameraDocument {
  readonly value: unknown;
  /** What a relative `video` in it starts from. */
  readonly videoFolder: string;
}

/** A file's content as plain values; it may be YAML or JSON, which is YAML too. */
export function readDocument(path: string): Document {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { problem: `the file cannot be read: ${codeOf(error)}` };
  }
  if (text.length > FILE_BYTES_MAX) return { problem: `the file is larger than ${FILE_BYTES_MAX} bytes` };
  const lines = new LineCounter();
  // The parser's pretty messages quote the line, which may hold a password: only its number is told.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) return { problem: `line ${lines.linePos(error.pos[0]).line} is not valid YAML (${error.code})` };
  try {
    return { value: document.toJS() as unknown };
  } catch {
    return { problem: 'its aliases do not resolve' };
  }
}

/** Each camera of the file; one with a `file` gets what stands there, and its own keys win. */
export function cameraDocuments(cameras: readonly unknown[], folder: string) {
  const problems: string[] = [];
  const documents = cameras.map((camera, index): CameraDocument => {
    if (!isRecord(camera) || !('file' in camera)) return { value: camera, videoFolder: folder };
    const { file, ...own } = camera;
    const place = `cameras[${index}].file`;
    if (typeof file !== 'string') {
      problems.push(`${place} is ${JSON.stringify(file)}: expected the path of a *.camera.json`);
      return { value: own, videoFolder: folder };
    }
    const path = resolve(folder, file);
    const document = readDocument(path);
    if ('problem' in document) problems.push(`${place} is ${JSON.stringify(file)}: ${document.problem}`);
    else if (!isRecord(document.value)) problems.push(`${place} is ${JSON.stringify(file)}: it describes no camera`);
    else {
      return { value: { ...document.value, ...own }, videoFolder: 'video' in own ? folder : dirname(path) };
    }
    return { value: own, videoFolder: folder };
  });
  return { documents, problems };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown problem';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
