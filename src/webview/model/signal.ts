/** The signal of a model as lines over its layers, on a logarithmic scale. */
import type { Direction, Figure, SignalLayer, SignalModel } from '../../protocol';
import type { Range } from './range';

export const directions: readonly Direction[] = ['forward', 'backward'];

/** A line beside the one there is: what suggestions lead to, what one tries out, what a run measured. Figures by layer. */
export interface Companion {
  readonly kind: 'recommended' | 'what-if' | 'measured';
  /** For the legend where there are several of a kind. */
  readonly name: string;
  readonly forward: readonly Figure[];
  readonly backward: readonly Figure[];
}

/** Everything that is drawn beside the model as it is. */
export function companionsOf(
  { recommended }: SignalModel,
  beside: readonly Companion[],
): readonly Companion[] {
  const named: readonly Companion[] =
    recommended === null
      ? []
      : [
          {
            kind: 'recommended',
            name: '',
            forward: recommended.forward,
            backward: recommended.backward,
          },
        ];
  return [...named, ...beside];
}

/** log₁₀ of a figure: NaN where it is unknown, −∞ where nothing is left, ∞ where it left float64. */
export function logarithm(figure: Figure | undefined): number {
  if (figure === undefined || figure === 'unknown') return NaN;
  return figure === 'not-finite' ? Infinity : Math.log10(Math.max(0, figure));
}

export function logarithms(layers: readonly SignalLayer[], direction: Direction): readonly number[] {
  return layers.map((layer) => logarithm(layer[direction].now));
}

/** What stays at 1 needs no more room above it than a point does. */
const ROOM = 0.3;

/** Whole decades, one below 1 at least, at most what float64 holds; above 1 only where something is. */
export function decades(lines: readonly (readonly number[])[]): Range {
  const known = lines.flat().filter(Number.isFinite);
  const most = known.reduce((one, other) => Math.max(one, other), 0);
  return {
    min: Math.floor(known.reduce((least, value) => Math.min(least, value), -1)),
    max: most <= ROOM / 2 ? ROOM : Math.ceil(most),
  };
}

/** Indices of the layers that the line runs through: the trunk, or all of a model that has none. */
export function trunkIn(layers: readonly SignalLayer[]): readonly number[] {
  const indices = [...layers.keys()];
  const trunk = indices.filter((index) => layers[index]?.trunk === true);
  return trunk.length > 0 ? trunk : indices;
}

/** Whether the line goes on between two layers of the trunk: where the walk stopped it begins anew, and the head stands apart. */
export function continues(
  layers: readonly SignalLayer[],
  direction: Direction,
  from: number,
  to: number,
): boolean {
  const [here, next] = [layers[from], layers[to]];
  return (
    here !== undefined &&
    next !== undefined &&
    here.head === next.head &&
    here[direction].stretch === next[direction].stretch
  );
}

/** Whether a line has a point at all. */
export function isKnown({ layers }: SignalModel, direction: Direction): boolean {
  return layers.some((layer) => layer[direction].now !== 'unknown');
}

/** Index of the layer whose figure stands for the model: forward the last hidden one, backward the first. */
export function decisive({ layers }: SignalModel, direction: Direction): number | undefined {
  const trunk = trunkIn(layers);
  if (direction === 'backward') return trunk[0];
  return trunk.filter((index) => layers[index]?.head === false).at(-1) ?? trunk.at(-1);
}

/** What became of the signal: forward behind the last hidden layer, where the input's is 1; backward at the first, where the output's is 1. */
export function outcome(model: SignalModel, direction: Direction): Figure {
  const layer = model.layers[decisive(model, direction) ?? -1];
  return layer?.[direction].stretch === 0 ? layer[direction].now : 'unknown';
}

/** log₁₀ of the size of what layers pass on, where it parts from the signal; empty where it does not. */
export function sizes(layers: readonly SignalLayer[]): readonly number[] {
  const parts = layers.some(
    ({ size, forward }) =>
      typeof size === 'number' && typeof forward.now === 'number' && size > 1.5 * forward.now,
  );
  return parts ? layers.map(({ size }) => logarithm(size)) : [];
}

/** The line of code of a layer: `24` of `model.py:24`. */
export function lineOf({ origin }: SignalLayer): string {
  return /:(\d+)$/.exec(origin?.label ?? '')?.[1] ?? '';
}
