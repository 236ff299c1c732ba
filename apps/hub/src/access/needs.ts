import { SetMetadata } from '@nestjs/common';

/**
 * What a key may be for. `read`: everything that only shows the city's data. `operate`: what touches boxes and cameras.
 * `label`: answers of the people who review. `admin`: keys, cities, the audit log; it covers the other three.
 */
export const SCOPES = ['read', 'operate', 'label', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Where `Needs` writes the scope of a route or of a whole controller; the route's own holds. */
export const NEEDED_SCOPE = 'kerbline:needs';

/** Marks a route, or a controller with all its routes, with the one scope a caller must hold. A route without is shut. */
export const Needs = (scope: Scope) => SetMetadata(NEEDED_SCOPE, scope);

/** Whether somebody who holds `held` may do what needs `needed`. */
export function covers(held: readonly Scope[], needed: Scope): boolean {
  return held.includes(needed) || held.includes('admin');
}
