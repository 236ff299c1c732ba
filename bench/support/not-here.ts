/** Exit code of a bench that had nothing to measure, which is neither well nor a failure; as automake's tests say it. */
export const NOT_HERE = 77;

/** Says that what a bench reads is missing, such as recordings that are not kept in the repository. */
export function notHere(what: string): void {
  console.log(`skipped: not here: ${what}`);
  process.exitCode = NOT_HERE;
}
