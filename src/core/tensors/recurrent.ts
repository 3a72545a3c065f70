/** Recurrent layers over time, to the fixed point that they run into. */
import { activationFunction, pointDifference, pointMoments, type PointFunction } from './point-function';
import type { RecurrentWeights } from './recurrent-weights';
import type { Moments } from './signal';

/** Mean products of the hidden and the cell state: with itself, with another input, another position, both. */
interface State {
  readonly hidden: Pair;
  readonly cell: Pair;
}
/** Mean square, and what the pair does not share of it. */
interface Pair {
  readonly square: number;
  readonly differences: readonly number[];
}

export interface RecurrentResult {
  readonly output: Moments;
  /** What one step back through time multiplies the gradient's mean square by. */
  readonly jacobian: number;
  /** From the gradient at the hidden state to that at the input, mean squares. */
  readonly toInput: number;
  readonly cell: number;
}

/** One step through time, as mean squares. */
export interface TimeStep {
  readonly size: number;
  /** The part that depends on the input. */
  readonly signal: number;
  /** Of the gradient at the state that is carried on what goes straight to the step before, and what goes there through the weights. */
  readonly keeps: number;
  readonly turns: number;
  /** From the gradient at the hidden state to that at the cell; undefined where the hidden state is what is carried on. */
  readonly inward: number | undefined;
  /** Var(w)·fan_in of the recurrent weights. */
  readonly weights: number;
}

const MOST_STEPS = 2_000;
const names = ['input', 'position', 'both'] as const;

function need(id: string): PointFunction {
  const f = activationFunction(id, {});
  if (f === undefined) throw new Error(`The catalogue has no ${id}.`);
  return f;
}

interface Mapped {
  readonly square: number;
  readonly products: readonly number[];
  readonly slope: number;
}

/** E f², the mean products of pairs, and E f′² of a pre-activation. */
function mapped(f: PointFunction, mean: number, { square, differences }: Pair): Mapped {
  const { square: result, slopeSquare } = pointMoments(f, mean, square);
  return {
    square: result,
    products: differences.map(
      (difference) => result - pointDifference(f, mean, square, Math.min(difference, 2 * square)),
    ),
    slope: slopeSquare,
  };
}

const product = (one: Mapped, other: Mapped): Pair =>
  pairOf(
    one.square * other.square,
    one.products.map((own, index) => own * (other.products[index] ?? 0)),
  );
const pairOf = (square: number, products: readonly number[]): Pair => ({
  square,
  differences: products.map((own) => square - own),
});
const plus = (one: Pair, other: Pair): Pair => ({
  square: one.square + other.square,
  differences: one.differences.map((own, index) => own + (other.differences[index] ?? 0)),
});

/**
 * @param steps how long the sequence is, where that is known
 * @param onStep is told of every step; all of them are then made, even behind the fixed point
 */
