/** Where an event stands in the stream: its transaction, and its number within it. */
export interface StreamPlace {
  readonly position: number;
  readonly index: number;
}

/** Positions stay below 2^53. */
const PLACE = /^(\d{1,15})-(\d{1,6})$/;

export function encodePlace({ position, index }: StreamPlace): string {
  return `${position}-${index}`;
}

/** Null when it is no id of an event of the stream. */
export function decodePlace(text: string): StreamPlace | null {
  const [, position, index] = PLACE.exec(text) ?? [];
  return position === undefined || index === undefined ? null : { position: Number(position), index: Number(index) };
}

/** The place after everything of a position: no transaction commits so many. */
export function endOf(position: number): StreamPlace {
  return { position, index: 999_999 };
}

export function isAfter(place: StreamPlace, other: StreamPlace): boolean {
  return place.position === other.position ? place.index > other.index : place.position > other.position;
}
