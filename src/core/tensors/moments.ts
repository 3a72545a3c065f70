/** What is known of the elements of a tensor in a network with fresh random weights. */
import { lengthsBehindFunction, lengthsOfSum, type VectorLengths } from './vector-lengths';
import { nearbyBehindFunction, nearbyOfSum, type Nearby } from './nearby';
import { hingeOfSum } from './rectified-sum';
import {
  areConcentrated,
  mapped,
  partsOfRows,
  rowsBehindFunction,
  rowsOf,
  rowsOfProduct,
  rowsOfSum,
  type Rows,
} from './rows';
import {
  affine,
  combined,
  composed,
  isLong,
  isNonNegative,
  identity,
  pointDifference,
  pointMoments,
  type PointFunction,
} from './point-function';

/**
 * What two elements do not share, as the mean square less the mean product of the two: of one unit for two inputs of the network; at two
 * positions of one input; for two inputs at two positions; of two units; of two units for two inputs.
 */
export interface Differences {
  readonly input: number;
  readonly position: number;
  readonly both: number;
  readonly unit: number;
  readonly unitAndInput: number;
}
export const differenceNames = ['input', 'position', 'both', 'unit', 'unitAndInput'] as const;

export interface Moments extends Differences {
  /** Over units. */
  readonly mean: number;
  /** q = E x². */
  readonly square: number;
  /**
   * Of what all inputs share, the part that differs between places far from each other: at the edges, where zeros are padded. Neighbours share it,
   * so that it is no part of `position` or `both`. None where it is not given.
   */
  readonly edges?: number | undefined;
  /** E ρ² of two units over inputs and positions; 0 where it is not given. */
  readonly alike?: number | undefined;
  /** How alike near positions are beside what all share; as if none were where it is not given. */
  readonly nearby?: Nearby | undefined;
  /** How much longer some inputs are than others; all as long where it is not given. */
  readonly lengths?: VectorLengths | undefined;
  /** Of a sequence whose positions are not alike; all are where it is not given. */
  readonly rows?: Rows | undefined;
}

/** Mean square of what differs between two inputs: of vectors that point nearly the same way, too, what their lengths differ by. */
export const differsBetweenInputs = ({ square, input, lengths }: Moments): number =>
  Math.max(0, input + apartByLengths(square - input, lengths));

/** What lengths take away of the mean product of two vectors: E √(q q′) is by so much below E q. */
const apartByLengths = (shared: number, lengths: VectorLengths | undefined): number =>
  lengths?.isFresh === true ? 0 : (Math.max(0, shared) * (lengths?.variance ?? 0)) / 4;

/** Elements that are a function of normal ones: then what comes next is exact. */
export interface Law {
  /** The same number is the same normal tensor. */
  readonly base: number;
  readonly normal: Moments;
  readonly of: PointFunction;
}

export interface Signal extends Moments {
  /** Undefined for a normal tensor. */
  readonly law: Law | undefined;
  /** Weights and inputs whose randomness it carries; parts of one behind a slash. */
  readonly origins: ReadonlySet<string>;
  /** Why its differences are not known; its mean square is. */
  readonly vague: string | undefined;
  /** Attention: scores before the softmax, weights behind it. */
  readonly attention?: Attention | undefined;
  /** No element is below 0: a rectifier behind it does nothing. */
  readonly nonNegative?: boolean | undefined;
  /** Of a product: what it is made of, independent of each other. */
  readonly factors?: readonly (Signal & { readonly law: Law })[] | undefined;
  /** Of a sum: what is not below 0, and what is normal and independent of it. A rectifier behind them is taken of the two apart. */
  readonly addends?: Addends | undefined;
  /** Of a normal one that is another one times a number: the law that says so, for as long as its mean square is this. */
  readonly multiple?: { readonly law: Law; readonly square: number } | undefined;
  /** Of the largest elements of windows: what they were taken of. */
  readonly largest?: Largest | undefined;
  /** What the mean square and its differences may be off by, where a number that is not known was taken to be large. */
  readonly slack?: Slack | undefined;
}
export interface Addends {
  readonly positive: Moments;
  readonly normal: Moments;
}
/** So many elements along each axis of what the largest one was taken of, in windows that step by so many. */
export interface Largest {
  readonly of: Signal;
  /** The tensor that has these as its elements: any further step makes others. */
  readonly square: number;
  readonly sides: readonly number[];
  readonly steps: readonly number[];
}
export interface Slack {
  readonly amount: number;
  readonly reason: string;
}
/** A figure that may be off by more than this share of its square is not given. */
const MOST_SLACK = 0.3;

