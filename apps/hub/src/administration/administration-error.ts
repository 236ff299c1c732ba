/** Something a person at the command line can put right; its message is all they need. */
export class AdministrationError extends Error {
  override readonly name = 'AdministrationError';
  readonly isForPeople = true;
  /** Of wrong arguments and settings, as with every other command. */
  readonly exitCode = 2;
}
