/** Positions made longer: copies of the nearest one, or what lies between two of them. */
import type { SignalNode } from '../network/graph';
import type { Length, Shape } from './axis';
import type { Between } from './nearby';
import { argument, callOfNode, constantIn, sidesOf } from './read-call';
import { scaleBetween, scaleOf } from './shape-moves';
import { spatialLengths } from './windows';

export interface Resampling {
  /** How many outputs come from one input; undefined where that is not known. */
  readonly copies: number | undefined;
  /** Mean over the outputs of the sum of their shares' squares: 1 for copies. */
  readonly share: number;
  /** Where the places along each axis come from, where it is made longer by a whole number; undefined where it is not. */
  readonly axes: readonly { readonly scale: number; readonly between: readonly Between[] }[] | undefined;
}

const NAMES = /^(?:interpolate|upsample|Upsample|UpsamplingNearest2d|UpsamplingBilinear2d|UpSampling[123]D)$/;

/** `other` for a way of resampling that is not followed; undefined for any other step. */
export function resamplingOf(
  node: SignalNode,
  before: Shape | undefined,
  after: Shape | undefined,
): Resampling | 'other' | undefined {
  const call = callOfNode(node);
  const { name } = call;
  if (!NAMES.test(name)) return undefined;
  const own: Readonly<Record<string, unknown>> = 'arguments' in node ? node.arguments : {};
  const isKeras = name.startsWith('UpSampling');
  const mode = isKeras
    ? (own['interpolation'] ?? constantIn(argument(call, 3, 'interpolation')))
    : (own['mode'] ?? constantIn(argument(call, 3, 'mode')) ?? own['2']);
  const isLinear = mode === 'bilinear' || mode === 'linear' || name === 'UpsamplingBilinear2d';
  if (!isLinear && mode !== undefined && mode !== 'nearest' && mode !== 'nearest-exact') return 'other';
  const dimensions = isKeras ? Number(name.at(-2)) : (before?.axes.length ?? 4) - 2;
  const lengths = spatialLengths(before, dimensions, isKeras);
  const grown = spatialLengths(after, dimensions, isKeras);
  const sides = isKeras
    ? sidesOf(node.kind === 'reshape' ? (node.arguments['size'] ?? 2) : 2, dimensions)
    : undefined;
  const whole = isKeras ? undefined : (scaleOf({ node }) ?? scaleBetween(before, after));
  const isAligned =
    name === 'UpsamplingBilinear2d' ||
    (own['align_corners'] ?? constantIn(argument(call, 4, 'align_corners'))) === true;
  const scales = Array.from({ length: dimensions }, (_, dimension): Scaled => {
    const [from, to] = [lengths[dimension], grown[dimension]];
    const isKnown = typeof from === 'number' && typeof to === 'number';
    return { from, to, scale: isKnown ? to / from : (sides?.[dimension] ?? whole) };
  });
  const share = isLinear ? shareOfAll(scales, isAligned) : 1;
  return share === undefined
    ? 'other'
    : { copies: copiesOf(scales), share, axes: sourcesOf(scales, isLinear, isAligned) };
}

/** An axis before and after, and by how much it is longer. */
interface Scaled {
  readonly from: Length;
  readonly to: Length;
  readonly scale: number | undefined;
}

const MOST_TIMES = 8;

/** Copies of one, or what lies between two. */
function sourcesOf(scales: readonly Scaled[], isLinear: boolean, isAligned: boolean): Resampling['axes'] {
  const isBetween = isLinear && !isAligned;
  const axes = scales.flatMap(({ scale }) => {
    if (scale === undefined || !Number.isInteger(scale) || scale < 1 || scale > MOST_TIMES) return [];
    const between = Array.from({ length: scale }, (_, phase): Between => {
      if (!isBetween) return [[0, 1]];
      const place = (phase + 0.5) / scale - 0.5;
      const [first, rest] = [Math.floor(place), place - Math.floor(place)];
      return [
        [first, 1 - rest],
        [first + 1, rest],
      ];
    });
    return [{ scale, between }];
  });
  return axes.length === scales.length ? axes : undefined;
}

function copiesOf(scales: readonly Scaled[]): number | undefined {
  let copies = 1;
  for (const { scale } of scales) {
    if (scale === undefined) return undefined;
    copies *= scale;
  }
  return copies;
}

function shareOfAll(scales: readonly Scaled[], isAligned: boolean): number | undefined {
  let share = 1;
  for (const { from, to, scale } of scales) {
    const along = interpolatedShare(from, to, scale, isAligned);
    if (along === undefined) return undefined;
    share *= along;
  }
  return share;
}

const LONGEST = 4096;

/** Along one axis: the mean over what lies between two places of the sum of their shares' squares; of long axes its limit. */
function interpolatedShare(
  from: Length,
  to: Length,
  scale: number | undefined,
  isAligned: boolean,
): number | undefined {
  if (scale === undefined || scale < 1) return undefined;
  if (scale === 1) return 1;
  if (typeof from !== 'number' || typeof to !== 'number' || to > LONGEST)
    return isAligned ? 2 / 3 : 2 / 3 - 1 / (6 * scale ** 2);
  let sum = 0;
  for (let place = 0; place < to; place += 1) {
    const at = isAligned ? (place * (from - 1)) / Math.max(1, to - 1) : (place + 0.5) / scale - 0.5;
    // Beyond the first and the last one there is nothing to go between.
    const rest = at <= 0 || at >= from - 1 ? 0 : at - Math.floor(at);
    sum += rest ** 2 + (1 - rest) ** 2;
  }
  return sum / to;
}
