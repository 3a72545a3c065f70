import type { CallExpression, Place } from './syntax';

/** Where something stands, without what it is; another range of the same statement if one is given. */
export function placeOf(at: Place, { start, end }: Pick<Place, 'start' | 'end'> = at): Place {
  return { unit: at.unit, start, end };
}

export const samePlace = (one: Place, other: Place): boolean =>
  one.unit === other.unit && one.start === other.start && one.end === other.end;

/** Whether one place holds all of the other. */
export const covers = (outer: Place, inner: Place): boolean =>
  outer.unit === inner.unit && outer.start <= inner.start && inner.end <= outer.end;

/** Whether something happens at a call of the code, whose arguments can then be looked at. */
export const isCall = (site: Place): site is CallExpression => 'kind' in site && site.kind === 'Call';
