import type { ActivationNode, Model } from '../../network/graph';
import { own } from '../../own';
import { phrase, type Phrase } from '../../phrase';
import { removal } from '../fixes/activation-edits';
import { formatFigure } from '../../numerics/figures';
import { featureLayer } from '../analysis/losses';
import { isLastAxis } from '../analysis/rank';
import type { Rule } from '../rule';
import { rangeOfActivation, type ValueRange } from '../analysis/value-range';
import { consumersOf } from '../../network/ways';
import { inputsOf } from '../analysis/signal-walk';

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
      const verdict = judge(model, before, node);
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

const isProbability: ReadonlySet<string> = new Set(['sigmoid', 'softmax']);

const isLogarithmOfShares = (first: ActivationNode, second: ActivationNode): boolean =>
  isProbability.has(first.activation) && second.activation === 'log_softmax' && !haveOtherAxes(first, second);

const axisOf = (node: ActivationNode): unknown => own(node.arguments, 'dim') ?? own(node.arguments, 'axis');

/** Softmax over the rows and then over the columns, as in matching, normalises twice on purpose. */
function haveOtherAxes(first: ActivationNode, second: ActivationNode): boolean {
  const [one, other] = [axisOf(first), axisOf(second)];
  return typeof one === 'number' && typeof other === 'number' && one !== other;
}

function judge(
  model: Model,
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
    if (haveOtherAxes(first, second)) return undefined;
    return {
      message: phrase`${second.activation} twice in a row squeezes an output that is squeezed already; gradients are multiplied by its slope twice.`,
      noOperation: false,
    };
  }
  const pair = [first.activation, second.activation].sort().join(' ');
  if (pair === 'sigmoid softmax' || isLogarithmOfShares(first, second)) {
    return {
      message: phrase`${second.activation} after ${first.activation} squashes probabilities again: the result is nearly uniform.`,
      noOperation: false,
    };
  }
  if (!squashing.has(first.activation)) return undefined;
  const narrowed = narrowedRange(model, first, second);
  return narrowed === undefined
    ? undefined
    : {
        message: phrase`${second.activation} after ${first.activation} squeezes a bounded signal: only ${formatFigure(narrowed.low)} to ${formatFigure(narrowed.high)} is left. Keep one of them.`,
        noOperation: false,
      };
}

const squashes: Readonly<Record<string, (x: number) => number>> = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  softsign: (x) => x / (1 + Math.abs(x)),
  hard_sigmoid: (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
};

/** What a squash leaves of the values that another one gives. */
function narrowedRange(model: Model, first: ActivationNode, second: ActivationNode): ValueRange | undefined {
  const before = rangeOfActivation(first);
  if (before === undefined) return undefined;
  const { low, high } = before;
  const squash = own(squashes, second.activation);
  if (squash !== undefined) return { low: squash(low), high: squash(high) };
  return second.activation === 'softmax' && first.activation !== 'softmax'
    ? sharesOfClasses(model, second, high - low)
    : undefined;
}

/** The least and the greatest share of one class among scores that differ by no more than `span`; attention over places is none. */
function sharesOfClasses(model: Model, softmax: ActivationNode, span: number): ValueRange | undefined {
  const axis = softmax.arguments['dim'] ?? softmax.arguments['axis'] ?? -1;
  const classes = featureLayer(model, softmax)?.width;
  const isRead = consumersOf(model, softmax.index).length > 0;
  if (isRead || classes === undefined || classes < 2) return undefined;
  if (typeof axis !== 'number' || !isLastAxis(model, softmax, axis)) return undefined;
  const share = (gap: number): number => 1 / (1 + (classes - 1) * Math.exp(gap));
  return { low: share(span), high: share(-span) };
}
