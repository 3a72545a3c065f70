/** Through a norm: divided as the signal was, less the projections. */
import type { OperationNode } from '../../network/graph';
import { consumersOf } from '../../network/ways';
import { positionsOf } from '../axis';
import { normedParts, removedBy } from '../forward/norm';
import { partMoments } from '../joined-parts';
import { scaleOf as normScale } from '../norm';
import { activationFunction } from '../point-function';
import { POSITIONS, isClear, isLost, type Signal } from '../moments';
import { keptPart } from '../stochastic-depth';
import { type Unevenness, unevennessBehind } from '../unlike-units';
import { numbered, times, type CarriedGradient, type Gradient } from './gradient';
import { bothSlopes, sharedBy } from './slopes';
import { hasUnlikeRows, rowsOf } from '../rows';
import { timesSquares, UNLIKE } from './rows';
import type { BackwardStep } from './step';

/** Divided by what the signal was divided by, less what the norm projects away. */
export function throughNorm(
  step: BackwardStep,
  node: OperationNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const { scale } = normScale(node);
  if (scale === undefined) return step.lost(`the scale of ${node.qualifiedName}`);
  if (scale === 0) return { square: 0, positions: 0, samples: 0, units: 0, order: 0 };
  const signal = step.signal(input);
  if (isLost(signal)) return signal;
  if (/LocalResponse|local_response/i.test(node.qualifiedName)) {
    const scaled = step.signal(node.index);
    if (isLost(scaled)) return scaled;
    const factor = scaled.square / signal.square;
    return { ...times(gradient, factor, factor), chosen: gradient.chosen };
  }
  if (/normalize$|UnitNorm/i.test(node.qualifiedName)) return step.lost(node.qualifiedName);
  if (!isClear(signal, signal.square)) return { lost: signal.slack?.reason ?? POSITIONS, at: node.index };
  // Of samples that have left out what stands in front some are far smaller, and a norm makes their gradient as much larger.
  const isLeftOut = consumersOf(step.model, node.index).some((next) => (keptPart(next)?.share ?? 1) < 1);
  if (isLeftOut && !/batch_?norm/i.test(node.qualifiedName))
    return step.lost('branches that samples leave out');
  const own = step.signal(node.index);
  // The signal's own scaling says by how much the norm divides.
  const { uneven: drawn } = removedBy(node, signal, step.shape(node.index));
  const plain = isLost(own) ? undefined : normFactor(signal, own, node, { scale, drawn });
  const factor = plain && plain * (1 + drawn);
  if (factor === undefined)
    return signal.vague === undefined
      ? step.lost(node.qualifiedName)
      : { lost: signal.vague, at: node.index };
  const projected = /batch_?norm|instance_?norm/i.test(node.qualifiedName)
    ? projectedByNorm(step, node, gradient)
    : gradient;
  const parts = normedParts(node, step.shape(node.index), partMoments(step.model, step.carried, input));
  if (parts === undefined) {
    const uneven = unevennessOfUnits(step, node, input, signal);
    if (uneven === undefined)
      return toUnlikePositions(step, node, signal, projected) ?? times(projected, factor, factor);
    if (uneven === 'few') return step.lost('a norm over so few samples');
    const divided = factor * uneven.inverse;
    return { ...times(projected, divided, divided), uneven: uneven.weighted / uneven.inverse };
  }
  const inverses = parts.map(({ variance }) => 1 / variance);
  const mean = parts.reduce((sum, { share }, part) => sum + share * (inverses[part] ?? 0), 0);
  const divided = scale ** 2 * mean;
  if (!(divided > 0 && Number.isFinite(divided))) return step.lost(node.qualifiedName);
  return { ...times(projected, divided, divided), parts: inverses.map((inverse) => inverse / mean) };
}

/** Each position is divided by its own spread; undefined where all have the same. */
function toUnlikePositions(
  step: BackwardStep,
  node: OperationNode,
  signal: Signal,
  gradient: Gradient,
): CarriedGradient | undefined {
  if (signal.rows === undefined) return undefined;
  const { own, epsilon, ofEach } = removedBy(node, signal, step.shape(node.index));
  const { scale } = normScale(node);
  if (!ofEach || scale === undefined) return undefined;
  if (rowsOf(signal) === undefined) return hasUnlikeRows(signal) ? step.lost(UNLIKE) : undefined;
  const kept = 1 - own / signal.square;
  return timesSquares(
    { ...times(gradient, 1, 1), rows: gradient.rows },
    signal,
    (square) => scale ** 2 / (square * kept + epsilon),
  );
}

