import type { ActivationNode, LayerNode, Model } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { removal } from '../fixes/activation-edits';
import { formatFigure } from '../../numerics/figures';
import { kindOfLoss, placeOfMisfit, predictionSource } from '../analysis/losses';
import type { Rule } from '../rule';
import { isTransparent, sourceOfSignal } from '../analysis/signal-walk';

export const softmaxBeforeCrossEntropy: Rule = {
  meta: {
    name: 'softmax-before-cross-entropy',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'loss',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary: 'A softmax reaches a cross-entropy that applies softmax itself: the loss cannot come near 0.',
  },
  onModel(model, context) {
    for (const loss of model.losses) {
      const kind = kindOfLoss(loss);
      if (kind.family !== 'categorical' || kind.input !== 'logits') continue;
      const source = predictionSource(model, loss);
      if (source?.kind !== 'activation') continue;
      const edits = removal(source, context.bindings);
      const fixes =
        edits === undefined
          ? []
          : [{ title: phrase`Remove the softmax, keep the logits (changes training)`, safe: false, edits }];
      const place = placeOfMisfit(loss, source);
      const related = [
        place === source.place
          ? { place: loss.place, message: phrase`This loss applies log-softmax to its input itself.` }
          : { place: source.place, message: phrase`The ${source.activation} stands here.` },
      ];
      if (source.activation === 'softmax') {
        context.report({
          place,
          severity: model.framework === 'keras' ? 'warning' : 'error',
          message: doubled(model, source),
          related,
          fixes,
        });
      } else if (source.activation === 'log_softmax') {
        context.report({
          place: source.place,
          severity: 'hint',
          message: phrase`Cross-entropy applies log-softmax itself: twice changes nothing. Pass the logits, or use the negative log-likelihood.`,
          related,
          fixes: edits === undefined ? [] : [{ title: phrase`Remove the log-softmax`, safe: true, edits }],
        });
      }
    }
  },
};

/** With probabilities for logits the loss is at least ln(1 + (C − 1)/e) for C classes. */
function doubled(model: Model, softmax: ActivationNode): Phrase {
  const classes = classCount(model, softmax);
  if (classes === undefined || classes < 2)
    return phrase`This cross-entropy applies softmax itself; of a softmax its loss stays far above 0. Pass the logits.`;
  const floor = Math.log(1 + (classes - 1) / Math.E);
  return phrase`This cross-entropy applies softmax itself: with ${String(classes)} classes its loss cannot fall below ${formatFigure(floor)}. Pass the logits.`;
}

function classCount(model: Model, softmax: ActivationNode): number | undefined {
  const [input] = softmax.inputs;
  const start = input === undefined ? undefined : model.nodes[input];
  const source: LayerNode | undefined | ReturnType<typeof sourceOfSignal> =
    start === undefined ? undefined : sourceOfSignal(model, start, isTransparent);
  return source?.kind === 'layer' ? source.width : undefined;
}
