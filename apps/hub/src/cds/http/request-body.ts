import type { Request } from 'express';
import { CdsError } from './cds-error.js';

/** The text of a request's body, read only once it is known who sends it. Throws 400 and 413. */
export async function readBody(request: Request, bytesMax: number): Promise<string> {
  if (request.headers['content-encoding'] !== undefined) {
    throw new CdsError(400, 'the body is compressed, expected it as it is');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new CdsError(413, `the body is longer than ${bytesMax} bytes: send it in parts`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
