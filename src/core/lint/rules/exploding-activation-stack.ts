import type { Model, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { phrase } from '../../phrase';
import { sizeAtStart } from '../../tensors';
import { alike } from '../analysis/one-cause';
import { replaceByRelu } from '../fixes/activation-replacement';
import { formatFigure } from '../../numerics/figures';
import { samePlace } from '../../python/place';
import type { Edit, Rule, RuleContext } from '../rule';

/** What a weight layer of the usual start makes of it is too large for every loss. */
const tooLarge = 1e6;
/** One alone is a rate, a temperature, a variance. */
const fewest = 2;

export const explodingActivationStack: Rule = {
  meta: {
    name: 'exploding-activation-stack',
    frameworks: ['torch', 'keras'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary: 'Exponentials or powers stacked until the signal overflows at the start of training.',
  },
  onModel(model, context) {
    const stack = model.nodes.filter((node) => isExplosive(node) && !isOfStatistic(model, node));
    if (stack.length < fewest) return;
    const large = stack.findIndex(({ index }) => (sizeAtStart(model, index) ?? 0) > tooLarge);
    const culprit = stack[large];
    const [first, ...rest] = stack.slice(0, large + 1);
    // What came in large was not made so here.
    const before = culprit?.inputs.map((input) => sizeAtStart(model, input));
    if (
      !culprit ||
      !first ||
      rest.length === 0 ||
      before?.some((size) => size === undefined || size > tooLarge) === true
    )
      return;
    const size = sizeAtStart(model, culprit.index);
    const place = placeOf(first);
    const others = rest.map(placeOf).filter((other) => !samePlace(other, place));
    context.report({
      place,
      message: phrase`${String(stack.length)} × ${nameOf(first)}: the signal reaches ${formatFigure(size ?? 0)} behind ${String(large + 1)} at the start. Use ReLU in hidden layers.`,
      related: alike(others),
      fixes: fixOf(stack, context),
    });
  },
};

const placeOf = ({ callPlace, place, kind }: SignalNode) =>
  kind === 'activation' ? place : (callPlace ?? place);

const explosive = /^(?:exp|exp2|expm1|square|pow|power|\*\*|cosh|sinh)$/u;
const nameOf = (node: SignalNode): string =>
  node.kind === 'activation'
    ? node.activation
    : (node.call?.name ?? node.qualifiedName.slice(node.qualifiedName.lastIndexOf('.') + 1));

function isExplosive(node: SignalNode): boolean {
  if (node.kind === 'activation')
    return /^(?:exponential|square|squared_relu|relu2|cube)$/u.test(node.activation);
  return node.kind === 'elementwise' && explosive.test(nameOf(node));
}

/** `x.pow(2).mean(-1)`: what a norm divides by, which makes the signal no larger. */
function isOfStatistic(model: Model, { index, kind }: SignalNode): boolean {
  if (kind === 'activation') return false;
  const consumers = consumersOf(model, index);
  return consumers.length > 0 && consumers.every((next) => next.kind === 'pooling');
}

/** All of them become ReLU, where each stands as an activation. */
function fixOf(stack: readonly SignalNode[], { bindings }: RuleContext) {
  const edits: Edit[] = [];
  const done: SignalNode['place'][] = [];
  for (const node of stack) {
    if (node.kind !== 'activation') return [];
    if (done.some((place) => samePlace(place, node.place))) continue;
    const own = replaceByRelu(node, bindings);
    if (own === undefined) return [];
    done.push(node.place);
    edits.push(...own);
  }
  return [{ title: phrase`Use ReLU instead`, safe: false, edits }];
}
