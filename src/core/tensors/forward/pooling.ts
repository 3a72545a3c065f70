/** Behind windows, means, maxima and other reductions. */
import type { OperationNode } from '../../network/graph';
import { axisAt, positionLengths, positionsOf, type Axis, type Role } from '../axis';
import { mixesPositions } from '../mixed-positions';
import { keptByMean, nearbyBehindWindow, type Sliding } from '../nearby';
import { averaged, maximum, maximumOfUnits, overlapOfLargest } from '../pooling';
import { callOfNode, signalsIn } from '../read-call';
import { poolingOf } from '../shape-pooling';
import {
  POSITIONS,
  areIndependent,
  differencesOf,
  inherited,
  isLost,
  scaled,
  sumOf,
  type Carried,
  type Moments,
  type Signal,
} from '../moments';
import { partsOfRows, rowsOfUnitMean } from '../rows';
import { holdsPairs, stackedUnder } from '../shared-rows';
import { leavesOutBranches } from '../stochastic-depth';
import { windowOf } from '../windows';
import { manyPositions } from './attention';
import { isNoise } from './dropout';
import { lost, type StepContext } from './step';

/** Of windows, of an axis, or of all positions. */
export function pooled(context: StepContext, step: OperationNode): Carried {
  const { call, first, lengthIn } = context;
  if (isLost(first)) return first;
  const pooling = poolingOf({ node: step, lengthOf: lengthIn });
  if (pooling === undefined) return lost(step, call.name || step.qualifiedName);
  if (first.vague !== undefined) return { lost: first.vague, at: step.index };
  /** @param unknown the part that a mean over an unknown number of positions takes away */
  const plain = (moments: Moments, unknown = 0): Signal =>
    inherited(
      {
        alike: first.alike,
        ...moments,
        law: undefined,
        origins: first.origins,
        vague: undefined,
        slack: unknown > 0 ? { amount: manyPositions(unknown, 0), reason: POSITIONS } : undefined,
        nonNegative: first.nonNegative,
      },
      first,
    );
  if (pooling.kind === 'window') {
    const window = windowOf(pooling.arguments, pooling.spatial, true);
    if (window === undefined) return lost(step, step.qualifiedName);
    if (pooling.how !== 'max' && pooling.how !== 'average') return lost(step, step.qualifiedName);
    const axes = window.kernel.map((taps, dimension) => ({
      taps,
      stride: window.stride[dimension] ?? 1,
      dilation: 1,
    }));
    if (pooling.how === 'average') {
      const within = averaged(first, 1 / keptByMean(first.nearby, window.kernel), 'position');
      return plain({
        ...within,
        edges: first.edges,
        nearby: nearbyBehindWindow(first.nearby, axes),
      });
    }
    return largestInWindows(first, axes, plain);
  }
  if (pooling.kind === 'reduction')
    return reducedAxes(context, step, first, pooling.dimensions, pooling.how, plain);
  return overPositions(context, step, first, pooling, plain);
}

/** The mean or the largest of all positions, or of as many parts of them as are to come out. */
function overPositions(
  context: StepContext,
  step: OperationNode,
  first: Signal,
  pooling: { readonly kind: string; readonly how: string },
  plain: (moments: Moments, unknown?: number) => Signal,
): Carried {
  const { input, model, output } = context;
  const before = positionsOf(input);
  const after = pooling.kind === 'global' ? 1 : positionsOf(output);
  const count = before === undefined || after === undefined ? undefined : before / after;
  if (count !== 1 && mixesPositions(model, step.index)) return lost(step, MIXED);
  if (pooling.how === 'average') {
    if (count !== undefined && count < 1) return first;
    const moments = averaged(withEdges(first), keptCount(context, first, count), 'position');
    if (leavesOutBranches(model, step.index) && first.position < first.square)
      return { ...plain(moments), vague: 'branches that samples leave out' };
    // More places than it is made of: nothing is averaged where the sizes are not known.
    if (count === undefined && pooling.kind === 'adaptive' && after !== 1)
      return lost(step, 'the size of the input');
    return plain(moments, count === undefined ? first.position : 0);
  }
  if (count === undefined || pooling.how !== 'max') return lost(step, 'the size of the input');
  return plain(maximum(withEdges(first), Math.max(1, Math.round(count)), windowsOfAxes(context, count)));
}

const MIXED = 'layers that mix positions';