/** Whether a part of a tensor's mean square is known well enough to be given. */
export const isClear = ({ slack }: Signal, part: number): boolean =>
  slack === undefined || slack.amount <= MOST_SLACK * part;
export interface Attention {
  readonly kind: 'scores' | 'weights';
  /** Mean over rows of Σ_j A_j², of weights; 0 in the limit of many keys. */
  readonly concentration: number;
  /** How many keys, where that is known. */
  readonly keys: number | undefined;
  /** Of the scores that a softmax has turned into weights. */
  readonly variance: number;
  /** Of weights: whether each position sees those before it only. */
  readonly causal?: boolean;
  /** Of scores: how many units the product sums over. */
  readonly width?: number;
  /** What they are a product of. */
  readonly of?: { readonly query: Moments; readonly key: Moments };
}

/** Why a walk stops where how much a mean or a softmax keeps depends on how long a sequence is. */
export const POSITIONS = 'the number of positions';

/** Where the walk stops. */
export interface Lost {
  readonly lost: string;
  /** Index of the step that is to blame. */
  readonly at: number;
}
export type Carried = Signal | Lost;
export const isLost = (carried: Carried): carried is Lost => 'lost' in carried;

export const differencesOf = (
  moments: Differences,
  change: (difference: number, name: (typeof differenceNames)[number]) => number,
): Differences => ({
  input: change(moments.input, 'input'),
  position: change(moments.position, 'position'),
  both: change(moments.both, 'both'),
  unit: change(moments.unit, 'unit'),
  unitAndInput: change(moments.unitAndInput, 'unitAndInput'),
});

/** A tensor of independent N(0, 1), as a network's input is taken to be. */
export function standardNormal(origin: string): Signal {
  return {
    mean: 0,
    square: 1,
    ...differencesOf(zero, () => 1),
    law: undefined,
    origins: new Set([origin]),
    vague: undefined,
  };
}
const zero: Differences = { input: 0, position: 0, both: 0, unit: 0, unitAndInput: 0 };

/** The law of any signal: a normal one is its own base. */
export const lawOf = (signal: Signal, index: number): Law =>
  signal.law ?? multipleOf(signal) ?? { base: index, normal: signal, of: identity };

const multipleOf = ({ multiple, square }: Signal): Law | undefined =>
  multiple?.square === square ? multiple.law : undefined;

/** Times a number, plus another, which is known for what it was made of. @param index of the step that gave `signal` */
export function scaledOf(signal: Signal, index: number, factor: number, shift = 0): Signal {
  const result = scaled(signal, factor, shift);
  if (signal.law !== undefined) return result;
  const law = lawOf(signal, index);
  const own = { ...law, of: composed(affine(factor, shift), law.of) };
  return { ...result, multiple: { law: own, square: result.square } };
}

/** The same share of a tensor's mean square may be off behind a step as in front of it. */
export function inherited(signal: Signal, source: Signal): Signal {
  if (source.slack === undefined || source.square === 0) return signal;
  const amount = (source.slack.amount / source.square) * signal.square + (signal.slack?.amount ?? 0);
  return { ...signal, slack: { amount, reason: source.slack.reason } };
}

/** The moments of a function of a normal tensor. */
function momentsOfLaw({ normal, of }: Law): Moments {
  const variance = Math.max(0, normal.square - normal.mean ** 2);
  const { mean, square, slopeMean } = pointMoments(of, normal.mean, variance);
  // Of a small correlation a function keeps its linear part.
  const linear = (slopeMean ** 2 * variance) / Math.max(square - mean ** 2, Number.MIN_VALUE);
  const differing = (difference: number): number =>
    pointDifference(of, normal.mean, variance, Math.min(difference, 2 * variance));
  const lengths =
    normal.lengths && lengthsBehindFunction(normal.lengths, growthOf(of, normal.mean, variance, square));
  const differences = differencesOf(normal, differing);
  const { input } = differences;
  const rows = normal.rows && rowsBehindFunction(normal, of);
  return {
    mean,
    square,
    edges:
      normal.edges === undefined ? undefined : differing(normal.both + normal.edges) - differing(normal.both),
    alike: normal.alike && Math.min(1, linear ** 2) * normal.alike,
    lengths,
    nearby: nearbyBehindFunction(normal.nearby, of, {
      mean: normal.mean,
      variance,
      position: normal.position,
    }),
    ...differences,
    input: normal.lengths?.isFresh === true ? input - apartByLengths(square - input, lengths) : input,
    ...(rows && wholeOfRows(rows, { ...differences, square })),
    rows,
  };
}

