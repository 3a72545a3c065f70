/** What a loss of the signal graph takes as prediction, and the way back from it. */
import { symbolOf } from '../frameworks';
import type { LossSymbol } from '../frameworks/symbol';
import type { LossUse, Model, SignalNode } from '../network/graph';
import { isReshaping, sourceOfSignal } from './signal-walk';

/** `family` is what the loss is about; `input` what it expects: unknown where `from_logits` cannot be told. */
export interface LossKind {
  readonly family: NonNullable<LossSymbol['family']> | 'squared' | 'other';
  readonly input: 'logits' | 'probabilities' | 'log-probabilities' | 'values' | 'unknown';
}

/** What the tables say of a loss, in the words that rules tell apart. */
export function kindOfLoss(loss: LossUse): LossKind {
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