/** The largest element of each window: of windows of windows the largest of all that they cover together. */
function largestInWindows(
  signal: Signal,
  axes: readonly Sliding[],
  plain: (moments: Moments) => Signal,
): Carried {
  const before = signal.largest?.square === signal.square ? signal.largest : undefined;
  const of = before?.of ?? signal;
  const sides = axes.map(({ taps }, axis) =>
    before === undefined ? taps : (taps - 1) * (before.steps[axis] ?? 1) + (before.sides[axis] ?? 1),
  );
  const steps = axes.map(({ stride }, axis) => stride * (before?.steps[axis] ?? 1));
  const whole = sides.map((taps, axis) => ({ taps, stride: steps[axis] ?? 1, dilation: 1 }));
  const count = sides.reduce((product, side) => product * side, 1);
  const result = plain({
    ...maximum(of, count, sides),
    edges: signal.edges,
    nearby: nearbyBehindWindow(of.nearby, whole, (common) => overlapOfLargest(of, count, common)),
  });
  return { ...result, largest: { of, square: result.square, sides, steps } };
}

/** How many positions of each axis go into one, of so many together. */
function windowsOfAxes({ input, output }: StepContext, count: number): readonly number[] {
  const before = positionLengths(input);
  const after = positionLengths(output);
  const sides = before.map(
    (length, place) => length / (before.length === after.length ? (after[place] ?? 1) : 1),
  );
  const whole = sides.reduce((product, side) => product * side, 1);
  return Math.abs(whole - count) < 1e-9 * count ? sides : [count];
}

/** Of as many independent positions a mean keeps what it keeps of these. */
function keptCount(context: StepContext, signal: Moments, count: number | undefined): number | undefined {
  if (count === undefined || signal.nearby === undefined) return count;
  return 1 / keptByMean(signal.nearby, windowsOfAxes(context, count));
}

function reducedAxes(
  context: StepContext,
  step: OperationNode,
  signal: Signal,
  dimensions: readonly number[] | 'all' | undefined,
  how: string,
  plain: (moments: Moments, unknown?: number) => Signal,
): Carried {
  const { call, input } = context;
  if (input === undefined || dimensions === undefined || dimensions === 'all') return lost(step, call.name);
  const stacked = overStacked(context, step, dimensions, how);
  if (stacked !== undefined) return stacked;
  const reduced = dimensions.map((axis) => axisAt(input, axis));
  if (reduced.some((own) => own?.role === 'position') && holdsPairs(context.model, context.index))
    return lost(step, 'pairs of positions');
  // Behind such layers positions may be called features; features are the last axis, and samples the first.
  const isOverPositions = reduced.some((own) => own?.role !== 'batch' && own !== input.axes.at(-1));
  if (isOverPositions && mixesPositions(context.model, context.index)) return lost(step, MIXED);
  switch (how) {
    case 'max':
      return largest(context, step, signal, reduced, plain);
    case 'deviation':
    case 'variance':
    case 'norm':
      return spreadOfUnits(context, step, signal, reduced, how, plain);
    case 'average':
    case 'sum':
      return averagedAxes(context, step, signal, reduced, how, plain);
    default:
      return lost(step, call.name);
  }
}

/** A sum or a mean of tensors that stand beside each other for that. */
function overStacked(
  { call, carried, index, model }: StepContext,
  step: OperationNode,
  dimensions: readonly number[],
  how: string,
): Carried | undefined {
  const stacked = stackedUnder(model, carried, index, dimensions);
  if (stacked === undefined) return undefined;
  const { parts, isPlain } = stacked;
  const count = signalsIn(callOfNode(model.nodes[index] ?? step)).length;
  if (!areIndependent(parts)) return lost(step, 'parts that depend on each other');
  if (!isPlain || parts.length !== count || (how !== 'average' && how !== 'sum')) return undefined;
  if (parts.some(({ vague, attention }) => vague !== undefined || attention !== undefined))
    return lost(step, call.name);
  const sum = sumOf(parts, step.index);
  return how === 'sum' ? sum : scaled(sum, 1 / count);
}

function largest(
  { call }: StepContext,
  step: OperationNode,
  signal: Signal,
  axes: readonly (Axis | undefined)[],
  plain: (moments: Moments) => Signal,
): Carried {
  const [only] = axes;
  // Units side by side, as of maxout; a channel may be alone.
  if (axes.length === 1 && only?.role === 'feature' && typeof only.length === 'number')
    return plain(maximumOfUnits(signal, only.length));
  const counts = axes.map((own) =>
    own?.role === 'position' && typeof own.length === 'number' ? own.length : undefined,
  );
  const count = counts.reduce<number | undefined>(
    (all, own) => (all === undefined || own === undefined ? undefined : all * own),
    1,
  );
  return count === undefined
    ? lost(step, call.name)
    : plain(
        maximum(
          signal,
          count,
          counts.flatMap((own) => (own === undefined ? [] : [own])),
        ),
      );
}

