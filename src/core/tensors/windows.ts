/** Windows that slide over axes: convolutions, poolings. */
import type { LayerNode } from '../network/graph';
import type { ConstantValue } from '../python/names';
import { axisAt, plus, quotient, times, type Length, type Shape } from './axis';
import { constantParts, sidesOf } from './read-call';

export interface Window {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  /** On each side; `same` keeps ⌈length/stride⌉, `causal` does so with all of it in front. */
  readonly padding: readonly number[] | 'same' | 'causal';
  readonly dilation: readonly number[];
  readonly roundUp: boolean;
}

type Arguments = Readonly<Record<string, ConstantValue>>;

/** Reads `kernel_size`, `stride` … under the names of every framework; undefined where one that matters is not known. */
export function windowOf(given: Arguments, dimensions: number, pooling: boolean): Window | undefined {
  const kernel = sidesOf(
    given['kernel_size'] ?? given['pool_size'] ?? given['window_shape'] ?? given['kernel_shape'],
    dimensions,
  );
  if (kernel === undefined) return undefined;
  const stated = given['stride'] ?? given['strides'];
  const stride =
    stated === undefined || stated === null
      ? pooling
        ? kernel
        : ones(dimensions)
      : sidesOf(stated, dimensions);
  const dilation = sidesOf(
    given['dilation'] ?? given['dilation_rate'] ?? given['kernel_dilation'] ?? given['rate'] ?? 1,
    dimensions,
  );
  const written = given['padding'] ?? 0;
  const padding =
    typeof written === 'string'
      ? /^(?:same|causal)$/i.test(written)
        ? written.toLowerCase() === 'same'
          ? 'same'
          : 'causal'
        : /^valid$/i.test(written)
          ? kernel.map(() => 0)
          : undefined
      : sidesOf(written, dimensions);
  if (stride === undefined || dilation === undefined || padding === undefined) return undefined;
  return { kernel, stride, padding, dilation, roundUp: given['ceil_mode'] === true };
}

/** PyTorch's and Equinox' layers have channels in front of the positions, all others behind them. */
export const hasChannelsFirst = ({ qualifiedName }: Pick<LayerNode, 'qualifiedName'>): boolean =>
  /^(?:torch|equinox)\./.test(qualifiedName);

/** Over how many axes a convolution slides: its name says it, or how many sides its kernel has, as in Flax. */
export function spatialOf(node: Pick<LayerNode, 'qualifiedName' | 'arguments'>): number {
  const named = /([123])[dD](?:_?[Tt]ranspose)?$/.exec(node.qualifiedName)?.[1];
  if (named !== undefined) return Number(named);
  if (!/\.Conv(?:Transpose)?$/.test(node.qualifiedName)) return 0;
  return constantParts(node.arguments['kernel_size'])?.length ?? 0;
}

const ones = (count: number): readonly number[] => Array.from({ length: count }, () => 1);

/**
 * In how many windows the largest element of one is the largest, too, with itself: of two that overlap in m of k elements each the largest of all is
 * so in both, which is m in 2k − m for independent ones.
 */
export function winsTogether({ kernel, stride }: Window): number {
  const size = kernel.reduce((product, side) => product * side, 1);
  let overlaps: readonly number[] = [1];
  for (const [dimension, side] of kernel.entries()) {
    const step = stride[dimension] ?? 1;
    const along: number[] = [];
    for (let offset = 0; offset < side; offset += step)
      along.push(side - offset, ...(offset === 0 ? [] : [side - offset]));
    if (along.length * overlaps.length > MOST_OVERLAPS) return 1;
    overlaps = overlaps.flatMap((product) => along.map((own) => product * own));
  }
  return overlaps.reduce((sum, common) => sum + common / (2 * size - common), 0);
}
const MOST_OVERLAPS = 4096;

/** How many places a window has along an axis. */
export function placesOf(length: Length, window: Window, dimension: number): Length {
  const kernel = window.kernel[dimension] ?? 1;
  const stride = window.stride[dimension] ?? 1;
  if (typeof window.padding === 'string') return stride === 1 ? length : roundedUp(length, stride);
  const reach = (window.dilation[dimension] ?? 1) * (kernel - 1) + 1;
  const room = plus(length, 2 * (window.padding[dimension] ?? 0) - reach);
  if (typeof room === 'number' && room < 0) return undefined;
  if (window.roundUp && typeof room === 'number' && typeof length === 'number') {
    const places = Math.ceil(room / stride) + 1;
    // The last window begins inside the input or its left padding.
    return (places - 1) * stride >= length + (window.padding[dimension] ?? 0) ? places - 1 : places;
  }
  if (window.roundUp) return stride === 1 ? plus(room, 1) : undefined;
  return plus(quotient(room, stride), 1);
}