/** What units share is the same part of each position's mean square. */
function wholeOfRows(rows: Rows, { square, unit, unitAndInput }: Omit<Moments, 'mean'>): Partial<Moments> {
  const parts = partsOfRows(rows);
  const share = square > 0 ? parts.square / square : 1;
  return { ...parts, unit: share * unit, unitAndInput: share * unitAndInput };
}

const STEP_OF_GROWTH = 1e-3;

/** By how much of itself a function's mean square grows where that of what it takes grows by a little of itself. */
function growthOf(of: PointFunction, mean: number, variance: number, square: number): number {
  if (!(variance > 0 && square > 0)) return 0;
  const more = pointMoments(of, mean, variance * (1 + STEP_OF_GROWTH)).square;
  return (more / square - 1) / STEP_OF_GROWTH;
}

/** An exponential of a spread of 2 has half its mean square from inputs beyond four deviations: of these a run has hardly one. */
const STEEPEST = 8;
const FAR_ABOVE = 100;

const RARE = 'an exponential of large values';

/** Whether the mean square of a function hangs on values that hardly occur, so that no run shows it. */
function hangsOnRareValues({ normal, of }: Law): boolean {
  if (of.hinge !== undefined) return false;
  const variance = Math.max(0, normal.square - normal.mean ** 2);
  const { square } = pointMoments(of, normal.mean, variance);
  if (square < FAR_ABOVE * normal.square) return false;
  return !(growthOf(of, normal.mean, variance, square) < STEEPEST);
}

const lawBehind = (f: PointFunction, law: Law): Law => ({
  ...law,
  of: law.of.key === 'x' ? f : composed(f, law.of),
});

/** Whether a function's moments and slopes hang on values that hardly occur: an exponential of large ones. */
export const isSteep = (signal: Signal, f: PointFunction): boolean =>
  f.hinge === undefined && hangsOnRareValues(lawBehind(f, lawOf(signal, -1)));

const slackOfRare = (law: Law, { square }: Moments): Slack | undefined =>
  hangsOnRareValues(law) ? { amount: square, reason: RARE } : undefined;

/** A further function of the same law is judged by itself: a logarithm behind an exponential is known again. */
const withoutRare = (signal: Signal): Signal =>
  signal.slack?.reason === RARE ? { ...signal, slack: undefined } : signal;

const unlessLong = (law: Law): Law | undefined => (isLong(law.of) ? undefined : law);

/** A further function on each element. @param index of the step that gave `signal`, for a normal one to be known by */
export function applied(signal: Signal, f: PointFunction, index: number): Signal {
  // What is normal no more and not below 0 has only the line above 0 left of a rectifier.
  if (signal.nonNegative === true && signal.law === undefined && f.hinge !== undefined)
    return scaled(signal, f.hinge.above);
  const rectified = rectifiedSum(signal, f);
  if (rectified !== undefined) {
    const plain = momentsOfLaw({ ...lawOf(signal, index), of: f });
    const share = (rectified.square - rectified.mean ** 2) / (plain.square - plain.mean ** 2);
    return inherited(
      {
        ...signal,
        mean: rectified.mean,
        square: rectified.square,
        ...differencesOf(plain, (difference) => share * difference),
        edges: plain.edges && share * plain.edges,
        alike: plain.alike,
        nearby: plain.nearby,
        law: undefined,
        slack: undefined,
        addends: undefined,
        nonNegative: isNonNegative(f) || undefined,
      },
      signal,
    );
  }
  const law = lawOf(signal, index);
  const next = lawBehind(f, law);
  const moments = momentsOfLaw(next);
  return inherited(
    {
      ...signal,
      ...moments,
      law: unlessLong(next),
      slack: slackOfRare(next, moments),
      nonNegative: isNonNegative(f) || undefined,
    },
    withoutRare(signal),
  );
}

