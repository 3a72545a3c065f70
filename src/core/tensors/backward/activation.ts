/** Through activations and plain functions of each element. */
import type { ActivationNode, OperationNode } from '../../network/graph';
import { normalDistribution } from '../../numerics/error-function';
import { arithmeticOf } from '../arithmetic-names';
import { passedBack } from '../attention';
import { backThroughSoftmax } from '../attention-rows';
import { clampOf } from '../clamp';
import { isNearMean, nearMean } from '../forward/elements';
import { plainFunction } from '../forward/plain-functions';
import { activationFunction, affine, composed, isLong, type PointFunction } from '../point-function';
import { slopeAtLargest } from '../pooling';
import { hidesScores, numberIn } from '../read-call';
import { isLost, isSteep, slopesOf, type Moments, type Signal } from '../moments';
import { unitLengthOf } from '../unit-length';
import { numbered, throughBothRectifiers, times, type CarriedGradient, type Gradient } from './gradient';
import { toUnitLength } from './norm';
import { slopesTogether } from './slopes';
import type { BackwardStep } from './step';

/** Times the mean square of its slope, or, behind a maximum, of its slope at the largest element. */
export function throughActivation(
  step: BackwardStep,
  node: ActivationNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const signal = step.signal(input);
  if (isLost(signal)) return signal;
  const f = activationFunction(node.activation, node.parameters);
  if (f === undefined) return throughVectorActivation(step, node.activation, signal, input, gradient);
  const together = gradient.chosen === undefined ? throughBoth(f, signal, gradient) : undefined;
  if (together !== undefined) return together;
  if (isSteep(signal, f)) return step.lost(node.activation);
  const { square, mean } = slopesOf(signal, f);
  if (gradient.chosen !== undefined) {
    const { of, share } = gradient.chosen;
    const largest = slopeAtLargest(signal, f, of);
    return {
      ...times(gradient, share * largest + (1 - share) * square, (1 - share) ** 2 * mean ** 2),
      chosen: gradient.chosen,
    };
  }
  const result = { ...times(gradient, square, mean ** 2), outer: { before: gradient, f } };
  if (f.hinge?.below === 0 && f.hinge.above === 1)
    return throughRectifier(f, gradient, signal, { square, mean });
  // Positions whose elements go together are let through together.
  return signal.law === undefined && f.hinge !== undefined
    ? { ...result, positions: gradient.positions * slopesTogether(f.hinge, signal, { square, mean }) }
    : result;
}

/** Through a rectifier, which is open where one behind it is more often than by chance. */
function throughRectifier(
  f: PointFunction,
  gradient: Gradient,
  signal: Signal,
  slopes: { readonly square: number; readonly mean: number },
): Gradient {
  const { square, mean } = slopes;
  const kept = gradient.rectified === undefined ? square : throughBothRectifiers(square, gradient.rectified);
  const positions =
    signal.law === undefined
      ? gradient.positions * slopesTogether(RECTIFIER, signal, slopes)
      : gradient.positions * mean ** 2;
  const { addends } = signal;
  const through = times(gradient, kept, mean ** 2);
  return {
    ...through,
    positions: square > 0 ? (positions * kept) / square : positions,
    outer: { before: gradient, f },
    rectified: addends && { share: 1, active: square, alone: aboveZero(addends.normal) },
  };
}

const RECTIFIER = { below: 0, above: 1 };

/** How often a normal tensor is above 0. */
const aboveZero = ({ mean, square }: Moments): number => {
  const deviation = Math.sqrt(Math.max(0, square - mean ** 2));
  return deviation > 0 ? normalDistribution(mean / deviation) : mean > 0 ? 1 : 0;
};

/** Where a function stands in front of another one, both slopes are those of the same elements: of a rectifier squared both are 0 at once. */
function throughBoth(f: PointFunction, signal: Signal, gradient: Gradient): Gradient | undefined {
  const { outer } = gradient;
  if (outer === undefined || signal.addends !== undefined) return undefined;
  const both = composed(outer.f, f);
  if (isLong(both)) return undefined;
  const { square, mean } = slopesOf({ ...signal, nonNegative: undefined }, both);
  return { ...times(outer.before, square, mean ** 2), outer: { before: outer.before, f: both } };
}

