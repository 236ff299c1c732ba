import { useCallback } from 'react';
import type { Camera, Zone } from '../api/types.js';
import { valueOf } from '../live/loadable.js';
import { usePage } from '../live/page-context.js';
import { useAnswer } from '../live/use-answer.js';
import { cameraName, zoneName } from '../words/names.js';
import { PERIOD_DAYS, type Period } from './period.js';
import { periodName } from './period-name.js';
import { Switch } from './switch.js';
import { cameraOf, type Place, type View } from './view.js';

interface ChoicesProps {
  readonly view: View;
  readonly period: Period;
  readonly timeZone: string;
  readonly cameras: readonly Camera[];
  readonly onChange: (change: Partial<View>) => void;
}

/** Which days, and which part of the city. */
export function Choices({ view, period, timeZone, cameras, onChange }: ChoicesProps) {
  return (
    <section className="choices" aria-label="What is shown">
      <Switch
        name="Time"
        options={PERIOD_DAYS}
        chosen={view.days}
        words={(days) => `${days} days`}
        onChoose={(days) => onChange({ days })}
      />
      <PlaceChoice place={view.place} cameras={cameras} onPlace={(place) => onChange({ place })} />
      <p className="card-note">
        {periodName(period)}, whole days of {timeZone}
      </p>
    </section>
  );
}

interface PlaceChoiceProps {
  readonly place: Place;
  readonly cameras: readonly Camera[];
  readonly onPlace: (place: Place) => void;
}

function PlaceChoice({ place, cameras, onPlace }: PlaceChoiceProps) {
  const cameraId = cameraOf(place);
  const named = cameras.map((camera) => ({ id: camera.id, name: cameraName(camera) }));
  const choose = (id: string): void => onPlace(id === '' ? { of: 'city' } : { of: 'camera', cameraId: id });
  return (
    <>
      <Select name="Camera" all="Whole city" chosen={cameraId} options={named} onChoose={choose} />
      {cameraId !== null && <ZoneChoice cameraId={cameraId} place={place} onPlace={onPlace} />}
    </>
  );
}

function ZoneChoice({ cameraId, place, onPlace }: Omit<PlaceChoiceProps, 'cameras'> & { cameraId: string }) {
  const { hub } = usePage();
  // Where its zones cannot be had, the whole camera still can be looked at, and the cards say what is wrong.
  const { answer } = useAnswer<readonly Zone[]>(useCallback(() => hub.zones(cameraId), [hub, cameraId]));
  const zones = (valueOf(answer) ?? []).map(({ id }) => ({ id, name: zoneName(id) }));
  const chosen = place.of === 'zone' ? place.zoneId : null;
  const choose = (id: string): void => onPlace(id === '' ? { of: 'camera', cameraId } : { of: 'zone', zoneId: id });
  return <Select name="Zone" all="All its zones" chosen={chosen} options={zones} onChoose={choose} />;
}

interface SelectProps {
  readonly name: string;
  /** The choice of all. */
  readonly all: string;
  readonly chosen: string | null;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  readonly onChoose: (id: string) => void;
}

function Select({ name, all, chosen, options, onChoose }: SelectProps) {
  // A linked address may name what is not listed, or not yet.
  const isListed = chosen === null || options.some(({ id }) => id === chosen);
  const listed = isListed ? options : [{ id: chosen, name: zoneName(chosen) }, ...options];
  return (
    <label>
      <span className="visually-hidden">{name}</span>
      <select className="camera-select" value={chosen ?? ''} onChange={(change) => onChoose(change.target.value)}>
        <option value="">{all}</option>
        {listed.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
