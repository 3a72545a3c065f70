/** Behind sums and products of tensors, with each other and with numbers. */
import type { Given, Model, OperationNode, SignalNode, SignalReference } from '../../network/graph';
import { isQuotient } from '../arithmetic-names';
import type { Shape } from '../axis';
import { sharedByDepthwise } from '../depthwise-residual';
import { isMeanOf, otherPlaces } from '../elsewhere';
import { isSineOrCosine } from '../made-signal';
import { nearbyOfPlaces, nearbyWithin } from '../nearby';
import { identity } from '../point-function';
import { callOfNode, numberIn, partsOf, signalsIn } from '../read-call';
import { lengthOf } from '../shapes';
import {
  areIndependent,
  differencesOf,
  isConcentrated,
  isLost,
  lawOf,
  linearised,
  mixtureOf,
  productOf,
  sameBase,
  scaled,
  scaledOf,
  standardNormal,
  sumOf,
  type Carried,
  type Differences,
  type Moments,
  type Signal,
} from '../moments';
import { keptPart } from '../stochastic-depth';
import { areTwins, sumOfTwins } from '../twins';
import { weightedValues } from './attention';
import { thinnedTo } from './dropout';
import { keep, nearMean, nearMeansOfRows } from './elements';
import { sumOverPairs } from './pairs';
import { lost, near, type StepContext, zeroDifferences } from './step';

/** A tensor that an arithmetic step takes, and the node that gives it: -1 for one that the code makes. */
interface Operand {
  readonly signal: Signal;
  readonly index: number;
}

/** The tensors that an arithmetic step takes, weights by hand among them. */
function operands(context: StepContext, step: OperationNode): readonly Operand[] | Carried {
  const { call, made, output, shapeAt, signalAt } = context;
  const found: Operand[] = [];
  const parts = call.positional.flatMap((given) =>
    given.kind === 'sequence' || (given.kind === 'constant' && typeof given.value === 'object')
      ? (partsOf(given) ?? [])
      : [given],
  );
  for (const given of parts) {
    if (given.kind === 'signal') {
      const own = signalAt(given.signal);
      if (isLost(own)) return own;
      const signal = isSpread(shapeAt(given.signal), output) ? atAllPositions(own) : own;
      found.push({ signal, index: given.signal.nodes[0] ?? -1 });
    } else if (given.kind === 'made') {
      const own = made(given.tensor);
      if (own === undefined) return lost(step, 'a tensor that is made by hand');
      found.push({ signal: own, index: -1 });
    } else if (numberOrLength(context, given) === undefined)
      return lost(step, `the other side of ${call.name || step.qualifiedName}`);
  }
  return found;
}

/** The same everywhere. */
const isNumber = ({ mean, square }: Moments): boolean => square - mean ** 2 <= 1e-9 * square;

/** Scores with a bias for each pair of positions: by what these differ a softmax sees them. */
function withBias(step: OperationNode, scores: Signal, written: Signal): Carried {
  const isSmall = written.square <= MOST_OF_SCORES * scores.position;
  // Beside scores that differ much more it hardly matters which rows of a table a bias has.
  const bias =
    written.vague !== undefined && isSmall
      ? { ...written, vague: undefined, position: written.square, both: written.square }
      : written;
  if (bias.attention !== undefined || bias.vague !== undefined || !areIndependent([scores, bias]))
    return lost(step, 'a mask');
  const { attention: own } = scores;
  return { ...sumOf([scores, { ...bias, law: undefined }], step.index), ...(own && { attention: own }) };
}

const MOST_OF_SCORES = 0.05;

/** Scores times what is the same everywhere, or weights times values. */
function attentive(step: OperationNode, own: Signal, other: Signal): Carried {
  return own.attention?.kind === 'scores' && other.attention === undefined && isNumber(other)
    ? keep(scaled(own, other.mean), own.attention)
    : weightedValues(step, own, other);
}