/** E f′² and E f′ of a function applied to a signal. */
export function slopesOf(signal: Signal, f: PointFunction): { square: number; mean: number } {
  if (signal.nonNegative === true && signal.law === undefined && f.hinge !== undefined)
    return { square: f.hinge.above ** 2, mean: f.hinge.above };
  const rectified = rectifiedSum(signal, f);
  if (rectified !== undefined) return { square: rectified.slopeSquare, mean: rectified.slopeMean };
  const { normal, of } = lawOf(signal, -1);
  const variance = Math.max(0, normal.square - normal.mean ** 2);
  if (of.key === 'x') {
    const { slopeSquare, slopeMean } = pointMoments(f, normal.mean, variance);
    return { square: slopeSquare, mean: slopeMean };
  }
  const slope: PointFunction = {
    value: (x) => f.slope(of.value(x)),
    slope: () => 0,
    breaks: composed(f, of).breaks,
    key: `slope of ${f.key} at ${of.key}`,
    hinge: undefined,
    increasing: false,
  };
  const { mean, square } = pointMoments(slope, normal.mean, variance);
  return { square, mean };
}

export function scaled(signal: Signal, factor: number, shift = 0): Signal {
  const squared = factor ** 2;
  const moved = {
    mean: factor * signal.mean + shift,
    square: squared * signal.square + 2 * factor * shift * signal.mean + shift ** 2,
    ...differencesOf(signal, (difference) => squared * difference),
    edges: signal.edges && squared * signal.edges,
    rows: shift === 0 ? signal.rows : movedRows(signal, factor, shift),
  };
  const law = signal.law && unlessLong({ ...signal.law, of: composed(affine(factor, shift), signal.law.of) });
  const nonNegative = (signal.nonNegative === true && factor >= 0 && shift >= 0) || undefined;
  const factors = shift === 0 ? scaledFactors(signal.factors, factor) : undefined;
  return inherited({ ...signal, ...moved, law, factors, slack: undefined, nonNegative }, signal);
}

/** Of a product times a number: one factor times it. */
function scaledFactors(factors: Signal['factors'], by: number): Signal['factors'] {
  const [first, ...others] = factors ?? [];
  const one = first && scaled(first, by);
  return one?.law && [{ ...one, law: one.law }, ...others];
}

function movedRows(signal: Signal, factor: number, shift: number): Rows | undefined {
  const rows = rowsOf(signal);
  const more = 2 * factor * shift * signal.mean + shift ** 2;
  return rows && mapped(rows, (value) => factor ** 2 * value + more);
}

/** Hardly differs between elements, inputs and positions: beside what it is made of it counts as a number. */
export const isConcentrated = (moments: Moments): boolean =>
  moments.square - moments.mean ** 2 <= MOST_SPREAD * moments.square || isConcentratedByRows(moments);
const MOST_SPREAD = 0.05;

/** The same of each position by itself. */
function isConcentratedByRows(moments: Moments): boolean {
  const rows = moments.mean > 0 && moments.unit <= MOST_SPREAD * moments.square ? rowsOf(moments) : undefined;
  return rows !== undefined && areConcentrated(rows, MOST_SPREAD);
}

/** A function of elements that are all near their mean, by its value and slope there. */
export function linearised(signal: Signal, value: number, slope: number): Signal {
  const squared = slope ** 2;
  return {
    ...signal,
    mean: value,
    square: value ** 2 + squared * Math.max(0, signal.square - signal.mean ** 2),
    ...differencesOf(signal, (difference) => squared * difference),
    law: undefined,
    nonNegative: value >= 0 || undefined,
  };
}

