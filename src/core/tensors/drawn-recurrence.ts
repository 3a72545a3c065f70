/**
 * A recurrent layer over time, on weights that are drawn: what a gate and the past have in common, through biases that are the same at all
 * times, has no closed form, and a layer of some hundred units shows it within a few per cent. Always the same draw, so that figures stay.
 */
import { BoundedCache } from '../bounded-cache';
import type { PointFunction } from './point-function';
import type { Differences, Moments } from './moments';
import type { RecurrentWeights } from './recurrent-weights';

export type RecurrentKind = 'rnn' | 'lstm' | 'gru';

export interface DrawnRecurrence {
  readonly output: Moments;
  /** From the gradient at the outputs to that at the inputs, mean squares for square weights, where it arrives at all positions alike. */
  readonly spread: number;
  /** The same where all positions get the same gradient. */
  readonly even: number;
  /** The same where only the last position gets one. */
  readonly last: number;
}

export const UNITS = 96;
export const MOST_STEPS = 40;
export const SEED = 20261;
const DRAWS = 4;
const remembered = new BoundedCache<DrawnRecurrence>(64);

/** Numbers of N(0, 1), always the same ones. */
export function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

const gatesOf: Readonly<Record<RecurrentKind, number>> = { rnn: 1, lstm: 4, gru: 3 };
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** @param steps how long the sequence is, where that is known */
export function drawnRecurrence(
  kind: RecurrentKind,
  input: Moments,
  weights: RecurrentWeights,
  activation: PointFunction,
  steps: number | undefined,
): DrawnRecurrence {
  const length = Math.max(1, Math.min(steps ?? MOST_STEPS, MOST_STEPS));
  const key = keyOf(kind, input, weights, activation, length);
  return (
    remembered.get(key) ?? remembered.keep(key, new Run(kind, input, weights, activation, length).result())
  );
}

/** Under which a draw is kept. */
export function keyOf(
  kind: RecurrentKind,
  input: Moments,
  { kernel, recurrent, bias, forget }: RecurrentWeights,
  activation: PointFunction,
  length: number,
): string {
  const numbers = [
    input.square,
    input.input,
    input.position,
    input.both,
    kernel,
    recurrent,
    bias,
    forget,
    length,
  ];
  return `${kind} ${activation.key} ${numbers.join(' ')}`;
}

/** One step through time, as mean squares. */
export interface DrawnStep {
  readonly size: number;
  /** The part that depends on the input. */
  readonly signal: number;
  /** At the hidden state, for 1 at the last one. */
  readonly gradient: number;
}

/** The same layer step by step, mean over a few draws of which the first is the one above. */
export function drawnSteps(
  kind: RecurrentKind,
  input: Moments,
  weights: RecurrentWeights,
  activation: PointFunction,
  steps: number,
): readonly DrawnStep[] {
  const key = keyOf(kind, input, weights, activation, steps);
  const before = rememberedSteps.get(key);
  if (before !== undefined) return before;
  const runs = Array.from({ length: DRAWS }, (_, draw) =>
    new Run(kind, input, weights, activation, steps, SEED + draw).steps(),
  );
  const drawn = Array.from({ length: steps }, (_, step) => {
    const mean = (pick: (own: DrawnStep) => number): number =>
      runs.reduce((sum, run) => sum + pick(run[step] ?? NOTHING), 0) / DRAWS;
    return {
      size: mean(({ size }) => size),
      signal: mean(({ signal }) => signal),
      gradient: mean(({ gradient }) => gradient),
    };
  });
  return rememberedSteps.keep(key, drawn);
}

const rememberedSteps = new BoundedCache<readonly DrawnStep[]>(64);

const NOTHING: DrawnStep = { size: NaN, signal: NaN, gradient: NaN };

/** One pair of inputs through one draw of weights. */
export class Run {
  private readonly gates: number;
  private readonly matrix: Float64Array;
  private readonly bias: Float64Array;
  private readonly resetBias: Float64Array;
  private readonly draw: () => number;
  /** States by input, then position: hidden states and what the way back needs of the gates. */
  private readonly hidden: Float64Array[][] = [];
  private readonly cells: Float64Array[] = [];
  private readonly gateValues: Float64Array[] = [];
  private readonly candidates: Float64Array[] = [];