/** A number that is written, or that the lengths of axes come to. */
function numberOrLength({ model }: StepContext, given: Given | undefined): number | undefined {
  if (given?.kind !== 'size') return numberIn(given);
  const length = lengthOf(model, given.size);
  return typeof length === 'number' ? length : undefined;
}

function factorIn(context: StepContext): number | undefined {
  const { call } = context;
  return call.positional
    .map((given) => numberOrLength(context, given))
    .find((number) => number !== undefined);
}

/** Whether a part has one position for all that the whole has. */
export function isSpread(own: Shape | undefined, whole: Shape | undefined): boolean {
  if (own === undefined || whole === undefined || own.open || whole.open) return false;
  const back = own.axes.length - whole.axes.length;
  const places = whole.axes.flatMap(({ role, length }, place) =>
    role === 'position' && length !== 1 ? [own.axes[place + back]] : [],
  );
  return places.length > 0 && places.every((mine) => mine === undefined || mine.length === 1);
}

/** Of one position for all of them. */
export function atAllPositions(signal: Signal): Signal {
  const same = (moments: Moments): Pick<Moments, 'position' | 'both' | 'nearby' | 'rows'> => ({
    position: 0,
    both: moments.input,
    nearby: undefined,
    rows: undefined,
  });
  return {
    ...signal,
    ...same(signal),
    law: signal.law && { ...signal.law, normal: { ...signal.law.normal, ...same(signal.law.normal) } },
  };
}

/** A sum, or a difference, of tensors and numbers. */
export function added(context: StepContext, step: OperationNode): Carried {
  const { call, first, model, references } = context;
  // A mask that is added to scores leaves those it does not hide as they are.
  if (!isLost(first) && first.attention?.kind === 'scores' && references.length === 1) return first;
  const turned = rotated(context);
  if (turned !== undefined) return turned;
  const replacing = replacement(context);
  if (replacing !== undefined) return context.signalAt(replacing);
  const found = operands(context, step);
  if (!Array.isArray(found)) return found as Carried;
  const parts = found as readonly Operand[];
  const [one, other] = parts;
  if (one === undefined) return first;
  const minus = isDifference(call.name);
  const number = factorIn(context);
  if (number !== undefined && parts.length === 1)
    return scaledOf(one.signal, one.index, 1, minus ? -number : number);
  if (other === undefined) return lost(step, call.name);
  if (one.signal.attention?.kind === 'scores') return withBias(step, one.signal, other.signal);
  if (other.signal.attention?.kind === 'scores') return withBias(step, other.signal, one.signal);
  const signals = parts.map(({ signal }, place) => (minus && place > 0 ? scaled(signal, -1) : signal));
  if (areIndependent(signals)) {
    const sum = withDepthwise(context, sumOf(signals, step.index), parts);
    return /^[aA]verage$/.test(call.name) ? scaled(sum, 1 / signals.length) : sum;
  }
  if (parts.length === 2 && near(one.signal.square, other.signal.square)) {
    const isBoth = areTwins(model, one.index, other.index);
    if (isBoth) return sumOfTwins(one.signal, other.signal, minus ? -1 : 1);
  }
  const dependent = 'a sum of tensors that depend on each other';
  return dependentSum(context, step, signals, [one, other]) ?? lost(step, dependent);
}

/** `x + (q - x).detach()`, straight through: it is `q`, and its gradient is that of `x`. */
function replacement({ call, model, references }: StepContext): SignalReference | undefined {
  if (call.name !== '+' && call.name !== 'add') return undefined;
  for (const [kept, difference] of [references, [...references].reverse()]) {
    const [index, ...others] = references.length === 2 ? (difference?.nodes ?? []) : [];
    const node = others.length > 0 ? undefined : model.nodes[index ?? -1];
    if (kept === undefined || node?.kind !== 'add') continue;
    const inner = callOfNode(node);
    const [by, without] = signalsIn(inner);
    if (!isDifference(inner.name) || without === undefined || !isSameTensor(without, kept)) continue;
    // Where a gradient goes both ways it is that of neither.
    const isCut = [difference, without].some((own) => own?.isDetached === true) || kept.isDetached === true;
    if (isCut) return by;
  }
  return undefined;
}

