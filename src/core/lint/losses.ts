/** What a loss of the signal graph takes as prediction, and the way back from it. */
import { symbolOf } from '../frameworks';
import type { LossUse, Model, SignalNode } from '../network/graph';
import { isReshaping, sourceOfSignal } from './signal-walk';

/** Kinds of loss that rules tell apart, by canonical qualified name. */
const logitCrossEntropies: ReadonlySet<string> = new Set([
  'torch.nn.CrossEntropyLoss',
  'torch.nn.functional.cross_entropy',
  'tf.nn.softmax_cross_entropy_with_logits',
  'tf.nn.sparse_softmax_cross_entropy_with_logits',
  'optax.losses.softmax_cross_entropy',
  'optax.losses.safe_softmax_cross_entropy',
  'optax.losses.softmax_cross_entropy_with_integer_labels',
]);
const logitBinaryCrossEntropies: ReadonlySet<string> = new Set([
  'torch.nn.BCEWithLogitsLoss',
  'torch.nn.functional.binary_cross_entropy_with_logits',
  'torch.nn.MultiLabelSoftMarginLoss',
  'torch.nn.functional.multilabel_soft_margin_loss',
  'tf.nn.sigmoid_cross_entropy_with_logits',
  'tf.nn.weighted_cross_entropy_with_logits',
  'optax.losses.sigmoid_binary_cross_entropy',
  'optax.losses.sigmoid_focal_loss',
]);
const kerasCategorical: ReadonlySet<string> = new Set([
  'keras.losses.CategoricalCrossentropy',
  'keras.losses.SparseCategoricalCrossentropy',
  'keras.losses.CategoricalFocalCrossentropy',
  'keras.losses.categorical_crossentropy',
  'keras.losses.sparse_categorical_crossentropy',
  'keras.losses.categorical_focal_crossentropy',
]);
const kerasBinary: ReadonlySet<string> = new Set([
  'keras.losses.BinaryCrossentropy',
  'keras.losses.BinaryFocalCrossentropy',
  'keras.losses.binary_crossentropy',
  'keras.losses.binary_focal_crossentropy',
]);

/** `family` is what the loss is about; `input` what it expects: unknown where `from_logits` cannot be told. */
export interface LossKind {
  readonly family: 'categorical' | 'binary' | 'negative-log-likelihood' | 'squared' | 'other';
  readonly input: 'logits' | 'probabilities' | 'log-probabilities' | 'values' | 'unknown';
}

export function kindOfLoss(loss: LossUse): LossKind {
  const name = loss.qualifiedName;
  if (logitCrossEntropies.has(name)) return { family: 'categorical', input: 'logits' };
  if (logitBinaryCrossEntropies.has(name)) return { family: 'binary', input: 'logits' };
  if (kerasCategorical.has(name)) return { family: 'categorical', input: kerasInput(loss) };
  if (kerasBinary.has(name)) return { family: 'binary', input: kerasInput(loss) };
  if (name === 'torch.nn.BCELoss' || name === 'torch.nn.functional.binary_cross_entropy') {
    return { family: 'binary', input: 'probabilities' };
  }
  if (name === 'torch.nn.NLLLoss' || name === 'torch.nn.functional.nll_loss') {
    return { family: 'negative-log-likelihood', input: 'log-probabilities' };
  }
  const symbol = symbolOf(name);
  if (symbol?.role === 'loss' && symbol.expects === 'values') return { family: 'squared', input: 'values' };
  return { family: 'other', input: 'unknown' };
}

function kerasInput(loss: LossUse): LossKind['input'] {
  const fromLogits = loss.arguments['from_logits'];
  if (fromLogits === true) return 'logits';
  // The default is False; an argument that could not be read is absent.
  return fromLogits === false ? 'probabilities' : 'unknown';
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
