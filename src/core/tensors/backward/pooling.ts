/** Through windows, means and maxima. */
import type { OperationNode } from '../../network/graph';
import { axisAt, positionsOf, type Shape } from '../axis';
import { poolingOf, type Pooling } from '../shape-pooling';
import { lengthOf } from '../shapes';
import { POSITIONS, isLost } from '../moments';
import { spatialLengths, windowOf, winsTogether } from '../windows';
import { numbered, shared, times, type CarriedGradient, type Gradient } from './gradient';
import type { BackwardStep } from './step';

/** To all of a mean, to the largest of a maximum. */
export function throughPooling(
  step: BackwardStep,
  node: OperationNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const pooling = poolingOf({
    node,
    lengthOf: (size) => lengthOf(step.model, size),
  });
  if (pooling === undefined) return step.lost(step.call.name || node.qualifiedName);
  const signal = step.signal(input);
  const before = step.shape(input);
  if (pooling.kind === 'reduction') return throughReduction(step, pooling, before, gradient);
  if (pooling.kind === 'window') return throughWindows(step, node, pooling, before, gradient);
  const from = positionsOf(before);
  const to = pooling.kind === 'global' ? 1 : positionsOf(step.shape(node.index));
  const unknownAxes = from === undefined ? pooling.spatial : 0;
  const count = from === undefined ? 1 : from / (to ?? 1);
  if (to === undefined || (from === undefined && to !== 1)) return step.lost(POSITIONS);
  if (isLost(signal)) return signal;
  if (pooling.how === 'average') {
    if (count < 1) return step.lost(POSITIONS);
    if (count === 1 && from !== undefined) return gradient;
    return toAll(gradient, count, unknownAxes);
  }
  return pooling.how === 'max' ? toLargest(gradient, count, unknownAxes) : step.lost(node.qualifiedName);
}

function throughReduction(
  step: BackwardStep,
  pooling: Pooling,
  before: Shape | undefined,
  gradient: Gradient,
): CarriedGradient {
  if (before === undefined || pooling.dimensions === undefined || pooling.dimensions === 'all')
    return step.lost(step.call.name);
  let count = 1;
  let unknown = 0;
  for (const dimension of pooling.dimensions) {
    const own = axisAt(before, dimension);
    const length = numbered(own?.length);
    if (length === undefined) unknown += 1;
    else count *= length;
  }
  if (pooling.how === 'sum') return { ...gradient, positions: gradient.square };
  if (pooling.how === 'average') return toAll(gradient, count, unknown);
  if (pooling.how === 'max') return toLargest(gradient, count, unknown);
  return unknown > 0 ? step.lost(step.call.name) : throughSpread(step, pooling.how, gradient, count);
}

/** What a deviation, a variance or a length of so many elements sends back goes along with each of them. */
function throughSpread(step: BackwardStep, how: string, gradient: Gradient, count: number): CarriedGradient {
  const own = step.signal(step.node.index);
  if (isLost(own)) return own;
  const alone: Gradient = { ...gradient, positions: 0, samples: 0, units: 0 };
  switch (how) {
    case 'deviation':
      return times(alone, 1 / count ** 2, 0);
    case 'variance':
      return times(alone, (4 * own.mean) / count ** 2, 0);
    case 'norm':
      return times(alone, 1 / count, 0);
    default:
      return step.lost(step.call.name);
  }
}

function throughWindows(
  step: BackwardStep,
  node: OperationNode,
  pooling: Pooling,
  before: Shape | undefined,
  gradient: Gradient,
): CarriedGradient {
  const window = windowOf(pooling.arguments, pooling.spatial, true);
  if (window === undefined) return step.lost(node.qualifiedName);
  const size = window.kernel.reduce((all, side) => all * side, 1);
  const lengths = spatialLengths(before, pooling.spatial, pooling.channelsLast);
  const places = spatialLengths(step.shape(node.index), pooling.spatial, pooling.channelsLast);
  let windows = 1;
  for (const [dimension, stride] of window.stride.entries()) {
    const [from, to] = [numbered(lengths[dimension]), numbered(places[dimension])];
    windows *= from === undefined || to === undefined ? 1 / stride : to / from;
  }
  // Each output has one winner, or `size` inputs that get a share of it.
  if (pooling.how === 'max') {
    const several = winsTogether(window) - 1;
    const square = windows * (gradient.square + several * Math.max(0, gradient.positions));
    return { ...times(gradient, windows, windows ** 2), square, chosen: { of: size, share: 1 } };
  }
  const coherent = gradient.positions / Math.max(gradient.square, 1e-300);
  const overlap = windows * size;
  const square = (gradient.square * overlap * (1 + Math.max(0, overlap - 1) * coherent)) / size ** 2;
  return pooling.how === 'average'
    ? { ...gradient, square, positions: (gradient.positions * overlap ** 2) / size ** 2 }
    : step.lost(node.qualifiedName);
}

/** Through a maximum over so many elements, on as many axes of unknown length beside them: the largest one gets all. */
const toLargest = (gradient: Gradient, count: number, unknown: number): Gradient => ({
  ...times(gradient, 1 / count, 0),
  order: gradient.order - unknown,
  chosen: { of: count, share: 1 },
});

/** Through a mean over so many elements, on as many axes of unknown length beside them: each gets a share. */
const toAll = (gradient: Gradient, count: number, unknown: number): Gradient => ({
  ...shared(gradient, 1 / count ** 2),
  order: gradient.order - 2 * unknown,
});
