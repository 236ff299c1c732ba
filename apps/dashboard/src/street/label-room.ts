/** Mean advance of a letter in the system fonts at the plan's 12 px, with some reserve. */
const LETTER_PX = 6.9;

/** The text as far as it fits; empty when not even three letters do. */
export function fitted(text: string, roomPx: number): string {
  const letters = Math.floor(roomPx / LETTER_PX);
  if (text.length <= letters) return text;
  return letters < 4 ? '' : `${text.slice(0, letters - 1).trimEnd()}…`;
}

/**
 * The labels that can be shown side by side without touching, chosen in the given order of importance.
 * Returns the indices of those shown.
 */
export function unclashed(positionsPx: readonly number[], spacePx: number): Set<number> {
  const shown: number[] = [];
  positionsPx.forEach((positionPx, index) => {
    if (shown.every((other) => Math.abs((positionsPx[other] ?? 0) - positionPx) >= spacePx)) shown.push(index);
  });
  return new Set(shown);
}
