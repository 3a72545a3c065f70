import { lastPart } from '../../python/dotted-name';
import type { Given, LossUse, Model, SignalNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { phrase, type Phrase } from '../../phrase';
import type { Expression, Place } from '../../python/syntax';
import { expressionAt } from '../../python/walk';
import { axis, closed, lengthName, type Length, type Shape } from '../../tensors/axis';
import { lengthOf, shapeOf } from '../../tensors/shapes';
import type { Fix, Rule, RuleContext } from '../rule';
import { sourceOf } from '../../python/source-text';

export const lossShapeBroadcast: Rule = {
  meta: {
    name: 'loss-shape-broadcast',
    frameworks: ['torch', 'tensorflow', 'jax'],
    category: 'loss',
    defaultSeverity: 'warning',
    fixable: 'suggestion',
    summary:
      'A loss of (N, 1) against (N,) compares every prediction with every target: the mean is learned.',
  },
  onModel(model, context) {
    for (const loss of model.losses) {
      const kind = comparing(loss);
      const [prediction] = loss.predictions;
      if (kind === undefined || prediction === undefined || loss.predictions.length !== 1) continue;
      const clash = clashOf(shapeOf(model, prediction), shapeOfGiven(model, loss.target));
      if (clash === undefined) continue;
      const call = expressionAt(loss.callPlace ?? loss.place);
      if (call?.kind !== 'Call') continue;
      const [first, second] = call.arguments.filter(({ form }) => form === 'positional');
      report(call, clash, kind, [first?.value, second?.value], context);
    }
    for (const node of model.nodes) {
      const clash = isSquaredError(model, node) ? differenceOf(model, node) : undefined;
      if (clash === undefined) continue;
      const difference = expressionAt(node.place);
      if (difference?.kind !== 'Binary' || difference.operator !== '-') continue;
      report(difference, clash, 'broadcasts', [difference.left, difference.right], context);
    }
  },
};

/** How a loss takes two shapes that differ: most of them broadcast, binary cross-entropy raises. */
function comparing({ qualifiedName }: LossUse): 'broadcasts' | 'raises' | undefined {
  const name = lastPart(qualifiedName);
  if (!qualifiedName.startsWith('torch.')) return undefined;
  if (
    /^(?:MSELoss|L1Loss|SmoothL1Loss|HuberLoss|PoissonNLLLoss|mse_loss|l1_loss|smooth_l1_loss|huber_loss|poisson_nll_loss)$/.test(
      name,
    )
  )
    return 'broadcasts';
  return /^(?:BCELoss|BCEWithLogitsLoss|binary_cross_entropy|binary_cross_entropy_with_logits)$/.test(name)
    ? 'raises'
    : undefined;
}

interface Clash {
  /** Which of the two has the last axis of length 1. */
  readonly longer: 0 | 1;
  /** Number of samples, where it is known. */
  readonly count: Length;
}

/** (N, 1) against (N,), in either order. */
function clashOf(left: Shape | undefined, right: Shape | undefined): Clash | undefined {
  if (left === undefined || right === undefined) return undefined;
  return oneTooMany(left, right, 0) ?? oneTooMany(right, left, 1);
}

function oneTooMany(long: Shape, short: Shape, longer: 0 | 1): Clash | undefined {
  if (short.open || short.axes.length !== 1 || long.axes.at(-1)?.length !== 1) return undefined;
  // Rows of features before a layer of one unit: without another axis there would be one prediction only.
  if (!long.open && long.axes.length !== 2) return undefined;
  if (long.open && longer === 1) return undefined;
  const count = short.axes[0]?.length;
  const rows = long.open ? undefined : long.axes[0]?.length;
  if (count === 1 || rows === 1) return undefined;
  return { longer, count: typeof count === 'number' ? count : rows };
}

function shapeOfGiven(model: Model, given: Given | undefined): Shape | undefined {
  if (given?.kind === 'made')
    return given.tensor.shape === undefined
      ? undefined
      : closed(
          given.tensor.shape.map((size) => axis(size === undefined ? undefined : lengthOf(model, size))),
        );
  const [only, ...others] = given?.kind === 'signal' ? given.signal.nodes : [];
  return given?.kind !== 'signal' ||
    only === undefined ||
    others.length > 0 ||
    given.signal.piece !== undefined
    ? undefined
    : shapeOf(model, only);
}

/** `((pred - y) ** 2).mean()`, `torch.abs(pred - y).sum()`. */
function isSquaredError(model: Model, node: SignalNode): boolean {
  if (node.kind !== 'add' || node.call?.name !== '-') return false;
  if (node.isOfLoss === true) return true;
  return consumersOf(model, node.index).some((next) => {
    const name = next.call?.name ?? lastPart(next.qualifiedName);
    return (
      /^(?:\*\*|pow|square|abs|mul|\*)$/.test(name) ||
      (next.kind === 'multiply' && next.inputs.every((input) => input === node.index))
    );
  });
}

function differenceOf(model: Model, node: SignalNode): Clash | undefined {
  const [left, right] = node.call?.positional ?? [];
  // Both of the same way may be anything; a loss's target, one that the code makes, or that is fed in by itself, is one.
  if (node.isOfLoss !== true && !isTarget(model, left) && !isTarget(model, right)) return undefined;
  return clashOf(shapeOfGiven(model, left), shapeOfGiven(model, right));
}

function isTarget(model: Model, given: Given | undefined): boolean {
  if (given?.kind === 'made') return true;
  const [only, ...others] = given?.kind === 'signal' ? given.signal.nodes : [];
  const node = only === undefined || others.length > 0 ? undefined : model.nodes[only];
  return node?.qualifiedName === 'tf.placeholder' && consumersOf(model, node.index).length === 1;
}

function report(
  place: Place,
  { longer, count }: Clash,
  kind: 'broadcasts' | 'raises',
  sides: readonly [Expression | undefined, Expression | undefined],
  context: RuleContext,
): void {
  const rows = typeof count === 'number' ? lengthName(count) : 'N';
  const shapes = [`(${rows}, 1)`, `(${rows},)`];
  const [first = '', second = ''] = longer === 0 ? shapes : [...shapes].reverse();
  context.report({
    place,
    message: messageOf(kind, first, second, rows),
    ...(kind === 'raises' ? { severity: 'error' as const } : {}),
    fixes: squeeze(sides[longer]),
  });
}

const messageOf = (kind: 'broadcasts' | 'raises', first: string, second: string, rows: string): Phrase =>
  kind === 'raises'
    ? phrase`${first} against ${second}: this loss raises ValueError. Squeeze the last axis.`
    : phrase`${first} against ${second} broadcasts to ${rows}×${rows}: every prediction meets every target, the mean is learned. Squeeze the last axis.`;

function squeeze(side: Expression | undefined): readonly Fix[] {
  if (
    side === undefined ||
    (side.kind !== 'Name' && side.kind !== 'Call' && side.kind !== 'Attribute' && side.kind !== 'Subscript')
  )
    return [];
  const text = sourceOf(side);
  return [
    {
      title: phrase`Squeeze the last axis of ${text.length > 40 || text.includes('\n') ? '…' : text} (changes training)`,
      safe: false,
      edits: [
        {
          kind: 'replace',
          place: { unit: side.unit, start: side.end, end: side.end },
          newText: '.squeeze(-1)',
        },
      ],
    },
  ];
}
