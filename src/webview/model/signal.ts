/** The signal of a model as lines over its layers, on a logarithmic scale. */
import type { MeanSquare, SignalLayer, SignalModel } from '../../protocol';
import type { Range } from './range';

export type Direction = 'forward' | 'backward';
export type Variant = 'now' | 'recommended';

/** log₁₀ of the mean squares of one line: NaN where it is unknown, −∞ where nothing is left, ∞ where it left float64. */
export function logarithms(
  layers: readonly SignalLayer[],
  direction: Direction,
  variant: Variant,
): readonly number[] {
  return layers.map((layer) => {
    const value = layer[direction][variant];
    if (value === 'unknown') return NaN;
    return value === 'not-finite' ? Infinity : Math.log10(Math.max(0, value));
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

/** Whether the line goes on from one layer to the next: beside each other in the list may stand layers of two branches. */
export function continues(layers: readonly SignalLayer[], index: number): boolean {
  return layers[index + 1]?.follows.includes(index) === true;
}

/** How far a line strays from 1, in decades; infinite where it leaves float64 or nothing is left. */
function strays(layers: readonly SignalLayer[], direction: Direction, variant: Variant): number {
  const known = logarithms(layers, direction, variant).filter((value) => !Number.isNaN(value));
  return Math.max(0, ...known.map(Math.abs));
}

/** Less of a difference does not show. Decades. */
const visible = 0.02;

/** Whether the recommended initialisation keeps signal or gradient nearer to 1 than the one there is, and makes neither worse. */
export function recommendationHelps({ layers }: SignalModel): boolean {
  const gains = (['forward', 'backward'] as const).map(
    (direction) => strays(layers, direction, 'now') - strays(layers, direction, 'recommended'),
  );
  return gains.some((gain) => gain > visible) && gains.reduce((sum, gain) => sum + gain, 0) > visible;
}

/** Whether a line has a figure at all. */
export function isKnown({ layers }: SignalModel, direction: Direction): boolean {
  return layers.some(
    (layer) => layer[direction].now !== 'unknown' || layer[direction].recommended !== 'unknown',
  );
}

/** What became of the signal: forward the last mean square, where the input's is 1; backward the first, where the output's is 1. */
export function outcome(model: SignalModel, direction: Direction, variant: Variant): MeanSquare {
  const values = model.layers.map((layer) => layer[direction][variant]);
  return (direction === 'forward' ? values.at(-1) : values[0]) ?? 'unknown';
}
