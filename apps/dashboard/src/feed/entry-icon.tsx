import type { StreetEvent, VehicleType } from '../api/types.js';

export type EntryTone = 'alarm' | 'cleared' | 'arrived' | 'left' | 'fault' | 'restored';

/** Vehicles from the side, 24 × 24, drawn as lines. */
const VEHICLES: Readonly<Record<VehicleType, string>> = {
  car: 'M3 15.5v-3l2.2-1 2.3-3.8h7.5l3.3 3.8 2.7 1v3h-2M15.2 15.5H8.8M5.2 15.5H3M7.5 11.5h9',
  truck: 'M3 15.5V7h10.5v8.5H9.3M13.5 9.5h4l3.5 3.3v2.7h-1.8M14.7 15.5h-1.2M4.8 15.5H3',
  bus: 'M3 15.5V7.5a1.5 1.5 0 0 1 1.5-1.5h15A1.5 1.5 0 0 1 21 7.5v8h-1.8M14.7 15.5H9.3M4.8 15.5H3M3 11h18M9 6v5M15 6v5',
  motorcycle: 'M7 16h4l2.5-4.5H8L5.5 9.5M13.5 11.5l3.8 4.5M13 8.5h3l1 3',
  bicycle: 'M6.5 16l3.5-6.5h5.5l2 6.5M10 9.5l3 6.5 2.5-6.5M8.5 7.5h2.5M14.5 7h2',
  unspecified: 'M3 15.5v-4.5l3-3.5h12l3 3.5v4.5h-2M15.2 15.5H8.8M5.2 15.5H3',
};
const CAMERA = 'M3.5 8.5h3l1.5-2h8l1.5 2h3v10h-17ZM12 10.3a3 3 0 1 0 0 6 3 3 0 0 0 0-6';

export function EntryIcon({ entry, tone }: { entry: StreetEvent; tone: EntryTone }) {
  const isCamera = tone === 'fault' || tone === 'restored';
  return (
    <span className="entry-icon" aria-hidden="true">
      <svg viewBox="0 0 24 24" className="icon">
        {isCamera ? <path d={CAMERA} /> : <VehicleIcon type={entry.vehicleType ?? 'unspecified'} />}
        {tone === 'fault' && <path d="M4 4l16 17" />}
      </svg>
    </span>
  );
}

export function VehicleIcon({ type }: { type: VehicleType }) {
  return (
    <>
      <path d={VEHICLES[type]} />
      <circle cx="7" cy="16" r="1.9" />
      <circle cx="17" cy="16" r="1.9" />
    </>
  );
}