const isSameTensor = (one: SignalReference, other: SignalReference): boolean =>
  one.nodes.length === 1 &&
  one.nodes.length === other.nodes.length &&
  one.nodes[0] === other.nodes[0] &&
  one.piece === undefined &&
  other.piece === undefined;

/** A tensor and a branch of it that ends without weights have something in common, though their weights do not. */
function withDepthwise({ model }: StepContext, sum: Signal, parts: readonly Operand[]): Signal {
  const [one, other] = parts;
  if (parts.length !== 2 || one === undefined || other === undefined) return sum;
  const shared = sharedByDepthwise(model, one, other) ?? sharedByDepthwise(model, other, one);
  if (shared === undefined) return sum;
  const more = 2 * shared.covariance;
  return {
    ...sum,
    square: sum.square + more,
    ...differencesOf(sum, (difference) => difference + more),
    nearby: nearbyWithin(
      sum.nearby,
      {
        share: more / (sum.position + more),
        varied: (2 * shared.varied) / (sum.position + more) ** 2,
      },
      shared.reach,
    ),
  };
}

/** `a·x(p) + b·x(q)` at other places of one tensor: these share what any two of them share. */
function sumOfPlaces(
  { carried, model }: StepContext,
  signals: readonly [Signal, Signal],
  [one, other]: readonly [Operand, Operand],
  minus: boolean,
): Signal | undefined {
  const places = otherPlaces(model, one.index, other.index);
  const whole = places && carried[places.source];
  if (places === undefined || whole === undefined || isLost(whole) || whole.vague !== undefined)
    return undefined;
  const [first, second] = [places.one, minus ? -places.other : places.other];
  const { square } = whole;
  const across: Differences & { readonly own: number } =
    places.role === 'position'
      ? {
          own: whole.position,
          input: whole.both,
          position: whole.position,
          both: whole.both,
          unit: whole.unit,
          unitAndInput: whole.unitAndInput,
        }
      : {
          own: whole.unit,
          input: whole.unitAndInput,
          position: whole.unit,
          both: whole.unitAndInput,
          unit: whole.unit,
          unitAndInput: whole.unitAndInput,
        };
  const product = (own: number, crossed: number): number =>
    (first ** 2 + second ** 2) * (square - own) + 2 * first * second * (square - crossed);
  const result = product(0, across.own);
  return {
    ...sumOf(signals, -1),
    mean: (first + second) * whole.mean,
    square: result,
    ...differencesOf(whole, (difference, name) => Math.max(0, result - product(difference, across[name]))),
    edges: undefined,
    alike: undefined,
    nearby:
      places.step && places.role === 'position'
        ? nearbyOfPlaces(whole.nearby, { one: first, other: second, ...places.step })
        : undefined,
    lengths: undefined,
    addends: undefined,
    nonNegative: first >= 0 && second >= 0 ? whole.nonNegative : undefined,
  };
}

/** `x + s·mean(x)`, whose covariance is the mean square of the mean. */
function withOwnMean(signals: readonly [Signal, Signal], sign: 1 | -1): Signal {
  const [whole, mean] = signals;
  const product = (own: number, shared: number): number => own + (1 + 2 * sign) * shared;
  const square = product(whole.square, mean.square);
  return {
    ...sumOf(signals, -1),
    mean: whole.mean + mean.mean,
    square,
    ...differencesOf(whole, (difference, name) =>
      Math.max(0, square - product(whole.square - difference, mean.square - mean[name])),
    ),
    addends: undefined,
    nearby: whole.nearby,
    lengths: undefined,
    nonNegative: sign === 1 ? whole.nonNegative : undefined,
  };
}

