/** Gradients as they are carried back, and what is done to them wherever they come through. */
import type { RowGradient, Weighing } from '../attention-rows';
import type { Length } from '../axis';
import type { PointFunction } from '../point-function';
import { POSITIONS, type Lost } from '../moments';

/** A gradient; with an order, times so many unknown numbers of positions: its size is not known, but whether another one hides it is. */
export interface Gradient {
  readonly square: number;
  /** E g g′ of two positions of one unit, of two positions of two samples, and of two units. */
  readonly positions: number;
  readonly samples: number;
  readonly units: number;
  readonly order: number;
  /** Behind a maximum: of so many elements only the largest one gets this share of it. */
  readonly chosen?: { readonly of: number; readonly share: number } | undefined;
  /** With an order: why its size is not known, where it is not for the number of positions. */
  readonly unclear?: string | undefined;
  /** Of features that were joined: what each part gets, beside the mean over all. */
  readonly parts?: readonly number[] | undefined;
  /** Behind a norm over the batch: what the weights of the layer in front of it make of its units' unequal variances. */
  readonly uneven?: number | undefined;
  /** Behind a function of each element: what it was before, and the function, which goes along with one in front of it. */
  readonly outer?: { readonly before: Gradient; readonly f: PointFunction } | undefined;
  /** Behind a rectifier of a sum: what it lets through of what an earlier rectifier has left. */
  readonly rectified?: Rectified | undefined;
  /** Of positions that do not get the same: what each of them gets. */
  readonly rows?: RowGradient | undefined;
  /** In front of the values that attention weighs: how it does. */
  readonly weighing?: Weighing | undefined;
  /** It arrives at the last position alone. */
  readonly lastOnly?: boolean | undefined;
  /** Of what is said of a step: the part of all runs that it takes part in, over all of which `square` is the mean. */
  readonly share?: number | undefined;
  /** It arrives at the last state, which a recurrent layer gives beside its output. */
  readonly ofState?: boolean | undefined;
}

/** Of a gradient that share comes through a rectifier of a sum, which is open for `active` of all elements and for `alone` of those that are 0 on this way. */
interface Rectified {
  readonly share: number;
  readonly active: number;
  readonly alone: number;
}

/** A gradient, or why there is none. */
export type CarriedGradient = Gradient | Lost;

/** Whether it cannot be told. */
export const isLostGradient = (gradient: CarriedGradient): gradient is Lost => 'lost' in gradient;

/** Why a step has no gradient that no gradient comes back to. */
export const UNREACHED = 'no gradient comes back to it';

/** Nothing arrives. */
export const none: Gradient = { square: 0, positions: 0, samples: 0, units: 0, order: 0 };

/** What the way back begins with. */
export const one: Gradient = { square: 1, positions: 0, samples: 0, units: 0, order: 0 };

/** What the size of a gradient is not known from. */
export const unclearFor = ({ unclear }: Gradient): string => unclear ?? POSITIONS;

/** Times a factor; `pairs` for what two elements have in common. */
export function times(gradient: Gradient, factor: number, pairs: number): Gradient {
  return {
    square: gradient.square * factor,
    positions: gradient.positions * pairs,
    samples: gradient.samples * pairs,
    units: gradient.units * pairs,
    order: gradient.order,
    unclear: gradient.unclear,
  };
}

/** Times a factor, and the same at all positions. */
export const shared = (gradient: Gradient, factor: number): Gradient => ({
  square: gradient.square * factor,
  positions: gradient.square * factor,
  samples: gradient.samples * factor,
  units: gradient.units * factor,
  order: gradient.order,
});

/** What means over keys, one for each query, give each key: all of what positions share, a part of the rest. */
export function spread(
  gradient: Gradient,
  keys: number | undefined,
  concentration?: number,
  queries: number | undefined = keys,
): Gradient {
  const own = gradient.square - gradient.positions;
  if (keys !== undefined && queries !== undefined) {
    const each = queries / keys;
    const kept = concentration ?? 1 / keys;
    // Of weights that are even all keys get the same.
    const pairs = keys > 1 ? Math.max(0, 1 - kept) / (keys - 1) : 0;
    return {
      ...gradient,
      square: each ** 2 * gradient.positions + each * own * kept,
      positions: each ** 2 * gradient.positions + each * own * pairs,
    };
  }
  if (gradient.positions > 0) return { ...gradient, square: gradient.positions };
  return { ...gradient, order: gradient.order - 1 };
}

/** A length that is a number. */
export const numbered = (length: Length): number | undefined =>
  typeof length === 'number' ? length : undefined;

/**
 * Through a rectifier, of elements of which `open` come through, in front of another one: what the later one stops it would stop, too, more often than
 * by chance. The share of the gradient's mean square that is left.
 */
export function throughBothRectifiers(open: number, { share, active, alone }: Rectified): number {
  const both = active > 0 ? Math.max(0, Math.min(1, 1 - ((1 - open) * alone) / active)) : open;
  return (1 - share) * open + share * both;
}

/** RMS of a gradient in the runs that it comes back in. */
export const sizeOfGradient = ({ square, share = 1 }: Gradient): number =>
  Math.sqrt(Math.max(0, square) / share);
