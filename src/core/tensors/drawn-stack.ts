/** The way back through recurrent layers on top of each other, on weights that are drawn. */
import { BoundedCache } from '../bounded-cache';
import {
  MOST_STEPS,
  Run,
  SEED,
  UNITS,
  keyOf,
  normals,
  transposedProduct,
  type RecurrentKind,
} from './drawn-recurrence';
import type { Moments } from './moments';
import type { PointFunction } from './point-function';
import type { RecurrentWeights } from './recurrent-weights';

/** Where a gradient arrives: at the last states, at the last position alone, at all of them the same, or at each one of its own. */
export type Arrival = 'state' | 'last' | 'even' | 'spread';

/** A layer of a stack, and what goes into it. */
export interface StackedLayer {
  readonly input: Moments;
  readonly weights: RecurrentWeights;
}

/**
 * The gradient's mean square at what goes into a stack, for 1 at what comes out and square weights: what an upper layer sends down goes along with
 * itself from position to position, as the gates that it comes through do.
 */
export function drawnStack(
  kind: RecurrentKind,
  layers: readonly StackedLayer[],
  activation: PointFunction,
  steps: number | undefined,
  { arrival, directions }: { readonly arrival: Arrival; readonly directions: 1 | 2 },
): number {
  const length = Math.max(1, Math.min(steps ?? MOST_STEPS, MOST_STEPS));
  const key = [
    arrival,
    directions,
    ...layers.map(({ input, weights }) => keyOf(kind, input, weights, activation, length)),
  ].join(' ');
  const before = rememberedStacks.get(key);
  if (before !== undefined) return before;
  let total = 0;
  for (let draw = 0; draw < STACK_DRAWS; draw += 1) {
    const draws = normals(SEED + 31 * draw);
    const seed = SEED + 1009 * draw;
    let gates: readonly (readonly Float64Array[])[] = [];
    for (const [depth, { input, weights }] of [...layers].reverse().entries()) {
      const above = layers[layers.length - depth];
      const arriving = (direction: number): readonly Float64Array[] =>
        above === undefined
          ? fromOutside(arrival, length, { direction, draw: draws })
          : fromAbove(gates, above.weights.kernel / directions, direction, draws);
      gates = Array.from({ length: directions }, (_, direction) =>
        new Run(kind, input, weights, activation, length, seed + 7 * depth + direction).gatesFor(
          arriving(direction),
        ),
      );
    }
    const squares = gates.flat().reduce((sum, own) => sum + own.reduce((all, x) => all + x * x, 0), 0);
    total += ((layers[0]?.weights.kernel ?? 0) * squares) / (directions * UNITS * length);
  }
  return rememberedStacks.keep(key, total / STACK_DRAWS);
}

const STACK_DRAWS = 2;
const rememberedStacks = new BoundedCache<number>(64);

/** In the order in which the direction runs: the last position is where the second one begins. */
function fromOutside(
  arrival: Arrival,
  length: number,
  { direction, draw }: { readonly direction: number; readonly draw: () => number },
): readonly Float64Array[] {
  const at = arrival === 'last' && direction === 1 ? 0 : length - 1;
  const vector = (factor: number): Float64Array =>
    Float64Array.from({ length: UNITS }, () => factor * draw());
  const same = vector(1);
  return Array.from({ length }, (_, position) =>
    arrival === 'even'
      ? same
      : arrival === 'spread'
        ? vector(1)
        : vector(position === at ? Math.sqrt(length) : 0),
  );
}

/** Through the kernels of both directions above, of which each runs through time its own way. @param kernel Var(w)·units */
function fromAbove(
  gates: readonly (readonly Float64Array[])[],
  kernel: number,
  direction: number,
  draw: () => number,
): readonly Float64Array[] {
  const length = gates[0]?.length ?? 0;
  const result = Array.from({ length }, () => new Float64Array(UNITS));
  for (const [other, own] of gates.entries()) {
    const rows = own[0]?.length ?? 0;
    const spread = Math.sqrt(kernel / UNITS);
    const matrix = Float64Array.from({ length: rows * UNITS }, () => spread * draw());
    for (const [step, toGates] of own.entries()) {
      const sum = result[other === direction ? step : length - 1 - step];
      const sent = transposedProduct(matrix, toGates, rows);
      for (let unit = 0; sum !== undefined && unit < UNITS; unit += 1)
        sum[unit] = (sum[unit] ?? 0) + (sent[unit] ?? 0);
    }
  }
  return result;
}