export function recurrent(
  kind: 'rnn' | 'lstm' | 'gru',
  input: Moments,
  weights: RecurrentWeights,
  activation: PointFunction,
  steps: number | undefined,
  onStep?: (step: TimeStep) => void,
): RecurrentResult {
  const sigmoid = need('sigmoid');
  const tanh = need('tanh');
  const arriving: Pair = {
    square: weights.kernel * input.square + weights.bias,
    differences: names.map((name) => weights.kernel * input[name]),
  };
  const still: Pair = { square: 0, differences: [0, 0, 0] };
  let state: State = { hidden: still, cell: still };
  let [jacobian, toInput] = [0, 0];
  const rounds = Math.min(steps ?? MOST_STEPS, MOST_STEPS);
  for (let step = 0; step < rounds; step += 1) {
    const before = state.hidden.square;
    let [keeps, turns]: [number, number] = [0, 0];
    let toCell: number | undefined;
    const pre = plus(arriving, {
      square: weights.recurrent * state.hidden.square,
      differences: state.hidden.differences.map((own) => weights.recurrent * own),
    });
    if (kind === 'rnn') {
      const hidden = mapped(activation, 0, pre);
      state = { hidden: pairOf(hidden.square, hidden.products), cell: still };
      jacobian = weights.recurrent * hidden.slope;
      toInput = weights.kernel * hidden.slope;
      [keeps, turns] = [0, hidden.slope];
    } else if (kind === 'lstm') {
      const gate = mapped(sigmoid, 0, pre);
      const forget = weights.forget === 0 ? gate : mapped(sigmoid, weights.forget, pre);
      const candidate = mapped(tanh, 0, pre);
      const kept: Mapped = {
        square: forget.square * state.cell.square,
        products: forget.products.map(
          (own, index) => own * (state.cell.square - (state.cell.differences[index] ?? 0)),
        ),
        slope: 0,
      };
      const cell = plus(pairOf(kept.square, kept.products), product(gate, candidate));
      const shown = mapped(tanh, 0, cell);
      const hidden = product(gate, shown);
      // dh → dc through o·tanh′(c), dc → gates; dc runs on along the forget gate.
      const inward = gate.square * shown.slope;
      const alongCell = inward / (1 - Math.min(forget.square, 0.999));
      const gates =
        alongCell *
          (gate.square * candidate.slope + gate.slope * candidate.square + forget.slope * state.cell.square) +
        gate.slope * shown.square;
      jacobian = weights.recurrent * gates;
      toInput = weights.kernel * gates;
      keeps = forget.square;
      turns =
        gate.square * candidate.slope + gate.slope * candidate.square + forget.slope * state.cell.square;
      toCell = inward;
      state = { hidden, cell };
    } else {
      const gate = mapped(sigmoid, 0, pre);
      // The reset gate scales what the candidate sees of the past.
      const past = state.hidden;
      const candidateIn: Pair = {
        square: arriving.square + gate.square * weights.recurrent * past.square,
        differences: arriving.differences.map(
          (own, index) =>
            own +
            gate.square * weights.recurrent * past.square -
            (gate.products[index] ?? 0) * weights.recurrent * (past.square - (past.differences[index] ?? 0)),
        ),
      };
      const candidate = mapped(tanh, 0, candidateIn);
      const hidden = plus(
        product(gate, candidate),
        product(gate, {
          square: past.square,
          products: past.differences.map((own) => past.square - own),
          slope: 0,
        }),
      );
      const gates = gate.square * candidate.slope + gate.slope * (candidate.square + past.square);
      jacobian = gate.square + weights.recurrent * gates * gate.square;
      toInput = weights.kernel * gates;
      const inCandidate = gate.square * candidate.slope;
      const inGate = gate.slope * (candidate.square + past.square);
      keeps = gate.square;
      // The candidate sees the past through the reset gate, and the gate sees it, too.
      turns = inGate + inCandidate * gate.square + inCandidate * gate.slope * weights.recurrent * past.square;
      state = { hidden, cell: still };
    }
    onStep?.({
      size: state.hidden.square,
      signal: state.hidden.differences[0] ?? 0,
      keeps,
      turns,
      inward: toCell,
      weights: weights.recurrent,
    });
    const isSettled = Math.abs(state.hidden.square - before) <= 1e-9 * state.hidden.square && step > 4;
    if (isSettled && onStep === undefined) break;
    if (!Number.isFinite(state.hidden.square)) break;
  }
  const { square, differences } = state.hidden;
  const [own = 0, position = 0, both = 0] = differences;
  const mean =
    kind === 'rnn'
      ? pointMoments(activation, 0, weights.kernel * input.square + weights.recurrent * square + weights.bias)
          .mean
      : 0;
  const unit = square - mean ** 2;
  return {
    output: { mean, square, input: own, position, both, unit, unitAndInput: unit },
    jacobian,
    toInput,
    cell: state.cell.square,
  };
}
