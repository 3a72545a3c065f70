/** Behind arithmetic with a number and plain functions of each element. */
import type { OperationNode } from '../../network/graph';
import { arithmeticOf } from '../arithmetic-names';
import { clampOf } from '../clamp';
import { hidesScores, numberIn } from '../read-call';
import { applied, isLost, linearised, scaledOf, type Carried, type Signal } from '../moments';
import { areConcentrated, partsOfRows, rowsNearMeans, rowsOf } from '../rows';
import { unitLengthOf } from '../unit-length';
import { plainFunction } from './plain-functions';
import { lost, type StepContext } from './step';

/** Arithmetic with one number, a mask over scores, or a function. */
export function elementwise(context: StepContext, step: OperationNode): Carried {
  const { call, first, index, input } = context;
  if (isLost(first)) return first;
  const length = unitLengthOf(call, input);
  if (length !== undefined) {
    if (length === 'unknown' || !(first.square > 0)) return lost(step, call.name);
    return scaledOf(first, index, 1 / Math.sqrt(length * first.square));
  }
  if (first.attention?.kind === 'scores' && hidesScores(call)) return first;
  return withNumber(context, step, first);
}

function withNumber(context: StepContext, step: OperationNode, first: Signal): Carried {
  const { call, index } = context;
  const [left, right] = call.positional;
  const leftNumber = numberIn(left);
  const rightNumber = numberIn(right);
  const number = leftNumber ?? rightNumber;
  const attentive = first.attention;
  switch (arithmeticOf(call.name)) {
    case 'sum':
      return number === undefined ? lost(step, call.name) : scaledOf(first, index, 1, number);
    case 'difference':
      if (number === undefined) return lost(step, call.name);
      return leftNumber === undefined
        ? scaledOf(first, index, 1, -number)
        : scaledOf(first, index, -1, number);
    case 'product':
      return number === undefined ? lost(step, call.name) : keep(scaledOf(first, index, number), attentive);
    case 'quotient':
      if (number === undefined || leftNumber !== undefined || number === 0) return lost(step, call.name);
      return keep(scaledOf(first, index, 1 / number), attentive);
    case 'negation':
      return scaledOf(first, index, -1);
    case 'mask':
      return attentive?.kind === 'scores' ? first : lost(step, call.name);
    case 'power':
    case undefined:
      return attentive === undefined
        ? plainElements(context, step, first, rightNumber, leftNumber)
        : lost(step, call.name || step.qualifiedName);
  }
}

/** A function of each element by itself. */
function plainElements(
  { call, index }: StepContext,
  step: OperationNode,
  signal: Signal,
  right: number | undefined,
  left: number | undefined,
): Carried {
  const name = call.name || step.qualifiedName;
  const f = clampOf(call) ?? plainFunction(name, right, left, signal.nonNegative === true);
  if (f !== undefined && signal.law !== undefined) return applied(signal, f, index);
  const near = nearMean(call.name, right, left);
  const byRows = nearMeansOfRows(signal, near);
  if (byRows !== undefined) return byRows;
  if (near !== undefined && isNearMean(signal) && signal.mean > 0) {
    const variance = Math.max(0, signal.square - signal.mean ** 2);
    const value = near.value(signal.mean) + (near.bend(signal.mean) * variance) / 2;
    return linearised(signal, value, near.slope(signal.mean));
  }
  return f === undefined ? lost(step, name) : applied(signal, f, index);
}

/** Where positions are not alike, a function of elements that are near the mean of their own. */
export function nearMeansOfRows(signal: Signal, near: ReturnType<typeof nearMean>): Signal | undefined {
  const rows = near === undefined || signal.nonNegative !== true ? undefined : rowsOf(signal);
  if (near === undefined || rows === undefined || signal.unit > MOST_UNLIKE * signal.square) return undefined;
  if (!areConcentrated(rows, MOST_UNLIKE)) return undefined;
  const { mean, rows: own } = rowsNearMeans(rows, near);
  const parts = partsOfRows(own);
  const differs = Math.max(0, parts.square - mean ** 2);
  return { ...signal, mean, ...parts, unit: 0, unitAndInput: differs, rows: own, law: undefined };
}
const MOST_UNLIKE = 0.15;

/** The same signal, which still is what it was for attention. */
export function keep(signal: Signal, attentive: Signal['attention']): Signal {
  return attentive === undefined ? signal : { ...signal, attention: attentive };
}

/** Near enough to its mean for what bends a function there to be enough. */
export const isNearMean = ({ mean, square, nonNegative }: Signal): boolean =>
  square - mean ** 2 <= (nonNegative === true ? 0.15 : 0.05) * square;

/** Functions whose argument must not be below 0, on elements that are all near their mean. */
export function nearMean(name: string, exponent: number | undefined, base: number | undefined) {
  const power =
    name === 'sqrt'
      ? 0.5
      : name === 'rsqrt'
        ? -0.5
        : name === 'reciprocal'
          ? -1
          : (name === 'pow' || name === '**') && base === undefined
            ? exponent
            : undefined;
  if (power !== undefined)
    return {
      value: (x: number) => x ** power,
      slope: (x: number) => power * x ** (power - 1),
      bend: (x: number) => power * (power - 1) * x ** (power - 2),
    };
  return name === 'log'
    ? { value: Math.log, slope: (x: number) => 1 / x, bend: (x: number) => -1 / x ** 2 }
    : undefined;
}
