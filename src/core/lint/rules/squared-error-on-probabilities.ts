import { featureLayer, hasSeveralOutputs, placeOfLoss, predictionSource } from '../analysis/losses';
import type { ActivationNode, LossUse, Model, TargetUse } from '../../network/graph';
import { phrase } from '../../phrase';
import type { Rule } from '../rule';

/** Distances between values; a divergence or a likelihood is another matter. */
const distances =
  /(?:MSELoss|L1Loss|HuberLoss|mse_loss|l1_loss|huber_loss|huber|mean_squared_error|mean_absolute_error|absolute_difference|squared_error|l2_loss|MeanSquaredError|MeanAbsoluteError|Huber|[Pp]oisson)$/;

const isDistance = ({ qualifiedName, written }: LossUse): boolean =>
  written === 'squared_error' || written === 'absolute_error' || distances.test(qualifiedName);

export const squaredErrorOnProbabilities: Rule = {
  meta: {
    name: 'squared-error-on-probabilities',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'loss',
    defaultSeverity: 'information',
    fixable: 'none',
    summary: 'A squared error compares softmax outputs: confident mistakes get hardly any gradient.',
  },
  onModel(model, context) {
    if (hasSeveralOutputs(model)) return;
    for (const loss of model.losses) {
      if (!isDistance(loss)) continue;
      const source = predictionSource(model, loss);
      if (source?.kind !== 'activation') continue;
      if (source.activation === 'sigmoid' && loss.targets?.some(areLabels) === true) {
        context.report({
          place: placeOfLoss(loss),
          severity: 'hint',
          message: phrase`Squared error of class labels on sigmoid: where it is wrong and sure, its gradient vanishes. Use binary cross-entropy.`,
          related: [{ place: source.place, message: phrase`The output's ${source.activation} stands here.` }],
        });
        continue;
      }
      if (!isClassifier(model, loss, source)) continue;
      context.report({
        place: placeOfLoss(loss),
        message: phrase`Squared error on softmax: where a class is wrong with p near 1, its gradient is near 0. Use cross-entropy.`,
        related: [{ place: source.place, message: phrase`The output's ${source.activation} stands here.` }],
      });
    }
  },
};

const areLabels = ({ facts: { form } }: TargetUse): boolean =>
  form === 'indices' || form === 'one-hot' || form === 'multi-hot';

/** Softmax over two classes or more, compared with something that is no model's output: that would be a distance of two beliefs. */
function isClassifier(model: Model, loss: LossUse, source: ActivationNode): boolean {
  if (source.activation !== 'softmax' || loss.isTargetComputed === true) return false;
  const layer = featureLayer(model, source);
  return layer !== undefined && layer.width !== 1;
}
