/** A sentence for whoever started the demo, and the exit code that goes with it: 1 failure, 2 wrong usage. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly isForPeople = true;

  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
