import { expressionAt } from '../../python/walk';
import type { OptimizerUse } from '../../network/graph';
import { phrase } from '../../phrase';
import type { Rule } from '../rule';
import { sourceOf } from '../source';

export const preluWeightDecay: Rule = {
  meta: {
    name: 'prelu-weight-decay',
    frameworks: ['torch'],
    category: 'training',
    defaultSeverity: 'information',
    fixable: 'none',
    summary: 'Weight decay pulls the learned slope of PReLU towards 0, that is, towards ReLU.',
  },
  onModel(model, context) {
    if (model.framework !== 'torch') return;
    const prelu = model.nodes.find((node) => node.kind === 'activation' && node.activation === 'prelu');
    if (prelu === undefined) return;
    for (const optimizer of model.optimizers) {
      const decay = optimizer.arguments['weight_decay'];
      if (typeof decay !== 'number' || decay <= 0 || !decaysEverything(optimizer)) continue;
      context.report({
        place: optimizer.place,
        message: phrase`weight_decay=${String(decay)} applies to all parameters and pulls PReLU's learned slope to 0, so it becomes ReLU. PyTorch advises against it: put the slopes in a parameter group without decay.`,
        related: [{ place: prelu.place, message: phrase`The PReLU stands here.` }],
      });
    }
  },
};

/** `model.parameters()` as it is; parameter groups and filters are somebody's choice. */
function decaysEverything(optimizer: OptimizerUse): boolean {
  const call = expressionAt(optimizer.place);
  const first = call?.kind === 'Call' ? call.arguments[0] : undefined;
  return first?.value.kind === 'Call' && /\.parameters\(\s*\)$/.test(sourceOf(first.value));
}
