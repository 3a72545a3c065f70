import type { LayerNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { formatFigure } from '../../numerics/figures';
import { exchangeFix } from '../fixes/initializer-exchange';
import { onlyBiasesSetAt } from '../analysis/initializer-target';
import { calledName, reportOneCause, type Instance } from '../analysis/one-cause';
import type { Rule } from '../rule';
import { activationsReached, reachedFrom } from '../../network/ways';
import { isExempt, reluFamily } from '../analysis/signal-walk';

export const reluBiasInit: Rule = {
  meta: {
    name: 'relu-bias-init',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'training',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'A hidden ReLU layer starts with a bias that leaves few units active, or all of them linear.',
  },
  onModel(model, context) {
    if (isExempt(model)) return;
    const instances: Instance[] = [];
    for (const node of model.nodes) {
      if (node.kind !== 'layer' || (node.role !== 'linear' && node.role !== 'conv')) continue;
      const start = node.biasInitialization;
      const bias = constantBias(node);
      if (start?.explicit !== true || start.place === undefined || bias === undefined) continue;
      const relu = activationsReached(model, node).find(
        ({ target, between }) =>
          reluFamily.has(target.activation) &&
          between.every((step) => step.kind === 'dropout' || step.kind === 'reshape'),
      );
      // Hidden only: the prior of an output layer is set on purpose.
      if (
        relu === undefined ||
        reachedFrom(model, relu.target).every(({ target }) => target.kind !== 'layer')
      )
        continue;
      const message = messageFor(bias);
      if (message === undefined) continue;
      const fix = onlyBiasesSetAt(model, start.place)
        ? exchangeFix(start, { family: 'zeros' }, context.bindings)
        : undefined;
      instances.push({
        place: calledName(start.place),
        weight: Math.abs(bias),
        layers: 1,
        severity: bias < 0 ? 'warning' : 'hint',
        message,
        related: [{ place: relu.target.place, message: phrase`The ReLU stands here.` }],
        fix,
      });
    }
    // Too low and too high are two causes.
    for (const severity of ['warning', 'hint'] as const)
      reportOneCause(
        model,
        instances.filter((instance) => instance.severity === severity),
        {
          titleForAll: (layers, name) =>
            phrase`Start the biases of all ${layers} layers of ${name} at zero (changes training)`,
        },
        context,
      );
  },
};

function constantBias(layer: LayerNode): number | undefined {
  const start = layer.biasInitialization;
  if (start === undefined) return undefined;
  if (start.initializer === 'ones') return 1;
  const value = start.arguments['value'];
  return start.initializer === 'constant' && typeof value === 'number' ? value : undefined;
}

/** Share of active units at a standard-normal pre-activation: Φ(b), 24 % measured at −1; at −5, 77 % of units were dead. */
function messageFor(bias: number): Phrase | undefined {
  if (bias <= -1) {
    return phrase`A bias of ${formatFigure(bias)} keeps ReLU off: 24 % active at −1, 77 % dead at −5. Start at 0.`;
  }
  if (bias >= 1) {
    return phrase`A bias of ${formatFigure(bias)} keeps most ReLU units on at the start: the layer begins almost linear. 0 is usual.`;
  }
  return undefined;
}