/** The sum of tensors that depend on each other, where one law covers both or one of them is small. */
function dependentSum(
  context: StepContext,
  step: OperationNode,
  signals: readonly Signal[],
  [one, other]: readonly [Operand, Operand],
): Signal | undefined {
  const { model } = context;
  const [left, right] = signals;
  const isPair = signals.length === 2 && left !== undefined && right !== undefined;
  if (isPair) {
    const minus = isDifference(context.call.name);
    const moved =
      sumOfPlaces(context, [left, right], [one, other], minus) ??
      (minus ? sumOverPairs(model, context.carried, [one.index, other.index]) : undefined);
    if (moved !== undefined) return moved;
    if (isMeanOf(model, other.index, one.index)) return withOwnMean([left, right], minus ? -1 : 1);
    if (isMeanOf(model, one.index, other.index) && !minus) return withOwnMean([right, left], 1);
  }
  const together = isPair ? sameBase(left, right, 'sum', [one.index, other.index]) : undefined;
  if (together !== undefined) return together;
  if (isPair && isSmallBeside(one.signal, other.signal, isMean(model, other.index)))
    return sumOf(signals, step.index);
  return left && right && mixtureOf(timesOne(left, one.index), timesOne(right, other.index), step.index);
}

/** A tensor as its product with a number that is 1, beside products that it is a factor of. */
const timesOne = (signal: Signal, index: number): Signal =>
  signal.factors === undefined
    ? { ...signal, factors: [{ ...signal, law: lawOf(signal, index) }, ONE] }
    : signal;
const NUMBER = {
  ...standardNormal('1'),
  ...differencesOf(zeroDifferences, () => 0),
  mean: 1,
  origins: new Set<string>(),
};
const ONE = { ...NUMBER, law: { base: -1e9, normal: NUMBER, of: identity } };

const isDifference = (name: string): boolean => /^(?:-|sub)/.test(name);

/** Beside a tensor whose elements differ much more a mean of it counts as a number. */
function isSmallBeside(one: Moments, other: Moments, isItsMean: boolean): boolean {
  const variance = ({ mean, square }: Moments): number => Math.max(0, square - mean ** 2);
  const [left, right] = [variance(one), variance(other)];
  // The covariance of anything else may be as large as the root of the two variances' ratio.
  const most = isItsMean ? 0.05 : 0.0025;
  return Math.min(left, right) <= most * Math.max(left, right);
}

const isMean = (model: Model, index: number): boolean => model.nodes[index]?.kind === 'pooling';

/** `x·cos + y·sin` for halves x and y of one tensor: rotary positions turn pairs of its elements, and leave their size. */
function rotated({ model, references, signalAt }: StepContext): Carried | undefined {
  const parts = references.map(({ nodes }) => waveProduct(model.nodes[nodes[0] ?? -1]));
  const [one, other] = parts;
  if (parts.length !== 2 || one === undefined || other === undefined || one.wave === other.wave)
    return undefined;
  const [left, right] = [signalAt(one.turned), signalAt(other.turned)];
  if (isLost(left) || isLost(right) || !near(left.square, right.square)) return undefined;
  return { ...left, law: undefined, nonNegative: undefined };
}

/** A product with sines or cosines that the code makes. */
function waveProduct(node: SignalNode | undefined) {
  if (node?.kind !== 'multiply') return undefined;
  const call = callOfNode(node);
  const wave = call.positional.flatMap((given) =>
    given.kind === 'made' ? [given.tensor.initializer] : [],
  )[0];
  const [turned, ...others] = signalsIn(call);
  return turned !== undefined && others.length === 0 && isSineOrCosine(wave) ? { wave, turned } : undefined;
}

/** The only tensor of a product with rotations, or with a mask of what is kept: undefined for any other product. */
function turnedOrThinned({ call, first, references }: StepContext, step: OperationNode): Carried | undefined {
  if (call.positional.some((given) => given.kind === 'made' && given.tensor.initializer === 'rotations'))
    return isLost(first) ? first : { ...first, law: undefined, nonNegative: undefined };
  const kept = keptPart(step);
  if (kept === undefined || references.length !== 1) return undefined;
  return isLost(first) ? first : thinnedTo(first, kept);
}