function roundedUp(length: Length, divisor: number): Length {
  return typeof length === 'number'
    ? Math.ceil(length / divisor)
    : quotient(plus(length, divisor - 1), divisor);
}

/** What a transposed window makes of an axis. */
export function grownBy(length: Length, window: Window, dimension: number, extra: number): Length {
  const kernel = window.kernel[dimension] ?? 1;
  const stride = window.stride[dimension] ?? 1;
  if (typeof window.padding === 'string') return times(length, stride);
  const reach = (window.dilation[dimension] ?? 1) * (kernel - 1);
  return plus(times(plus(length, -1), stride), reach + 1 + extra - 2 * (window.padding[dimension] ?? 0));
}

/** Mean share of a window's taps that lie on the input and not on its padding; 1 where its length is not known. */
export function shareInside(length: Length, window: Window, dimension: number): number {
  const shares = tapShares(length, window, dimension);
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}

/**
 * Of the taps that lie on the input at one place, the mean share that does so at another place, too: what all places of an input share differs at
 * its edges, where a part of the window meets the padding.
 */
export function shareInsideTogether(length: Length, window: Window, dimension: number): number {
  const shares = tapShares(length, window, dimension);
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum === 0 ? 1 : shares.reduce((total, share) => total + share ** 2, 0) / sum;
}

/** For each tap of a window, the share of its places where it lies on the input; 1 where the input's length is not known. */
function tapShares(length: Length, window: Window, dimension: number): readonly number[] {
  const kernel = window.kernel[dimension] ?? 1;
  const stride = window.stride[dimension] ?? 1;
  const dilation = window.dilation[dimension] ?? 1;
  if (typeof length !== 'number' || length > 4096 || kernel > 256) return [1];
  const places = placesOf(length, window, dimension);
  if (typeof places !== 'number' || places <= 0) return [1];
  const around = Math.max(0, (places - 1) * stride + dilation * (kernel - 1) + 1 - length);
  const before =
    window.padding === 'same'
      ? Math.floor(around / 2)
      : window.padding === 'causal'
        ? dilation * (kernel - 1)
        : (window.padding[dimension] ?? 0);
  return Array.from({ length: kernel }, (_, tap) => {
    // Places p with 0 ≤ p·stride + tap·dilation − before < length.
    const low = Math.max(0, Math.ceil((before - tap * dilation) / stride));
    const high = Math.min(places - 1, Math.floor((length - 1 + before - tap * dilation) / stride));
    return Math.max(0, high - low + 1) / places;
  });
}

/** Of a transposed window: how many of its taps, as a share, meet in a place of what it gives. */
export function tapsInside(from: Length, to: Length, window: Window, dimension: number): number {
  const kernel = window.kernel[dimension] ?? 1;
  const stride = window.stride[dimension] ?? 1;
  if (typeof from !== 'number' || typeof to !== 'number' || to <= 0 || from > 4096 || kernel > 256)
    return 1 / stride;
  return transposedInside(from, to, window, dimension) / (kernel * to);
}

/** How many pairs of an input's place and a tap land on what a transposed window gives. */
export function transposedInside(from: number, to: number, window: Window, dimension: number): number {
  const kernel = window.kernel[dimension] ?? 1;
  const stride = window.stride[dimension] ?? 1;
  const dilation = window.dilation[dimension] ?? 1;
  const before =
    typeof window.padding === 'string'
      ? Math.floor(Math.max(0, (from - 1) * stride + dilation * (kernel - 1) + 1 - to) / 2)
      : (window.padding[dimension] ?? 0);
  let inside = 0;
  for (let tap = 0; tap < kernel; tap += 1) {
    // Places p with 0 ≤ p·stride + tap·dilation − before < to.
    const low = Math.max(0, Math.ceil((before - tap * dilation) / stride));
    const high = Math.min(from - 1, Math.floor((to - 1 + before - tap * dilation) / stride));
    inside += Math.max(0, high - low + 1);
  }
  return inside;
}

/** Lengths of the axes that a window slides over, of a shape whose channels stand first or last. */
export function spatialLengths(
  shape: Shape | undefined,
  dimensions: number,
  channelsLast: boolean,
): readonly Length[] {
  return Array.from({ length: dimensions }, (_, index) => {
    const back = channelsLast ? index - dimensions - 1 : index - dimensions;
    return axisAt(shape, back)?.length;
  });
}