  constructor(
    private readonly kind: RecurrentKind,
    private readonly input: Moments,
    private readonly weights: RecurrentWeights,
    private readonly activation: PointFunction,
    private readonly length: number,
    seed = SEED,
  ) {
    this.draw = normals(seed);
    this.gates = gatesOf[kind];
    const rows = this.gates * UNITS;
    const spread = Math.sqrt(weights.recurrent / UNITS);
    this.matrix = Float64Array.from({ length: rows * UNITS }, () => spread * this.draw());
    // Two biases meet in a gate; a GRU's reset scales one of them.
    const half = Math.sqrt(weights.bias / 2);
    this.bias = Float64Array.from({ length: rows }, () => half * this.draw());
    this.resetBias = Float64Array.from({ length: rows }, () => half * this.draw());
    const arriving = this.arriving(rows);
    for (let copy = 0; copy < 2; copy += 1) this.forward(arriving[copy] ?? [], copy === 0);
  }

  /** What the kernel makes of two inputs: normal numbers that share what the inputs share. */
  private arriving(rows: number): readonly (readonly Float64Array[])[] {
    const { square, input, position, both } = this.input;
    const scale = (part: number): number => Math.sqrt(Math.max(0, this.weights.kernel * part));
    const all = scale(square - both);
    const [samePlace, sameInput, own] = [
      scale(both - input),
      scale(both - position),
      scale(input + position - both),
    ];
    const drawn = (factor: number): Float64Array =>
      factor === 0 ? new Float64Array(rows) : Float64Array.from({ length: rows }, () => factor * this.draw());
    const common = drawn(all);
    const ofInputs = [drawn(sameInput), drawn(sameInput)];
    const result: Float64Array[][] = [[], []];
    for (let step = 0; step < this.length; step += 1) {
      const ofPlace = drawn(samePlace);
      for (const [copy, places] of result.entries()) {
        const rest = drawn(own);
        const ofInput = ofInputs[copy];
        places.push(
          Float64Array.from(
            { length: rows },
            (_, row) => (common[row] ?? 0) + (ofPlace[row] ?? 0) + (ofInput?.[row] ?? 0) + (rest[row] ?? 0),
          ),
        );
      }
    }
    return result;
  }

  private forward(arriving: readonly Float64Array[], keeps: boolean): void {
    const { kind, matrix, bias, resetBias, gates, activation, weights } = this;
    let hidden = new Float64Array(UNITS);
    let cell = new Float64Array(UNITS);
    const states: Float64Array[] = [];
    for (const given of arriving) {
      const past = product(matrix, hidden, gates * UNITS);
      const next = new Float64Array(UNITS);
      const nextCell = new Float64Array(UNITS);
      const values = new Float64Array(gates * UNITS);
      const shown = new Float64Array(UNITS);
      for (let unit = 0; unit < UNITS; unit += 1) {
        const at = (gate: number): number => {
          const row = gate * UNITS + unit;
          return (given[row] ?? 0) + (past[row] ?? 0) + (bias[row] ?? 0) + (resetBias[row] ?? 0);
        };
        if (kind === 'rnn') {
          values[unit] = at(0);
          next[unit] = activation.value(at(0));
        } else if (kind === 'lstm') {
          const [enters, forgets, leaves] = [sigmoid(at(0)), sigmoid(at(1) + weights.forget), sigmoid(at(3))];
          const candidate = Math.tanh(at(2));
          const own = forgets * (cell[unit] ?? 0) + enters * candidate;
          for (const [gate, value] of [enters, forgets, candidate, leaves].entries())
            values[gate * UNITS + unit] = value;
          nextCell[unit] = own;
          shown[unit] = Math.tanh(own);
          next[unit] = leaves * (shown[unit] ?? 0);
        } else {
          const [resets, keepsPast] = [sigmoid(at(0)), sigmoid(at(1))];
          const row = 2 * UNITS + unit;
          const inner = (past[row] ?? 0) + (resetBias[row] ?? 0);
          const candidate = Math.tanh((given[row] ?? 0) + (bias[row] ?? 0) + resets * inner);
          for (const [gate, value] of [resets, keepsPast, candidate].entries())
            values[gate * UNITS + unit] = value;
          shown[unit] = inner;
          next[unit] = (1 - keepsPast) * candidate + keepsPast * (hidden[unit] ?? 0);
        }
      }
      if (keeps) {
        this.gateValues.push(values);
        this.candidates.push(shown);
        this.cells.push(nextCell);
      }
      states.push(next);
      hidden = next;
      cell = nextCell;
    }
    this.hidden.push(states);
  }

