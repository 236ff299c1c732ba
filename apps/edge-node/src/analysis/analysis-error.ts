/** The recording cannot be analysed and nothing was written. The message is for the person who asked. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
  readonly isForPeople = true;

  constructor(
    message: string,
    readonly exitCode: number = EXIT.failure,
  ) {
    super(message);
  }
}

/** `usage` is for what was asked for (arguments, the camera file), `failure` for what could not be done. */
export const EXIT = { failure: 1, usage: 2, interrupted: 130 } as const;
