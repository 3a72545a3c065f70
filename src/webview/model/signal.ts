/** The signal of a model as lines over its layers, on a logarithmic scale. */
import type { Figure, SignalLayer, SignalModel } from '../../protocol';
import type { Range } from './range';

export type Direction = 'forward' | 'backward';
export type Variant = 'now' | 'recommended';

/** log₁₀ of the figures of one line: NaN where it is unknown, −∞ where nothing is left, ∞ where it left float64. */
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

/** Whether the line goes on from one layer to the next: beside each other in the list may stand layers of two branches, and where the walk stopped it begins anew. */
export function continues(layers: readonly SignalLayer[], direction: Direction, index: number): boolean {
  const [here, next] = [layers[index], layers[index + 1]];
  return (
    here !== undefined &&
    next?.follows.includes(index) === true &&
    here[direction].stretch === next[direction].stretch
  );
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

/** What became of the signal: forward behind the last hidden layer, where the input's is 1; backward at the first, where the output's is 1. */
export function outcome(model: SignalModel, direction: Direction, variant: Variant): Figure {
  const hidden = model.layers.filter(({ head }) => !head);
  const layer = direction === 'backward' ? model.layers[0] : (hidden.at(-1) ?? model.layers.at(-1));
  return layer?.[direction].stretch === 0 ? layer[direction][variant] : 'unknown';
}

/** log₁₀ of the size of what layers pass on, where it parts from the signal; empty where it does not. */
export function sizes(layers: readonly SignalLayer[]): readonly number[] {
  const parts = layers.some(
    ({ size, forward }) =>
      typeof size === 'number' && typeof forward.now === 'number' && size > 1.5 * forward.now,
  );
  return parts ? layers.map(({ size }) => (typeof size === 'number' ? Math.log10(size) : NaN)) : [];
}
