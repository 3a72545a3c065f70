import type { Model, OptimizerUse } from '../../network/graph';
import { phrase } from '../../phrase';
import { formatFigure } from '../figures';
import type { Rule, Severity } from '../rule';
import { reluFamily } from '../signal-walk';

const adaptive =
  /\.(?:Adam|AdamW|Adamax|NAdam|Nadam|RAdam|AMSGrad|RMSprop|adam|adamw|adamax|nadam|radam|rmsprop)$/;
const plain = /\.(?:SGD|sgd)$/;

export const highLearningRateRelu: Rule = {
  meta: {
    name: 'high-learning-rate-relu',
    frameworks: ['torch', 'keras'],
    category: 'training',
    defaultSeverity: 'information',
    fixable: 'none',
    summary:
      'A learning rate that kills ReLU units: a large step pushes them below 0 for every input, for good.',
  },
  onModel(model, context) {
    const relu = firstRelu(model);
    if (relu === undefined) return;
    for (const optimizer of model.optimizers) {
      const rate = learningRate(optimizer);
      const severity = rate === undefined ? undefined : severityOf(optimizer.qualifiedName, rate);
      if (rate === undefined || severity === undefined) continue;
      const name = optimizer.qualifiedName.slice(optimizer.qualifiedName.lastIndexOf('.') + 1);
      context.report({
        place: optimizer.place,
        severity,
        message: phrase`A learning rate of ${formatFigure(rate)} is high for ${name} with ReLU: large steps push units below 0 for every input, and they never come back. ${adaptive.test(optimizer.qualifiedName) ? phrase`Usual values are 1e-4 to 3e-3.` : phrase`Usual values are 0.01 to 0.1.`}`,
        related: [{ place: relu.place, message: phrase`A ReLU of the model stands here.` }],
      });
    }
  },
};

/** Without normalisation only: a norm brings units back into range. */
function firstRelu(model: Model): Model['nodes'][number] | undefined {
  if (model.nodes.some((node) => node.kind === 'norm')) return undefined;
  return model.nodes.find(
    (node) => node.kind === 'activation' && node.activation === 'relu' && reluFamily.has(node.activation),
  );
}

function learningRate(optimizer: OptimizerUse): number | undefined {
  const value = optimizer.arguments['lr'] ?? optimizer.arguments['learning_rate'];
  return typeof value === 'number' ? value : undefined;
}

function severityOf(name: string, rate: number): Severity | undefined {
  if (adaptive.test(name)) return rate >= 0.1 ? 'warning' : rate >= 0.01 ? 'information' : undefined;
  if (plain.test(name)) return rate >= 1 ? 'warning' : undefined;
  return undefined;
}
