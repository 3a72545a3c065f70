/** What a recurrent layer does over time: signal and size of its state step by step, and the gradient of the last one on its way back. */
import type { LayerNode, Model } from '../network/graph';
import { shapeOf, signalOf } from '../tensors';
import { positionsOf } from '../tensors/axis';
import { drawnRecurrence, drawnSteps } from '../tensors/drawn-recurrence';
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

/** How long sequences are taken to be where the code does not say. */
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
  // Of several layers the last is shown, which takes what those below it give.
  for (const part of weights.layers.slice(0, -1))
    moments = drawnRecurrence(kind, moments, part, activation, length).output;
  const steps = drawnSteps(kind, moments, last, activation, length);
  return {
    signal: steps.map(({ signal }) => Math.sqrt(signal)),
    size: steps.map(({ size }) => Math.sqrt(size)),
    gradient: steps.map(({ gradient }) => Math.sqrt(gradient)),
    isLengthKnown: known !== undefined,
  };
}