function spreadOfUnits(
  { call }: StepContext,
  step: OperationNode,
  signal: Signal,
  axes: readonly (Axis | undefined)[],
  how: 'deviation' | 'variance' | 'norm',
  plain: (moments: Moments) => Signal,
): Carried {
  const [own] = axes;
  if (axes.length !== 1 || own === undefined) return lost(step, call.name);
  const along = own.role === 'unknown' && isNoise(signal) ? 'unit' : averagedOver(own.role);
  if (along === undefined) return lost(step, call.name);
  const count = typeof own.length === 'number' ? own.length : undefined;
  if (how === 'norm' && count === undefined) return lost(step, 'the width of its input');
  // Of positions that go together a sample has fewer than it counts.
  if (along !== 'unit' && (count === undefined || count * keptByMean(signal.nearby, [count]) > MOST_TOGETHER))
    return lost(step, call.name);
  const square = how === 'norm' ? signal.square * (count ?? 1) : signal[along];
  const value = how === 'variance' ? square : Math.sqrt(square);
  // A sum of that many squares, each with twice its own mean square as variance.
  const differs = (value ** 2 * (how === 'variance' ? 2 : 0.5)) / (count ?? FEWEST_UNITS);
  return plain({
    mean: value,
    square: value ** 2 + differs,
    ...differencesOf(signal, (difference) => Math.min(1, difference / signal.square) * differs),
  });
}

/** So many positions at most count as one. */
const MOST_TOGETHER = 1.05;

/** So many units a layer has at least, where their number is not known. */
const FEWEST_UNITS = 64;

function averagedAxes(
  { call }: StepContext,
  step: OperationNode,
  signal: Signal,
  axes: readonly (Axis | undefined)[],
  how: 'average' | 'sum',
  plain: (moments: Moments, unknown?: number) => Signal,
): Carried {
  let current: Signal = withEdges(signal);
  let unknown = 0;
  const numbers = axes.map((own) => (typeof own?.length === 'number' ? own.length : undefined));
  const isPlace = axes.map((own) => own?.role === 'position');
  const places = numbers.flatMap((count, at) => (isPlace[at] === true && count !== undefined ? [count] : []));
  if (places.length > 0) {
    // Over all positions at once: one after the other each would take away what the axes differ by together.
    current = plain(averaged(current, 1 / keptByMean(current.nearby, places), 'position'));
    if (how === 'sum')
      current = scaled(
        current,
        places.reduce((product, count) => product * count, 1),
      );
  }
  for (const [at, own] of axes.entries()) {
    const isFree = own?.role === 'unknown' && axes.length === 1 && isNoise(current);
    const over = own && (averagedOver(own.role) ?? (isFree ? 'unit' : undefined));
    const count = numbers[at];
    if (over === undefined) return lost(step, call.name);
    if (how === 'sum' && count === undefined) return lost(step, POSITIONS);
    if (over === 'position' && count !== undefined) continue;
    if (count === undefined) unknown += current.position;
    current = plain(over === 'unit' ? meanOfUnits(current, count) : averaged(current, count, over), unknown);
    if (how === 'sum' && count !== undefined) current = scaled(current, count);
  }
  return current;
}

/** Of each position by itself. */
function meanOfUnits(signal: Signal, count: number | undefined): Moments {
  const { square, unit, unitAndInput } = signal;
  const rows = rowsOfUnitMean(signal, count, { unit: square - unit, unitAndInput: square - unitAndInput });
  return { ...averaged(signal, count, 'unit'), ...(rows && { ...partsOfRows(rows), rows }) };
}

function averagedOver(role: Role): 'position' | 'input' | 'unit' | undefined {
  return role === 'position'
    ? 'position'
    : role === 'feature'
      ? 'unit'
      : role === 'batch'
        ? 'input'
        : undefined;
}

/** Between places far from each other. */
const withEdges = (signal: Signal): Signal =>
  signal.edges === undefined
    ? signal
    : {
        ...signal,
        position: signal.position + signal.edges,
        both: signal.both + signal.edges,
        edges: undefined,
      };
