/** Means over tensors whose parts have more in common than two positions do: pairs of positions, and tensors that were put beside each other. */
import type { Model, SignalNode } from '../network/graph';
import type { Shape } from './axis';
import { isLost, type Carried, type Signal } from './moments';
import { argument, callOfNode, numberIn, signalsIn } from './read-call';
import { isItems, shapesOf } from './shapes';

/** So many steps back it is looked for. */
const MOST_STEPS = 24;

/** Steps behind which positions are still those that they were. */
export const KEEPING_POSITIONS: ReadonlySet<SignalNode['kind']> = new Set<SignalNode['kind']>([
  'layer',
  'activation',
  'norm',
  'dropout',
  'add',
  'multiply',
  'elementwise',
  'concat',
  'reshape',
]);

/** Whether a tensor holds pairs of positions, `h[:, None] - h[:, :, None]`: of those that share one of the two a mean leaves more than of others. */
export function holdsPairs(model: Model, index: number): boolean {
  const waiting = [index];
  const seen = new Set(waiting);
  for (const own of waiting) {
    const node = model.nodes[own];
    if (node === undefined || !KEEPING_POSITIONS.has(node.kind) || seen.size > MOST_STEPS) continue;
    if (makesPairs(model, node)) return true;
    for (const input of node.inputs)
      if (!seen.has(input)) {
        seen.add(input);
        waiting.push(input);
      }
  }
  return false;
}

const COPYING = /^(?:expand|expand_as|broadcast_to|repeat|tile)$/;

/** Whether a step copies a tensor along one axis of positions and not along another. */
function makesPairs(model: Model, node: SignalNode): boolean {
  const after = shapeOf(model, node.index);
  const call = callOfNode(node);
  const isSum = node.kind === 'add';
  if (after === undefined || !(isSum || (node.kind === 'reshape' && COPYING.test(call.name)))) return false;
  const operands = signalsIn(call).map(({ nodes }) => shapeOf(model, nodes[0] ?? -1));
  return (isSum ? operands : operands.slice(0, 1)).some(
    (before) => before !== undefined && isPartlyCopied(before, after),
  );
}

function isPartlyCopied(before: Shape, after: Shape): boolean {
  const back = before.axes.length - after.axes.length;
  let [copied, kept] = [false, false];
  for (const [place, { length, role }] of after.axes.entries()) {
    // The first axis runs over samples, the last one over units, where nothing says otherwise.
    if (role === 'feature' || role === 'batch' || place === 0 || place === after.axes.length - 1) continue;
    const own = back + place < 0 ? 1 : before.axes[back + place]?.length;
    if (length === 1) continue;
    if (own === 1) copied = true;
    else kept = true;
  }
  return copied && kept;
}

function shapeOf(model: Model, index: number): Shape | undefined {
  const shape = shapesOf(model)[index];
  return shape === undefined || isItems(shape) || shape.open ? undefined : shape;
}

/** Tensors that were stacked along an axis over which a reduction runs. */
export interface Stacked {
  readonly parts: readonly Signal[];
  /** Nothing was done to the stack since. */
  readonly isPlain: boolean;
}

/** What the axes of a reduction run over, where that are tensors that were stacked: `torch.stack([x, x + f(x)], 1).mean(1)`. */
export function stackedUnder(
  model: Model,
  carried: readonly Carried[],
  index: number,
  dimensions: readonly number[],
): Stacked | undefined {
  let node = model.nodes[index];
  for (let step = 0; node !== undefined && step < MOST_STEPS; step += 1) {
    const call = callOfNode(node);
    if (node.kind === 'concat' && /stack$/i.test(call.name)) {
      const rank = shapeOf(model, node.index)?.axes.length;
      const along = numberIn(argument(call, 1, 'dim', 'axis')) ?? 0;
      const fromFront = (axis: number): number => (axis < 0 && rank !== undefined ? axis + rank : axis);
      if (dimensions.length !== 1 || fromFront(dimensions[0] ?? 0) !== fromFront(along)) return undefined;
      const parts = signalsIn(call).flatMap(({ nodes, piece }) => {
        const own = piece === undefined && nodes.length === 1 ? carried[nodes[0] ?? -1] : undefined;
        return own === undefined || isLost(own) ? [] : [own];
      });
      return { parts, isPlain: step === 0 };
    }
    if (node.kind !== 'add' && node.kind !== 'elementwise' && node.kind !== 'activation') return undefined;
    node = model.nodes[node.inputs[0] ?? -1];
  }
  return undefined;
}
