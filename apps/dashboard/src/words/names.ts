import type { CameraStatus, FaultCode, VehicleType, ZoneKind } from '../api/types.js';

export const KIND_NAMES: Readonly<Record<ZoneKind, string>> = {
  parking: 'Parking',
  loading: 'Loading',
  no_stopping: 'No stopping',
  bus_stop: 'Bus stop',
  travel_lane: 'Travel lane',
  bike_lane: 'Bike lane',
  bus_lane: 'Bus lane',
};

export const VEHICLE_NAMES: Readonly<Record<VehicleType, string>> = {
  car: 'Car',
  truck: 'Truck',
  bus: 'Bus',
  motorcycle: 'Motorcycle',
  bicycle: 'Bicycle',
  unspecified: 'Vehicle',
};

export const STATUS_NAMES: Readonly<Record<CameraStatus, string>> = {
  online: 'Online',
  fault: 'Fault',
  offline: 'Offline',
};

export interface FaultWords {
  readonly title: string;
  readonly explanation: string;
}

export const FAULT_WORDS: Readonly<Record<FaultCode, FaultWords>> = {
  no_video: { title: 'No video', explanation: 'The box gets no picture from the camera. Check its power and network.' },
  frozen: {
    title: 'Picture frozen',
    explanation: 'The camera repeats one picture. Restarting the camera usually helps.',
  },
  black: { title: 'Picture black', explanation: 'The picture is dark throughout. The lens may be covered.' },
  blurred: {
    title: 'Picture blurred',
    explanation: 'The picture lost its detail. The lens may be dirty or out of focus.',
  },
  camera_moved: {
    title: 'Camera moved',
    explanation: 'The camera looks somewhere else than when its zones were drawn. Straighten it or draw them again.',
  },
  stopped: { title: 'Box stopped', explanation: 'The box was shut down and does not watch the street.' },
};

/** `main-street.parking_left` → `Parking left`: the part after the camera, as a person would write it. */
export function zoneName(zoneId: string): string {
  const own = zoneId.slice(zoneId.indexOf('.') + 1);
  const words = own.replace(/[_-]+/g, ' ').trim();
  const lettered = words.replace(/ ([a-z])$/, (_, letter: string) => ` ${letter.toUpperCase()}`);
  return lettered.charAt(0).toUpperCase() + lettered.slice(1);
}

/** A camera's own name, or its id in words when the installer gave none. */
export function cameraName(camera: { readonly id: string; readonly name: string }): string {
  return camera.name.trim() === '' ? zoneName(camera.id) : camera.name;
}