  /**
   * Mean square of the gradient at what the kernel gives, for one that arrives as it is told.
   * @param onStep is told the gradient at the hidden state of every step, the last one first
   */
  private backward(
    arrives: (position: number) => Float64Array | undefined,
    onStep?: (meanSquare: number, toGates: Float64Array) => void,
  ): number {
    const { kind, matrix, gates, activation, length } = this;
    let toHidden: Float64Array = new Float64Array(UNITS);
    let toCell: Float64Array = new Float64Array(UNITS);
    let total = 0;
    for (let step = length - 1; step >= 0; step -= 1) {
      const values = this.gateValues[step] ?? new Float64Array(gates * UNITS);
      const shown = this.candidates[step] ?? new Float64Array(UNITS);
      const before = this.hidden[0]?.[step - 1];
      const cellBefore = this.cells[step - 1];
      const own = arrives(step);
      const toGates = new Float64Array(gates * UNITS);
      const toPast = new Float64Array(gates * UNITS);
      const direct = new Float64Array(UNITS);
      const nextCell = new Float64Array(UNITS);
      let atState = 0;
      for (let unit = 0; unit < UNITS; unit += 1) {
        const gradient = (toHidden[unit] ?? 0) + (own?.[unit] ?? 0);
        atState += gradient * gradient;
        const value = (gate: number): number => values[gate * UNITS + unit] ?? 0;
        const set = (gate: number, amount: number, past = amount): void => {
          toGates[gate * UNITS + unit] = amount;
          toPast[gate * UNITS + unit] = past;
        };
        const slope = (gate: number): number => value(gate) * (1 - value(gate));
        if (kind === 'rnn') set(0, gradient * activation.slope(value(0)));
        else if (kind === 'lstm') {
          const [enters, forgets, candidate, leaves] = [value(0), value(1), value(2), value(3)];
          const inside = (toCell[unit] ?? 0) + gradient * leaves * (1 - (shown[unit] ?? 0) ** 2);
          set(0, inside * candidate * slope(0));
          set(1, inside * (cellBefore?.[unit] ?? 0) * slope(1));
          set(2, inside * enters * (1 - candidate ** 2));
          set(3, gradient * (shown[unit] ?? 0) * slope(3));
          nextCell[unit] = inside * forgets;
        } else {
          const [resets, keeps, candidate] = [value(0), value(1), value(2)];
          const inner = gradient * (1 - keeps) * (1 - candidate ** 2);
          set(0, inner * (shown[unit] ?? 0) * slope(0));
          set(1, gradient * ((before?.[unit] ?? 0) - candidate) * slope(1));
          set(2, inner, inner * resets);
          direct[unit] = gradient * keeps;
        }
      }
      onStep?.(atState / UNITS, toGates);
      for (const amount of toGates) total += amount * amount;
      toHidden = transposedProduct(matrix, toPast, gates * UNITS);
      for (let unit = 0; unit < UNITS; unit += 1)
        toHidden[unit] = (toHidden[unit] ?? 0) + (direct[unit] ?? 0);
      toCell = nextCell;
    }
    return (this.weights.kernel * total) / (UNITS * length);
  }