/** A product with a scale that starts at 0, whatever the rest is. */
function withZeros({ call, made }: StepContext): Signal | undefined {
  if (isQuotient(call.name)) return undefined;
  const zeros = call.positional
    .flatMap((given) => (given.kind === 'made' ? [made(given.tensor)] : []))
    .find((own) => own !== undefined && own.square === 0);
  return zeros && { ...zeros, ...differencesOf(zeroDifferences, () => 0), origins: new Set() };
}

/** A product, or a quotient, of tensors and numbers. */
export function multiplied(context: StepContext, step: OperationNode): Carried {
  const { call, model } = context;
  const passed = turnedOrThinned(context, step) ?? withZeros(context);
  if (passed !== undefined) return passed;
  const found = operands(context, step);
  if (!Array.isArray(found)) return found as Carried;
  const parts = (found as readonly Operand[]).map((part) => ({
    ...part,
    signal: asNumber(part.signal),
  }));
  const [one, other] = parts;
  const number = factorIn(context);
  const divides = isQuotient(call.name);
  if (one !== undefined && number !== undefined && parts.length === 1) {
    if (divides && (number === 0 || call.positional[0]?.kind !== 'signal')) return lost(step, call.name);
    return keep(scaledOf(one.signal, one.index, divides ? 1 / number : number), one.signal.attention);
  }
  if (one === undefined || other === undefined || parts.length !== 2) return lost(step, call.name);
  if (divides) return divided(context, step, one.signal, other.signal);
  if (one.signal.attention !== undefined || other.signal.attention !== undefined)
    return one.signal.attention === undefined
      ? attentive(step, other.signal, one.signal)
      : attentive(step, one.signal, other.signal);
  if (areIndependent([one.signal, other.signal]))
    return {
      ...productOf([one.signal, other.signal], step.index),
      factors: [one, other].map(({ signal, index: at }) => ({ ...signal, law: lawOf(signal, at) })),
    };
  const together = sameBase(one.signal, other.signal, 'product', [one.index, other.index]);
  if (together !== undefined) return together;
  // A gate that hardly depends on this very element: it is made of means over positions and fresh weights.
  return isConcentrated(one.signal) ||
    isConcentrated(other.signal) ||
    isGate(model, one.index, other.index) ||
    isGate(model, other.index, one.index)
    ? productOf([one.signal, other.signal], step.index)
    : lost(step, 'a product of tensors that depend on each other');
}

/** What hardly differs counts as a number, whatever its differences are. */
const asNumber = (signal: Signal): Signal =>
  signal.vague !== undefined && isConcentrated(signal) ? { ...signal, vague: undefined } : signal;

/** A quotient by what hardly differs from its mean. */
function divided({ call }: StepContext, step: OperationNode, one: Signal, other: Signal): Carried {
  if (one.attention !== undefined || !isConcentrated(other) || other.mean === 0) return lost(step, call.name);
  const byRows = nearMeansOfRows(other, nearMean('reciprocal', undefined, undefined));
  if (byRows !== undefined) return productOf([one, byRows], step.index);
  return productOf([one, linearised(other, 1 / other.mean, -1 / other.mean ** 2)], step.index);
}

/** Whether a factor comes from the other one through a mean over positions and weights, as in squeeze-and-excitation. */
function isGate(model: Model, gate: number, other: number): boolean {
  const seen = new Set<number>();
  const waiting: { index: number; weights: boolean; pooled: boolean }[] = [
    { index: gate, weights: false, pooled: false },
  ];
  let reached = false;
  for (let state = waiting.pop(); state !== undefined && seen.size < 64; state = waiting.pop()) {
    const { index, weights, pooled } = state;
    if (index === other) {
      if (!(weights && pooled)) return false;
      reached = true;
      continue;
    }
    if (seen.has(index)) continue;
    seen.add(index);
    const node = model.nodes[index];
    if (node === undefined) continue;
    for (const input of node.inputs)
      waiting.push({
        index: input,
        weights: weights || node.kind === 'layer',
        pooled: pooled || node.kind === 'pooling',
      });
  }
  return reached;
}
