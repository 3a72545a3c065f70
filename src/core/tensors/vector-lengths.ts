/**
 * Of short vectors some are longer than others, such as rows of ten numbers. Layers turn two inputs to nearly the same direction, but what their
 * lengths differ by stays.
 */
import type { Shape } from './axis';

export interface VectorLengths {
  /** Variance of the mean square over inputs, over the square of its mean. */
  readonly variance: number;
  /** In front of the first function: by as much as their lengths keep two vectors apart, angles that are not all right ones bring them together. */
  readonly isFresh: boolean;
}

/** Vectors of so many independent N(0, 1): χ² has twice its mean as variance. Undefined for anything but rows of features. */
export function lengthsOfInput(shape: Shape | undefined): VectorLengths | undefined {
  const width = shape === undefined || shape.open || shape.axes.length !== 2 ? undefined : shape.axes[1];
  return width?.role === 'feature' && typeof width.length === 'number'
    ? { variance: 2 / width.length, isFresh: true }
    : undefined;
}

/** Where the mean square grows by so much of itself as what it is made of does by one. */
export const grownLengths = (lengths: VectorLengths | undefined, growth: number): VectorLengths | undefined =>
  lengths && { ...lengths, variance: lengths.variance * growth ** 2 };

/** Behind a function of each element. */
export const lengthsBehindFunction = ({ variance }: VectorLengths, growth: number): VectorLengths => ({
  variance: variance * growth ** 2,
  isFresh: false,
});

/** Of a sum, with the mean squares of its parts: what is longer in one of them is so in the other one. */
export function lengthsOfSum(
  one: { readonly square: number; readonly lengths?: VectorLengths | undefined },
  other: { readonly square: number; readonly lengths?: VectorLengths | undefined },
): VectorLengths | undefined {
  const whole = one.square + other.square;
  if ((one.lengths ?? other.lengths) === undefined || !(whole > 0)) return undefined;
  const spread = (part: typeof one): number => part.square * Math.sqrt(part.lengths?.variance ?? 0);
  return { variance: ((spread(one) + spread(other)) / whole) ** 2, isFresh: false };
}
