/** Something is missing that only a person can provide; the message is the one sentence they get. */
export class SetUpError extends Error {
  name = 'SetUpError';
  isForPeople = true;
}
