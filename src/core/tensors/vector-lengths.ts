/**
 * Of short vectors some are longer than others: an image's pixel of three channels, a row of ten numbers. Layers turn two inputs to nearly the same
 * direction, but what their lengths differ by stays, and is averaged over the places that a window sees.
 */
import type { Shape } from './axis';

export interface VectorLengths {
  /** Variance of the mean square of one place over inputs, over the square of its mean. */
  readonly variance: number;
  readonly axes: readonly SmoothedAxis[];
}

/** An axis of places, by which the lengths have been averaged. */
interface SmoothedAxis {
  /** Variance of the window of all windows so far, in places of the input. */
  readonly width: number;
  /** Places of the input between two neighbours. */
  readonly step: number;
  /** Places of the input. */
  readonly count: number;
}

/** A window along an axis. */
interface Window {
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Vectors of so many independent N(0, 1) at each place: χ² has twice its mean as variance. Undefined where the axes are not known. */
export function lengthsOfInput(shape: Shape | undefined): VectorLengths | undefined {
  if (shape === undefined || shape.open) return undefined;
  const features = shape.axes.filter(({ role }) => role === 'feature');
  const places = shape.axes.filter(({ role }) => role === 'position');
  const width = features[0]?.length;
  if (features.length !== 1 || typeof width !== 'number') return undefined;
  const axes = places.flatMap(({ length }) =>
    typeof length === 'number' ? [{ width: 0, step: 1, count: length }] : [],
  );
  return axes.length < places.length || places.length > shape.axes.length - 2
    ? undefined
    : { variance: 2 / width, axes };
}

/** Of the mean square at one place of what is there now: a window of a spread σ keeps 1/√(1 + 4πσ²) of what differs from place to place. */
export function spreadOfLengths(lengths: VectorLengths | undefined): number {
  if (lengths === undefined) return 0;
  return lengths.axes.reduce(
    (variance, { width, count }) => variance * Math.max(1 / count, 1 / Math.sqrt(1 + 4 * Math.PI * width)),
    lengths.variance,
  );
}

/** Where the mean square of each place grows by so much of itself as what it is made of does by one. */
export const grownLengths = (lengths: VectorLengths | undefined, growth: number): VectorLengths | undefined =>
  lengths && { ...lengths, variance: lengths.variance * growth ** 2 };

/** Behind windows; undefined where they run along other axes. */
export function lengthsBehind(
  lengths: VectorLengths | undefined,
  windows: readonly Window[],
): VectorLengths | undefined {
  if (lengths === undefined || lengths.axes.length !== windows.length) return undefined;
  return {
    ...lengths,
    axes: lengths.axes.map((own, place) => {
      const { taps, stride, dilation } = windows[place] ?? { taps: 1, stride: 1, dilation: 1 };
      const side = dilation * own.step;
      return {
        ...own,
        width: own.width + ((taps ** 2 - 1) / 12) * side ** 2,
        step: own.step * stride,
      };
    }),
  };
}

/** Behind a mean over all places, or behind a layer that takes all of them at once. */
export const lengthsOfAll = (lengths: VectorLengths | undefined): VectorLengths | undefined =>
  lengths && {
    variance: lengths.axes.reduce((variance, { count }) => variance / count, lengths.variance),
    axes: [],
  };

/** Of a sum, with the mean squares of its parts: what is longer in one of them is so in the other one. */
export function lengthsOfSum(
  one: { readonly square: number; readonly lengths?: VectorLengths | undefined },
  other: { readonly square: number; readonly lengths?: VectorLengths | undefined },
): VectorLengths | undefined {
  const axes = (one.lengths ?? other.lengths)?.axes;
  const whole = one.square + other.square;
  if (axes === undefined || !(whole > 0)) return undefined;
  const spread = (part: typeof one): number => part.square * Math.sqrt(part.lengths?.variance ?? 0);
  return { variance: ((spread(one) + spread(other)) / whole) ** 2, axes };
}
