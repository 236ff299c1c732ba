import type { RecordDelivery } from '#events/nats';
import type { City } from '../cities/city.js';

/** A record that came, and the city it is counted in. */
export interface LocatedRecord {
  readonly delivery: RecordDelivery;
  readonly city: City;
}

/** Each record with its city, in their order. */
export function located(deliveries: readonly RecordDelivery[], cities: ReadonlyMap<string, City>): LocatedRecord[] {
  return deliveries.map((delivery) => {
    const city = cities.get(delivery.deviceId);
    if (!city) throw new RangeError(`no city is given for device ${delivery.deviceId}`);
    return { delivery, city };
  });
}

/** Two cities may have a camera of the same name, and then visits and faults of the same id. */
export function cityKey(cityId: string, cameraId: string, rest: string | number): string {
  return `${cityId}/${cameraId}/${rest}`;
}
