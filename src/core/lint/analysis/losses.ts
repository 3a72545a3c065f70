/** What a loss of the signal graph takes as prediction, and the way back from it. */
import { symbolOf } from '../../frameworks';
import type { LossSymbol } from '../../frameworks/symbol';
import type { ActivationNode, LayerNode, LossUse, Model, SignalNode, WrittenLoss } from '../../network/graph';
import { samePlace } from '../../python/place';
import type { Place } from '../../python/syntax';
import { enclosing, expressionAt } from '../../python/walk';
import { isReshaping, isTransparent, sourceOfSignal } from './signal-walk';

/** `family` is what the loss is about; `input` what it expects: unknown where `from_logits` cannot be told. */
export interface LossKind {
  readonly family: NonNullable<LossSymbol['family']> | 'squared' | 'other';
  readonly input:
    'logits' | 'probabilities' | 'log-probabilities' | 'rate' | 'log-rate' | 'values' | 'unknown';
}

/** A sum of y·log(p) alone may be any likelihood, one over several independent units included. */
const written: Readonly<Record<WrittenLoss, LossKind>> = {
  squared_error: { family: 'squared', input: 'values' },
  absolute_error: { family: 'squared', input: 'values' },
  cross_entropy: { family: 'negative-log-likelihood', input: 'unknown' },
  // Of y·log_softmax(x) the x are scores.
  softmax_cross_entropy: { family: 'categorical', input: 'logits' },
  binary_cross_entropy: { family: 'binary', input: 'probabilities' },
};

/** What the tables say of a loss, in the words that rules tell apart. */
export function kindOfLoss(loss: LossUse): LossKind {
  if (loss.written !== undefined) return written[loss.written];
  const symbol = symbolOf(loss.qualifiedName);
  if (symbol?.role !== 'loss') return { family: 'other', input: 'unknown' };
  const { expects, family } = symbol;
  if (expects === 'values') return { family: 'squared', input: 'values' };
  return family === undefined
    ? { family: 'other', input: 'unknown' }
    : { family, input: inputOf(symbol, loss) };
}

function inputOf({ expects }: LossSymbol, loss: LossUse): LossKind['input'] {
  switch (expects) {
    case 'logits':
    case 'probabilities':
    case 'log-probabilities':
      return expects;
    case 'probabilities; logits if from_logits=True': {
      const fromLogits = loss.arguments['from_logits'];
      if (fromLogits === true) return 'logits';
      // The default is False; an argument that could not be read is absent.
      return fromLogits === false ? 'probabilities' : 'unknown';
    }
    case 'rate (positive, not log)':
      return 'rate';
    case 'log-rate':
      return 'log-rate';
    case 'log-rate; rate if log_input=False': {
      const isLogarithm = loss.arguments['log_input'];
      return isLogarithm === true ? 'log-rate' : isLogarithm === false ? 'rate' : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** The node whose output a loss takes: the one that the graph names, else the model's only output. Alternatives decide nothing. */
export function predictionOf(model: Model, loss: LossUse): SignalNode | undefined {
  const candidates = loss.predictions.length === 0 ? model.outputs : loss.predictions;
  const [index] = candidates;
  return candidates.length === 1 && index !== undefined ? model.nodes[index] : undefined;
}

/** Back from a loss through reshapes: the step that gave the prediction its values. */
export function predictionSource(model: Model, loss: LossUse): SignalNode | undefined {
  const prediction = predictionOf(model, loss);
  return prediction === undefined ? undefined : sourceOfSignal(model, prediction, isReshaping);
}

/** Where a loss is given what it does not take: at its call, where the one that is constructed serves other calls, too. */
export const placeOfLoss = ({ place, callPlace, isShared }: LossUse): Place =>
  isShared === true ? (callPlace ?? place) : place;

/**
 * Where an activation and a loss that do not fit are told. One that a function makes for several callers may be right for the others: there
 * the loss is the place.
 */
export function placeOfMisfit(loss: LossUse, { place, isShared }: ActivationNode): Place {
  const expression = isShared === true ? expressionAt(place) : undefined;
  if (expression === undefined) return place;
  const around = enclosing(expression);
  // A class is one network, however often it is made.
  if (around.some(({ kind }) => kind === 'Class')) return place;
  const own = loss.callPlace ?? loss.place;
  const isWithin = around.some(
    ({ kind, start, end }) =>
      kind === 'Function' && own.unit === place.unit && start <= own.start && own.end <= end,
  );
  return isWithin ? place : own;
}

/** The layer whose features a prediction has, back through activations and what leaves features alone. */
export function featureLayer(model: Model, from: SignalNode): LayerNode | undefined {
  const layer = sourceOfSignal(model, from, (node) => node.kind === 'activation' || isTransparent(node));
  return layer?.kind === 'layer' ? layer : undefined;
}

/** Whether a model gives several things: what a script calls again gives the same. */
export function hasSeveralOutputs({ nodes, outputs }: Model): boolean {
  const [first, ...others] = outputs.flatMap((output) => {
    const node = nodes[output];
    return node === undefined ? [] : [node.callPlace ?? node.place];
  });
  return first !== undefined && others.some((place) => !samePlace(place, first));
}