/** A norm over the batch, or over one sample, divides each unit of the layer in front of it by its own variance. */
function unevennessOfUnits(
  step: BackwardStep,
  node: OperationNode,
  input: number,
  moments: Signal,
): Unevenness | 'few' | undefined {
  const layer = step.model.nodes[input];
  if (layer?.kind !== 'layer' || !/batch_?norm|instance_?norm/i.test(node.qualifiedName)) return undefined;
  const alone = /instance_?norm/i.test(node.qualifiedName);
  const before = step.signal(layer.inputs[0] ?? -1);
  return isLost(before)
    ? undefined
    : unevennessBehind(step.model, layer, before, { moments, shape: step.shape(input), alone });
}

/**
 * A norm over the batch takes from the gradient its mean, and what goes along with what it has normed: of few samples whose positions get
 * the same gradient that is a good part.
 */
function projectedByNorm(step: BackwardStep, node: OperationNode, gradient: Gradient): Gradient {
  const shape = step.shape(node.index);
  const batch = /instance_?norm/i.test(node.qualifiedName)
    ? 1
    : numbered(shape?.axes.find(({ role }) => role === 'batch')?.length);
  const own = step.signal(node.index);
  if (batch === undefined || batch < 1 || isLost(own)) return gradient;
  const rest = 1 - 1 / batch;
  const places = positionsOf(shape);
  const isSpatial = shape === undefined || shape.open || shape.axes.some(({ role }) => role === 'position');
  // Of an unknown number of positions there are many.
  const single = places === undefined && isSpatial ? 0 : gradient.square / (batch * (places ?? 1));
  const mean = single + gradient.positions / batch + gradient.samples * rest;
  // A rectifier behind the norm lets the gradient through where its input is large.
  const [next, ...others] = consumersOf(step.model, node.index);
  const f =
    next?.kind === 'activation' && others.length === 0
      ? activationFunction(next.activation, next.parameters)
      : undefined;
  // Of all positions those at the edges differ from the others.
  const together = sharedBy({ ...own, position: own.position + (own.edges ?? 0) });
  const along = (correlation: number): number => {
    if (f?.hinge === undefined) return correlation;
    const { slopes, values } = bothSlopes(f.hinge, correlation);
    return slopes === 0 ? 0 : values / slopes;
  };
  const projection =
    single + (gradient.positions * along(together)) / batch + gradient.samples * rest * along(0);
  const taken = Math.min(0.95 * gradient.square, Math.max(0, mean) + Math.max(0, projection));
  return {
    ...gradient,
    square: gradient.square - taken,
    positions: gradient.positions - Math.max(0, mean) - Math.max(0, projection) * together,
    samples: gradient.samples - Math.max(0, mean),
  };
}

/** γ²/σ², less the projections where few units are normed together. */
function normFactor(
  signal: Signal,
  own: Signal,
  node: OperationNode,
  { scale, drawn }: { readonly scale: number; readonly drawn: number },
): number | undefined {
  if (signal.vague !== undefined) return undefined;
  if (/rms_?norm/i.test(node.qualifiedName)) return scale ** 2 / signal.square;
  // Of one unit, or a few, at all positions what these share is taken away; what they differ by is only scaled.
  if (/(?:instance|group)_?norm/i.test(node.qualifiedName) && signal.position > 0 && own.position > 0)
    return own.position / signal.position / (1 + drawn);
  // Differences between inputs or units are only scaled.
  const [before, after] = /batch_?norm/i.test(node.qualifiedName)
    ? [signal.both, own.both]
    : [signal.unit, own.unit];
  return before > 0 && after > 0 ? after / before : undefined;
}

/** Divided by the length, less what goes along with the vector. */
export function toUnitLength(
  step: BackwardStep,
  length: number | 'unknown',
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const signal = step.signal(input);
  if (isLost(signal)) return signal;
  if (length === 'unknown' || !(signal.square > 0)) return step.lost(step.call.name);
  const factor = (1 - 1 / length) / (length * signal.square);
  return times(gradient, factor, factor);
}
