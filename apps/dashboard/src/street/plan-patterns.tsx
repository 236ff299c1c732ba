/** Hatches of the drawing, under a prefix of their own so that two drawings on a page do not share them. */
export type Hatch = 'no_stopping' | 'blocked';

export function hatchOf(id: string, hatch: Hatch): string {
  return `url(#${id}${hatch})`;
}

export function PlanDefinitions({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={`${id}no_stopping`} width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="2.5" height="9" className="hatch-no-stopping" />
      </pattern>
      <pattern id={`${id}blocked`} width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect width="5" height="12" className="hatch-blocked" />
      </pattern>
    </defs>
  );
}
