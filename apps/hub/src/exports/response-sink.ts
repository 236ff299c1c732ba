import type { Response } from 'express';
import type { Sink } from './export-column.js';

/** The one who asked has hung up. Nothing is wrong, and there is nobody to tell. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** Writes as fast as the client reads: what it has not taken yet holds the next page back. */
export function responseSink(response: Response): Sink {
  return async (bytes) => {
    if (response.destroyed) throw new ClientGone('the client hung up');
    if (response.write(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      const drained = () => {
        response.off('close', closed);
        resolve();
      };
      const closed = () => {
        response.off('drain', drained);
        reject(new ClientGone('the client hung up'));
      };
      response.once('drain', drained).once('close', closed);
    });
  };
}
