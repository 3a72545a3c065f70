import { phrase } from '../../phrase';
import { kindOfLoss, predictionSource } from '../losses';
import type { Rule } from '../rule';
import { isTransparent, sourceOfSignal } from '../signal-walk';

export const lossOutputMismatch: Rule = {
  meta: {
    name: 'loss-output-mismatch',
    frameworks: ['keras', 'tensorflow'],
    category: 'loss',
    defaultSeverity: 'warning',
    fixable: 'none',
    summary: 'Sigmoid outputs with a categorical cross-entropy, or softmax outputs with a binary one.',
  },
  onModel(model, context) {
    if (model.framework !== 'keras' && model.framework !== 'tensorflow') return;
    if (model.outputs.length > 1) return;
    for (const loss of model.losses) {
      const kind = kindOfLoss(loss);
      if (kind.input !== 'probabilities') continue;
      const source = predictionSource(model, loss);
      if (source?.kind !== 'activation') continue;
      const input = source.inputs[0] === undefined ? undefined : model.nodes[source.inputs[0]];
      const layer = input === undefined ? undefined : sourceOfSignal(model, input, isTransparent);
      const units = layer?.kind === 'layer' ? layer.width : undefined;
      if (units === undefined || units < 2) continue;
      const message =
        source.activation === 'sigmoid' && kind.family === 'categorical'
          ? phrase`Categorical cross-entropy expects ${String(units)} probabilities that sum to 1; these sigmoids are independent. Use softmax, or binary cross-entropy.`
          : source.activation === 'softmax' && kind.family === 'binary'
            ? phrase`Binary cross-entropy treats ${String(units)} outputs as independent; softmax makes them compete. Use categorical cross-entropy, or sigmoid.`
            : undefined;
      if (message === undefined) continue;
      context.report({
        place: loss.place,
        message,
        related: [{ place: source.place, message: phrase`The output's ${source.activation} stands here.` }],
      });
    }
  },
};
