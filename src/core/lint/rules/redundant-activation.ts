import type { ActivationNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { removal } from '../activation-edits';
import type { Rule } from '../rule';
import { consumersOf } from '../../network/ways';
import { inputsOf } from '../signal-walk';

/** Outputs are never negative, so a rectifier after them does nothing. */
const nonNegative: ReadonlySet<string> = new Set([
  'relu',
  'relu6',
  'sigmoid',
  'softmax',
  'softplus',
  'exponential',
  'hard_sigmoid',
  'relu_squared',
]);
/** Identity for inputs that are not negative. */
const identityAbove: ReadonlySet<string> = new Set(['relu', 'leaky_relu', 'prelu', 'rrelu', 'elu', 'celu']);
/** Applying one twice squeezes a signal that is squeezed already. */
const squashing: ReadonlySet<string> = new Set(['sigmoid', 'tanh', 'softmax', 'softsign', 'hard_sigmoid']);

export const redundantActivation: Rule = {
  meta: {
    name: 'redundant-activation',
    frameworks: ['torch', 'keras', 'tensorflow', 'jax'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'safe',
    summary: 'An activation directly after another that makes it a no-op, or squashes twice.',
  },
  onModel(model, context) {
    for (const node of model.nodes) {
      if (node.kind !== 'activation' || node.inputs.length !== 1) continue;
      const before = inputsOf(model, node)[0];
      if (before?.kind !== 'activation') continue;
      // The first one's output is used elsewhere too: the second belongs to a branch of its own.
      if (consumersOf(model, before.index).length !== 1) continue;
      const verdict = judge(before, node);
      if (verdict === undefined) continue;
      const edits = removal(node, context.bindings);
      context.report({
        place: node.place,
        message: verdict.message,
        unnecessary: verdict.noOperation,
        related: [{ place: before.place, message: phrase`The ${before.activation} before it stands here.` }],
        fixes:
          edits === undefined
            ? []
            : [
                {
                  title: verdict.noOperation
                    ? phrase`Remove the ${node.activation}`
                    : phrase`Remove the second ${node.activation} (changes training)`,
                  safe: verdict.noOperation,
                  edits,
                },
              ],
      });
    }
  },
};

function judge(
  first: ActivationNode,
  second: ActivationNode,
): { readonly message: Phrase; readonly noOperation: boolean } | undefined {
  if (nonNegative.has(first.activation) && identityAbove.has(second.activation)) {
    return {
      message: phrase`${second.activation} after ${first.activation} does nothing: its input is never negative.`,
      noOperation: true,
    };
  }
  if (first.activation === second.activation && squashing.has(first.activation)) {
    return {
      message: phrase`${second.activation} twice in a row squeezes an output that is squeezed already; gradients are multiplied by its slope twice.`,
      noOperation: false,
    };
  }
  const pair = [first.activation, second.activation].sort().join(' ');
  if (pair === 'sigmoid softmax') {
    return {
      message: phrase`${second.activation} after ${first.activation} squashes probabilities again: the result is nearly uniform.`,
      noOperation: false,
    };
  }
  return undefined;
}
