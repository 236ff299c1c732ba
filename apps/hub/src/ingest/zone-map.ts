export interface ZonePlace {
  readonly cityId: string;
  readonly cameraId: string;
  readonly zoneId: string;
}

/** One value for each zone of any city. */
export class ZoneMap<T> implements Iterable<readonly [ZonePlace, T]> {
  readonly #entries = new Map<string, readonly [ZonePlace, T]>();

  constructor(private readonly create: () => T) {}

  of(cityId: string, cameraId: string, zoneId: string): T {
    const key = `${cityId}/${cameraId}/${zoneId}`;
    const known = this.#entries.get(key);
    if (known) return known[1];
    const value = this.create();
    this.#entries.set(key, [{ cityId, cameraId, zoneId }, value]);
    return value;
  }

  [Symbol.iterator](): Iterator<readonly [ZonePlace, T]> {
    return this.#entries.values();
  }
}