/** Signals that carry no randomness in common. */
export function areIndependent(signals: readonly Signal[]): boolean {
  for (const [index, one] of signals.entries())
    for (const other of signals.slice(index + 1))
      for (const left of one.origins)
        for (const right of other.origins)
          if (left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`)) return false;
  return true;
}

const MOST_ORIGINS = 48;
export function origins(signals: readonly Signal[], index: number): ReadonlySet<string> {
  const all = new Set(signals.flatMap((signal) => [...signal.origins]));
  return all.size > MOST_ORIGINS ? new Set([`many ${index}`]) : all;
}

/** Two functions of the same normal tensor make a third one. */
export function sameBase(
  one: Signal,
  other: Signal,
  how: 'sum' | 'product',
  indices: readonly [number, number],
): Signal | undefined {
  const [left, right] = [lawOf(one, indices[0]), lawOf(other, indices[1])];
  if (left.base !== right.base) return undefined;
  const law: Law = { ...left, of: combined(how, left.of, right.of) };
  const moments = momentsOfLaw(law);
  return {
    ...one,
    ...moments,
    law: unlessLong(law),
    slack: slackOfRare(law, moments) ?? withoutRare(one).slack,
    nonNegative: allNonNegative([one, other]),
  };
}

/** Of a sum, a product or parts that are joined. */
export const allNonNegative = (signals: readonly Signal[]): true | undefined =>
  signals.every(({ nonNegative }) => nonNegative === true) || undefined;

/** A residual branch added to what a rectifier has left. */
function addendsOf(signals: readonly Signal[]): Addends | undefined {
  const [one, other] = signals;
  if (signals.length !== 2 || one === undefined || other === undefined) return undefined;
  if ((one.nonNegative === true) === (other.nonNegative === true)) return undefined;
  const [positive, normal] = one.nonNegative === true ? [one, other] : [other, one];
  return normal.law === undefined && normal.addends === undefined ? { positive, normal } : undefined;
}

/** A rectifier on such a sum, as long as nothing has been made of it since. */
function rectifiedSum(signal: Signal, f: PointFunction) {
  const { addends } = signal;
  if (addends === undefined || f.hinge === undefined || signal.law !== undefined) return undefined;
  const { positive, normal } = addends;
  const square = positive.square + normal.square + 2 * positive.mean * normal.mean;
  return Math.abs(square - signal.square) > 1e-9 * square ? undefined : hingeOfSum(positive, normal, f.hinge);
}

/** Beside what is not below 0 the rest is so small that a rectifier takes less than a twentieth of the sum's mean square away. */
function nearlyNonNegative(signals: readonly Signal[]): true | undefined {
  const rest = signals.filter(({ nonNegative }) => nonNegative !== true);
  if (rest.length === signals.length) return undefined;
  const square = rest.reduce((sum, signal) => sum + signal.square, 0);
  const others = signals.filter(({ nonNegative }) => nonNegative === true);
  const variance = others.reduce((sum, signal) => sum + signal.square - signal.mean ** 2, 0);
  return square <= 0.2 * variance || undefined;
}

/**
 * `g·a + (1 − g)·b`: two products that share a factor's normal tensor, as the gate of a highway layer or of a recurrent cell. The other
 * factors are independent of the gate and of each other, so that of them the means meet.
 */
export function mixtureOf(one: Signal, other: Signal, index: number): Signal | undefined {
  if (!isProductOfFactors(one) || !isProductOfFactors(other)) return undefined;
  for (const gate of one.factors ?? [])
    for (const rest of other.factors ?? []) {
      if (gate.law.base !== rest.law.base) continue;
      const left = one.factors?.find((factor) => factor !== gate);
      const right = other.factors?.find((factor) => factor !== rest);
      if (left === undefined || right === undefined || !areIndependent([left, right])) continue;
      const { normal } = gate.law;
      const variance = Math.max(0, normal.square - normal.mean ** 2);
      const both = combined('sum', gate.law.of, rest.law.of);
      /** E g(u) h(v), from the mean squares of g + h, g and h. */
      const joint = (difference: number): number => {
        const product = (of: PointFunction): number =>
          pointMoments(of, normal.mean, variance).square -
          pointDifference(of, normal.mean, variance, Math.min(difference, 2 * variance));
        return (product(both) - product(gate.law.of) - product(rest.law.of)) / 2;
      };
      const means = left.mean * right.mean;
      const own = means * joint(0);
      const sum = sumOf([one, other], index);
      const plain = 2 * one.mean * other.mean;
      return {
        ...sum,
        square: sum.square - plain + 2 * own,
        ...differencesOf(sum, (difference, name) => difference + 2 * (own - means * joint(normal[name]))),
        factors: undefined,
      };
    }
  return undefined;
}

/** A step behind a product makes another tensor of it, of which its factors say nothing. */
function isProductOfFactors({ factors = [], mean, square }: Signal): boolean {
  const whole = factors.reduce((all, own) => all * own.square, 1);
  const means = factors.reduce((all, own) => all * own.mean, 1);
  return Math.abs(whole - square) <= 1e-6 * square && Math.abs(means - mean) <= 1e-3 * Math.sqrt(square);
}

const sumOfEdges = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : one + other;

/** Covariances of two units add up as the squares of independent numbers do. */
function alikeInSum(one: Moments, other: Moments): number | undefined {
  const whole = (one.both + other.both) ** 2;
  return whole > 0
    ? ((one.alike ?? 0) * one.both ** 2 + (other.alike ?? 0) * other.both ** 2) / whole
    : undefined;
}

/** Each factor's covariances go with what the other one has in the mean. */
function alikeInProduct(one: Moments, other: Moments): number | undefined {
  const [left, right] = [one.both * other.square, other.both * one.mean ** 2];
  const whole = (left + right) ** 2;
  return whole > 0 ? ((one.alike ?? 0) * left ** 2 + (other.alike ?? 0) * right ** 2) / whole : undefined;
}

/** Where each factor differs, the other one is as large as it is. */
const nearbyInProduct = (one: Moments, other: Moments): Nearby | undefined =>
  nearbyOfSum([
    { nearby: one.nearby, weight: one.position * (other.square - other.position) },
    { nearby: other.nearby, weight: other.position * (one.square - one.position) },
    { nearby: undefined, weight: one.position * other.position },
  ]);

export function sumOf(signals: readonly Signal[], index: number): Signal {
  const [first, ...others] = signals;
  if (first === undefined) return standardNormal(`sum ${index}`);
  let moments: Moments = first;
  for (const other of others)
    moments = {
      mean: moments.mean + other.mean,
      square: moments.square + other.square + 2 * moments.mean * other.mean,
      edges: sumOfEdges(moments.edges, other.edges),
      alike: alikeInSum(moments, other),
      nearby: nearbyOfSum([
        { nearby: moments.nearby, weight: moments.position },
        { nearby: other.nearby, weight: other.position },
      ]),
      ...differencesOf(moments, (difference, name) => difference + other[name]),
      lengths: lengthsOfSum(moments, other),
      rows: rowsOfSum(moments, other),
    };
  const addends = addendsOf(signals);
  return {
    ...moments,
    law: undefined,
    origins: origins(signals, index),
    vague: signals.map(({ vague }) => vague).find((reason) => reason !== undefined),
    nonNegative: allNonNegative(signals) ?? (addends === undefined ? nearlyNonNegative(signals) : undefined),
    addends,
    slack: signals.reduce<Slack | undefined>(
      (total, { slack }) =>
        total === undefined || slack === undefined
          ? (total ?? slack)
          : { amount: total.amount + slack.amount, reason: total.reason },
      undefined,
    ),
  };
}

export function productOf(signals: readonly Signal[], index: number): Signal {
  const [first, ...others] = signals;
  if (first === undefined) return standardNormal(`product ${index}`);
  let moments: Moments = first;
  for (const other of others) {
    const before = moments;
    moments = {
      mean: before.mean * other.mean,
      square: before.square * other.square,
      edges: sumOfEdges(
        before.edges && before.edges * (other.square - other.both),
        other.edges && other.edges * (before.square - before.both),
      ),
      alike: alikeInProduct(before, other),
      nearby: nearbyInProduct(before, other),
      ...differencesOf(
        before,
        (difference, name) =>
          difference * other.square + before.square * other[name] - difference * other[name],
      ),
    };
    const rows = rowsOfProduct(before, other);
    if (rows !== undefined) moments = { ...moments, ...wholeOfRows(rows, moments), rows };
  }
  const whole: Signal = {
    ...moments,
    law: undefined,
    origins: origins(signals, index),
    vague: signals.map(({ vague }) => vague).find((reason) => reason !== undefined),
    nonNegative: allNonNegative(signals),
  };
  return signals.reduce(inherited, whole);
}
