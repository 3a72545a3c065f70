/** What a recurrent layer does over time: signal and size of its state step by step, and the gradient of the last one on its way back. */
import type { LayerNode, Model } from '../network/graph';
import { shapeOf, signalOf } from '../tensors';
import { positionsOf } from '../tensors/forward';
import { recurrent, type TimeStep } from '../tensors/recurrent';
import { recurrentWeights } from '../tensors/recurrent-weights';

export interface OverTime {
  /** RMS by step, for the layer's input as it is. */
  readonly signal: readonly number[];
  readonly size: readonly number[];
  /** RMS by step, for 1 at the last one. */
  readonly gradient: readonly number[];
  /** Whether the code says how long sequences are. */
  readonly isLengthKnown: boolean;
}

/** Where the code does not say. */
const USUAL_LENGTH = 50;
const MOST_STEPS = 200;

/** Undefined for a layer without steps, and where its input or its weights are not known. */
export function overTime(model: Model, layer: LayerNode): OverTime | undefined {
  if (layer.role !== 'recurrent') return undefined;
  const input = signalOf(model).moments(layer.inputs[0] ?? -1);
  const weights = recurrentWeights(layer);
  const last = weights?.layers.at(-1);
  if (input === undefined || weights === undefined || last === undefined) return undefined;
  const positions = positionsOf(shapeOf(model, layer.inputs[0] ?? -1));
  const known = positions === undefined || positions < 2 ? undefined : positions;
  const length = Math.min(known ?? USUAL_LENGTH, MOST_STEPS);
  const { kind, activation } = weights;
  let { moments } = input;
  // Of several layers the last is shown, which takes what those below it have settled at.
  for (const part of weights.layers.slice(0, -1))
    moments = recurrent(kind, moments, part, activation, length).output;
  const steps: TimeStep[] = [];
  recurrent(kind, moments, last, activation, length, (step) => {
    steps.push(step);
  });
  return {
    signal: steps.map(({ signal }) => Math.sqrt(Math.max(0, signal))),
    size: steps.map(({ size }) => Math.sqrt(size)),
    gradient: gradientsIn(steps),
    isLengthKnown: known !== undefined,
  };
}

/**
 * Of the gradient of the last state at each step. Every step's weights are the same ones, so all ways that go through them equally often
 * add up; those that go through them another number of times have nothing in common with these.
 */
function gradientsIn(steps: readonly TimeStep[]): readonly number[] {
  const found: number[] = [];
  // By how often a way went through the weights: its part of the state that is carried on, and of the hidden one.
  let carried: readonly number[] = [1];
  let hidden: readonly number[] = [1];
  for (const [index, { keeps, turns, inward, weights }] of [...steps].reverse().entries()) {
    found.push(Math.sqrt(hidden.reduce((sum, part, times) => sum + part ** 2 * weights ** times, 0)));
    const isCell = inward !== undefined;
    const total = isCell
      ? (index === 0 ? [0] : carried).map((own, times) => own + Math.sqrt(inward) * (hidden[times] ?? 0))
      : carried;
    const turned = [0, ...total.map((part) => part * Math.sqrt(turns))];
    const kept = [...total.map((part) => part * Math.sqrt(keeps)), 0];
    carried = isCell ? kept : kept.map((part, times) => part + (turned[times] ?? 0));
    hidden = isCell ? turned : carried;
  }
  return found.reverse();
}