  result(): DrawnRecurrence {
    const vector = (factor: number): Float64Array =>
      Float64Array.from({ length: UNITS }, () => factor * this.draw());
    const same = vector(1);
    const last = vector(Math.sqrt(this.length));
    return {
      output: this.moments(),
      spread: this.backward(() => vector(1)),
      even: this.backward(() => same),
      last: this.backward((position) => (position === this.length - 1 ? last : undefined)),
    };
  }

  /** The gradient at the gates of each position, for one that arrives at the outputs. */
  gatesFor(arriving: readonly Float64Array[]): readonly Float64Array[] {
    const found: Float64Array[] = [];
    this.backward(
      (position) => arriving[position],
      (_, toGates) => found.unshift(toGates),
    );
    return found;
  }

  steps(): readonly DrawnStep[] {
    const start = Float64Array.from({ length: UNITS }, () => this.draw());
    const gradients: number[] = [];
    this.backward(
      (position) => (position === this.length - 1 ? start : undefined),
      (meanSquare) => gradients.unshift(meanSquare),
    );
    const [one = [], other = []] = this.hidden;
    return one.map((state, step) => {
      let [size, apart] = [0, 0];
      for (const [unit, value] of state.entries()) {
        const its = other[step]?.[unit] ?? 0;
        size += (value * value + its * its) / 2;
        apart += (value - its) ** 2 / 2;
      }
      return {
        size: size / UNITS,
        signal: apart / UNITS,
        gradient: (gradients[step] ?? 0) / (gradients.at(-1) ?? 1),
      };
    });
  }

  private moments(): Moments {
    const [one = [], other = []] = this.hidden;
    // Of a long sequence the second half: what it has run into.
    const from = this.length >= MOST_STEPS ? this.length >> 1 : 0;
    const [mine, its] = [one.slice(from), other.slice(from)];
    const count = Math.max(1, mine.length) * UNITS;
    let [square, mean, sameInput, position, both, pairs] = [0, 0, 0, 0, 0, 0];
    for (let unit = 0; unit < UNITS; unit += 1) {
      let [sum, otherSum, own, crossed] = [0, 0, 0, 0];
      for (const [index, state] of mine.entries()) {
        const [value, next] = [state[unit] ?? 0, its[index]?.[unit] ?? 0];
        sum += value;
        otherSum += next;
        own += (value * value + next * next) / 2;
        crossed += value * next;
      }
      square += own;
      mean += (sum + otherSum) / 2;
      sameInput += crossed;
      position += (sum * sum + otherSum * otherSum) / 2 - own;
      both += sum * otherSum - crossed;
    }
    pairs = Math.max(1, mine.length - 1) * count;
    square /= count;
    mean /= count;
    const symmetrical = this.kind !== 'rnn' || Math.abs(mean) < 0.02 * Math.sqrt(square);
    const middle = symmetrical ? 0 : mean;
    const single = mine.length < 2;
    const differences: Differences = {
      input: limited(square - sameInput / count, square),
      position: single ? 0 : limited(square - position / pairs, square),
      both: single ? limited(square - sameInput / count, square) : limited(square - both / pairs, square),
      unit: square - middle ** 2,
      unitAndInput: square - middle ** 2,
    };
    return { mean: middle, square, ...differences };
  }
}

const limited = (difference: number, square: number): number => Math.max(0, Math.min(difference, 2 * square));

function product(matrix: Float64Array, vector: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    const start = row * UNITS;
    for (let column = 0; column < UNITS; column += 1)
      sum += (matrix[start + column] ?? 0) * (vector[column] ?? 0);
    result[row] = sum;
  }
  return result;
}

export function transposedProduct(matrix: Float64Array, vector: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(UNITS);
  for (let row = 0; row < rows; row += 1) {
    const factor = vector[row] ?? 0;
    if (factor === 0) continue;
    const start = row * UNITS;
    for (let column = 0; column < UNITS; column += 1)
      result[column] = (result[column] ?? 0) + factor * (matrix[start + column] ?? 0);
  }
  return result;
}
