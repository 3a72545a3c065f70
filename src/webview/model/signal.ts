/** The signal of a model as lines over its layers, on a logarithmic scale. */
import type { SignalLayer, SignalModel } from '../../protocol';
import { short } from './numbers';
import type { Range } from './range';

export type Direction = 'forward' | 'backward';
export type Variant = 'now' | 'recommended';

/** log₁₀ of the mean squares of one line; NaN where the signal is zero, infinite or unknown. */
export function logarithms(
  layers: readonly SignalLayer[],
  direction: Direction,
  variant: Variant,
): readonly number[] {
  return layers.map((layer) => {
    const value = layer[direction][variant];
    return value === null || value <= 0 ? NaN : Math.log10(value);
  });
}

/** At least one decade on both sides of 1, at most what float64 holds; whole decades. */
export function decades(lines: readonly (readonly number[])[]): Range {
  const known = lines.flat().filter(Number.isFinite);
  return {
    min: Math.floor(Math.min(-1, ...known)),
    max: Math.ceil(Math.max(1, ...known)),
  };
}

/** What became of the signal, in one number: the last mean square over the first, for people. */
export function factor(model: SignalModel, direction: Direction, variant: Variant): string | undefined {
  const values = model.layers.map((layer) => layer[direction][variant]);
  // Forward the input's mean square is 1, backward the output's.
  const end = direction === 'forward' ? values.at(-1) : values[0];
  return end === null || end === undefined ? undefined : short(end, 3);
}
