import { phrase } from '../../phrase';
import { removal } from '../fixes/activation-edits';
import { kindOfLoss, placeOfMisfit, predictionSource } from '../analysis/losses';
import type { Rule } from '../rule';

export const sigmoidBeforeBceWithLogits: Rule = {
  meta: {
    name: 'sigmoid-before-bce-with-logits',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'loss',
    defaultSeverity: 'error',
    fixable: 'suggestion',
    summary: 'A sigmoid reaches a binary cross-entropy that applies sigmoid itself.',
  },
  onModel(model, context) {
    for (const loss of model.losses) {
      const kind = kindOfLoss(loss);
      if (kind.family !== 'binary' || kind.input !== 'logits') continue;
      const source = predictionSource(model, loss);
      if (source?.kind !== 'activation' || source.activation !== 'sigmoid') continue;
      const edits = removal(source, context.bindings);
      const place = placeOfMisfit(loss, source);
      context.report({
        place,
        severity: model.framework === 'keras' ? 'warning' : 'error',
        // σ(σ(x)) lies in (σ(0), σ(1)) = (0.5, 0.731), so −ln(1 − p) ≥ ln 2 and −ln p ≥ 0.313.
        message: phrase`This loss applies sigmoid itself: squeezed into 0.5 to 0.731, negatives cost at least 0.693, positives 0.313. Pass the logits.`,
        related: [
          place === source.place
            ? { place: loss.place, message: phrase`This loss applies sigmoid to its input itself.` }
            : { place: source.place, message: phrase`The ${source.activation} stands here.` },
        ],
        fixes:
          edits === undefined
            ? []
            : [{ title: phrase`Remove the sigmoid, keep the logits (changes training)`, safe: false, edits }],
      });
    }
  },
};