function throughVectorActivation(
  step: BackwardStep,
  id: string,
  signal: Signal,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  if (id === 'softmax') {
    const own = step.signal(step.node.index);
    if (!isLost(own) && own.attention?.kind === 'weights') {
      const { keys, variance, causal } = own.attention;
      // What a softmax sends back sums to 0 over its keys.
      const kept = (result: Gradient): Gradient =>
        signal.attention === undefined && keys !== undefined && keys > 1
          ? { ...result, positions: -result.square / (keys - 1) }
          : result;
      // Per score E A² of what the weights get; for an unknown number of keys in powers of it.
      const passed = keys === undefined ? 0 : passedBack(keys, variance, causal === true) / keys;
      const { rows, weighing } = gradient;
      if (rows !== undefined && weighing !== undefined) {
        const sent = backThroughSoftmax(rows, weighing);
        return { ...times(gradient, sent.square / gradient.square, 0), rows: sent.rows, weighing };
      }
      // Rows of weights that get the same gradient send the same back.
      return keys === undefined
        ? { ...times({ ...gradient, units: 0 }, Math.exp(variance), 0), order: gradient.order - 2 }
        : kept(times({ ...gradient, units: 0 }, passed, passed));
    }
    const count = numbered(step.shape(input)?.axes.at(-1)?.length);
    if (count === undefined || signal.law !== undefined) return step.lost('softmax');
    const factor = passedBack(count, signal.unit, false) / count;
    return times({ ...gradient, units: 0 }, factor, 0);
  }
  const inner =
    id === 'glu'
      ? 'sigmoid'
      : id === 'swiglu'
        ? 'silu'
        : id === 'geglu'
          ? 'gelu'
          : id === 'reglu'
            ? 'relu'
            : undefined;
  const f = inner === undefined ? undefined : activationFunction(inner, {});
  if (f === undefined) return step.lost(id);
  const slope = slopesOf(signal, f).square;
  const gate = squareOf(signal, f);
  // One half is multiplied by the gate, the other one is the gate.
  return times({ ...gradient, units: 0 }, (gate + slope * signal.square) / 2, 0);
}

/** A function of each element by itself. */
function throughFunction(
  step: BackwardStep,
  name: string,
  input: number,
  gradient: Gradient,
  right: number | undefined,
  left: number | undefined,
): CarriedGradient {
  const signal = step.signal(input);
  if (isLost(signal)) return signal;
  const near =
    signal.law === undefined && isNearMean(signal) && signal.mean > 0
      ? nearMean(name, right, left)
      : undefined;
  if (near !== undefined) {
    const slope = near.slope(signal.mean) ** 2;
    return times(gradient, slope, slope);
  }
  const f = clampOf(step.call) ?? plainFunction(name, right, left, signal.nonNegative === true);
  const together = f === undefined ? undefined : throughBoth(f, signal, gradient);
  if (together !== undefined) return together;
  const outer = f && { before: gradient, f };
  if (arithmeticOf(name) === 'power' && right === 2)
    return { ...times(gradient, 4 * signal.square, 4 * signal.mean ** 2), outer };
  if (f === undefined || isSteep(signal, f)) return step.lost(name);
  const { square, mean } = slopesOf(signal, f);
  return { ...times(gradient, square, mean ** 2), outer };
}

/** A function behind a multiple of what it is applied to is one of that. */
const withOuter = (gradient: Gradient, { outer }: Gradient, inner: PointFunction): Gradient =>
  outer === undefined
    ? gradient
    : { ...gradient, outer: { before: outer.before, f: composed(outer.f, inner) } };

/** Arithmetic with one number, a mask over scores, or a function. */
export function throughElements(
  step: BackwardStep,
  node: OperationNode,
  input: number,
  gradient: Gradient,
): CarriedGradient {
  const [left, right] = step.call.positional;
  const number = numberIn(left) ?? numberIn(right);
  const { name } = step.call;
  const length = unitLengthOf(step.call, step.shape(input));
  if (length !== undefined) return toUnitLength(step, length, input, gradient);
  const signal = step.signal(input);
  if (!isLost(signal) && signal.attention?.kind === 'scores' && hidesScores(step.call)) return gradient;
  switch (arithmeticOf(name)) {
    case 'sum':
    case 'difference':
      return withOuter(gradient, gradient, affine(1, number ?? 0));
    case 'negation':
      return withOuter(gradient, gradient, affine(-1, 0));
    case 'product':
      return number === undefined
        ? step.lost(name)
        : withOuter(times(gradient, number ** 2, number ** 2), gradient, affine(number, 0));
    case 'quotient':
      return number === undefined || number === 0
        ? step.lost(name)
        : times(gradient, 1 / number ** 2, 1 / number ** 2);
    case 'mask':
      if (isLost(signal)) return signal;
      return signal.attention === undefined ? step.lost(name) : gradient;
    case 'power':
    case undefined:
      return throughFunction(
        step,
        name || node.qualifiedName,
        input,
        gradient,
        numberIn(right),
        numberIn(left),
      );
  }
}

function squareOf(signal: Signal, f: NonNullable<ReturnType<typeof activationFunction>>): number {
  return slopesOf(signal, { ...f, slope: f.value, key: `value of ${f.key}` }).square;
}
