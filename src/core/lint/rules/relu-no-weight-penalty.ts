import type { Model, OptimizerUse } from '../../network/graph';
import { phrase } from '../../phrase';
import type { Rule } from '../rule';
import { reluFamily } from '../analysis/signal-walk';
import { own } from '../../own';

export const reluNoWeightPenalty: Rule = {
  meta: {
    name: 'relu-no-weight-penalty',
    frameworks: ['torch', 'keras'],
    category: 'training',
    defaultSeverity: 'off',
    fixable: 'none',
    summary: 'A ReLU network trained with nothing that bounds its weights or activations.',
  },
  onModel(model, context) {
    const relu = model.nodes.find((node) => node.kind === 'activation' && reluFamily.has(node.activation));
    if (relu === undefined || isBounded(model)) return;
    for (const optimizer of model.optimizers) {
      if (decays(optimizer) !== false) continue;
      context.report({
        place: optimizer.place,
        message: phrase`ReLU is unbounded, and nothing keeps weights small: no weight decay, norm or dropout. Weight decay of 1e-4 is usual.`,
        related: [{ place: relu.place, message: phrase`A ReLU of the model stands here.` }],
      });
    }
  },
};

/** A norm, dropout or a Keras regulariser in view. */
function isBounded(model: Model): boolean {
  return model.nodes.some(
    (node) =>
      node.kind === 'norm' ||
      node.kind === 'dropout' ||
      (node.kind === 'layer' &&
        ['kernel_regularizer', 'activity_regularizer'].some((name) => {
          // Absent means that it stands in the code but could not be read.
          const value = own(node.arguments, name);
          return model.framework === 'keras' && value !== null;
        })),
  );
}

/** True or false where the optimiser's arguments tell; undefined where they don't. */
function decays(optimizer: OptimizerUse): boolean | undefined {
  const decay = optimizer.arguments['weight_decay'];
  if (decay === null) return false;
  return typeof decay === 'number' ? decay > 0 : undefined;
}
