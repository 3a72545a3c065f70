import { symbolOf } from '../../frameworks';
import type { LossUse, Model, SignalNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import { appendArgument } from '../argument-edits';
import { kindOfLoss, predictionSource } from '../losses';
import type { LossKind } from '../losses';
import type { Fix, Rule } from '../rule';
import { own } from '../../own';

export const probabilityLossWrongInput: Rule = {
  meta: {
    name: 'probability-loss-wrong-input',
    frameworks: ['torch', 'keras', 'tensorflow'],
    category: 'loss',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary:
      'A loss that wants probabilities gets raw outputs, or one that wants log-probabilities gets something else.',
  },
  onModel(model, context) {
    for (const loss of model.losses) {
      const kind = kindOfLoss(loss);
      const source = predictionSource(model, loss);
      const mistake = source === undefined ? undefined : mistakeOf(kind, source);
      if (source === undefined || mistake === undefined) continue;
      const keras = model.framework === 'keras' || model.framework === 'tensorflow';
      context.report({
        place: loss.place,
        severity: keras ? 'warning' : 'error',
        message: mistake,
        related: [{ place: source.place, message: phrase`The prediction comes from here.` }],
        fixes: fixFor(model, loss, kind, source),
      });
    }
  },
};

function mistakeOf(kind: LossKind, source: SignalNode): Phrase | undefined {
  const linear = source.kind === 'layer' && (source.role === 'linear' || source.role === 'conv');
  const activation = source.kind === 'activation' ? source.activation : undefined;
  if (kind.input === 'probabilities') {
    if (linear)
      return kind.family === 'overlap'
        ? phrase`This loss takes probabilities, and the prediction is a layer's raw output, which leaves [0, 1].`
        : phrase`This loss takes probabilities; a layer's raw output leaves [0, 1], and its logarithm is clipped or NaN.`;
    if (activation === 'log_softmax' || activation === 'log_sigmoid') {
      return phrase`This loss takes probabilities and gets log-probabilities, which are never positive.`;
    }
  }
  if (kind.input === 'log-probabilities') {
    if (activation === 'softmax' || activation === 'sigmoid') {
      return kind.family === 'negative-log-likelihood'
        ? phrase`This loss takes log-probabilities and gets probabilities: without the logarithm it is −p, and gradients vanish for wrong classes.`
        : phrase`This loss takes log-probabilities and gets probabilities: the logarithm is missing.`;
    }
    if (linear)
      return phrase`This loss takes log-probabilities and gets raw outputs: it is unbounded below, and training only makes them grow.`;
  }
  return undefined;
}

/** Losses that take raw outputs, by the loss that was given them. */
const torchLogitForms: Readonly<Record<string, string>> = {
  'torch.nn.BCELoss': 'BCEWithLogitsLoss',
  'torch.nn.functional.binary_cross_entropy': 'binary_cross_entropy_with_logits',
  'torch.nn.NLLLoss': 'CrossEntropyLoss',
  'torch.nn.NLLLoss2d': 'CrossEntropyLoss',
  'torch.nn.functional.nll_loss': 'cross_entropy',
};

function fixFor(model: Model, loss: LossUse, kind: LossKind, source: SignalNode): readonly Fix[] {
  if (source.kind !== 'layer') return [];
  const expression = expressionAt(loss.place);
  if (expression?.kind !== 'Call') return [];
  if (model.framework === 'torch') {
    const name = own(torchLogitForms, loss.qualifiedName);
    if (name === undefined || expression.callee.kind !== 'Attribute') return [];
    const place = { unit: expression.unit, start: expression.callee.nameStart, end: expression.callee.end };
    return [
      {
        title: phrase`Use ${name} (changes training)`,
        safe: false,
        edits: [{ kind: 'replace', place, newText: name }],
      },
    ];
  }
  // Only a cross-entropy has that argument.
  const takesLogits = symbolOf(loss.qualifiedName)?.parameters.some(({ name }) => name === 'from_logits');
  if (kind.input !== 'probabilities' || takesLogits !== true) return [];
  return [
    {
      title: phrase`Add from_logits=True (changes training)`,
      safe: false,
      edits: [appendArgument(expression, 'from_logits=True')],
    },
  ];
}
