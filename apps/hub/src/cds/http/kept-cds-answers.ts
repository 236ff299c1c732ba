import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { wholeHoursEnd } from '../../aggregates/whole-hours.js';
import { answerIn } from '../../api/answer.js';
import type { Answer } from '../../api/answer.js';
import { KeptAnswers } from '../../api/kept-answers.js';
import { clockOf } from '../../cities/city.js';
import type { Asked } from './cds-desk.js';

/** Characters: a day of a busy zone takes 20,000. What is longer is written as it is read, and not kept. */
const TEXT_MAX = 65_536;

export interface KeptCdsAnswer {
  readonly text: string;
  readonly ageMs: number;
}

/**
 * The standard's answers that hold still for a while, from the hub's memory (`KeptAnswers`), by city, version and address:
 * about hours that are over and reported, which only a record that comes late changes, and zones nobody has changed since.
 */
@Injectable()
export class KeptCdsAnswers {
  constructor(@Inject(KeptAnswers) private readonly answers: KeptAnswers) {}

  /** Whether all that happened before `toMs` has been reported, but for what comes late. */
  isSettled({ city }: Asked, toMs: number): boolean {
    return toMs <= wholeHoursEnd(clockOf(city.timeZone), Date.now());
  }

  /** The answer to this request, if it is not longer than is kept. `form`: what it depends on besides its address. */
  async find(
    request: Request,
    { city, version }: Asked,
    make: () => Promise<string | AsyncIterable<string>>,
    form = '',
  ): Promise<KeptCdsAnswer | null> {
    // Pages name the next one by the address that was asked, with its host.
    const address = `${request.protocol}://${request.get('host') ?? ''}${request.originalUrl}`;
    const question = { cityId: city.id, text: `cds ${version} ${form} ${address}` };
    try {
      const { text, ageMs } = await this.answers.answer(question, async () => gathered(await make()));
      return { text, ageMs };
    } catch (error) {
      if (error instanceof TooLongError) return null;
      throw error;
    }
  }
}

class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

/** Throws `TooLongError` as soon as it is too long to be kept. */
async function gathered(text: string | AsyncIterable<string>): Promise<Answer> {
  if (typeof text === 'string') return answerIn(text);
  const parts: string[] = [];
  let length = 0;
  for await (const part of text) {
    length += part.length;
    if (length > TEXT_MAX) throw new TooLongError('the answer is too long to be kept');
    parts.push(part);
  }
  return answerIn(parts.join(''));
}
