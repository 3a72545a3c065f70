import type { Place } from './syntax';

/** Where something stands, without what it is; another range of the same statement if one is given. */
export function placeOf(at: Place, { start, end }: Pick<Place, 'start' | 'end'> = at): Place {
  return { unit: at.unit, start, end };
}
