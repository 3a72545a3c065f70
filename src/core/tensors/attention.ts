/** Softmax over random scores, and what attention with it makes of the values. */
import { BoundedCache } from '../bounded-cache';
import type { Differences, Moments } from './moments';
import { mapped, rowsOf } from './rows';

export interface SoftmaxMoments {
  /** E Σ_j A_j² over n keys. */
  readonly square: number;
  /** E Σ_j A_j³. */
  readonly cube: number;
  /** E (Σ_j A_j²)². */
  readonly squared: number;
}

/** With a causal mask one attention asks for some forty numbers of keys at each of six variances. */
const remembered = new BoundedCache<SoftmaxMoments>(10_000);

/**
 * For a softmax over n independent N(0, variance) scores; exact: S = n ∫ t E[e^{2s} e^{−t e^s}] E[e^{−t e^s}]^{n−1} dt over t from 0 to ∞.
 */
export function softmaxMoments(count: number, variance: number): SoftmaxMoments {
  if (count <= 1) return { square: 1, cube: 1, squared: 1 };
  if (!(variance > 1e-8)) return { square: 1 / count, cube: 1 / count ** 2, squared: 1 / count ** 2 };
  if (variance > MOST_VARIANCE) return nearlyOne(count, variance);
  const key = `${count} ${variance}`;
  return remembered.get(key) ?? remembered.keep(key, integrated(count, variance));
}

/** Beyond, one key takes nearly all: what is left to the others falls with the spread of the scores. */
const MOST_VARIANCE = 1e3;
function nearlyOne(count: number, variance: number): SoftmaxMoments {
  const at = softmaxMoments(count, MOST_VARIANCE);
  const share = Math.sqrt(MOST_VARIANCE / variance);
  const less = (value: number): number => 1 - (1 - value) * share;
  return { square: less(at.square), cube: less(at.cube), squared: less(at.squared) };
}

/** Steps of the trapezoidal rule: its error falls exponentially with them, as both integrands are analytic in a strip around the real line. */
const [SCORE_STEP, TIME_STEP] = [0.4, 0.4];

function integrated(count: number, variance: number): SoftmaxMoments {
  const spread = Math.sqrt(variance);
  const step = SCORE_STEP / Math.max(1, spread);
  // The fourth powers move the weight of the scores by four spreads, as far as the others leave it to one.
  const highest = Math.max(8, (Math.log(count) + 20) / spread);
  const scores = evenly(-8, Math.min(8 + 4 * spread, highest), step).map((at) => ({
    score: spread * at,
    weight: (step * Math.exp((-at * at) / 2)) / Math.sqrt(2 * Math.PI),
  }));
  const low = -Math.log(count) - Math.min(3 * variance, 8 * spread) - 8;
  const high = 8 * spread + 4;
  let [square, cube, squared] = [0, 0, 0];
  for (const at of evenly(low, high, TIME_STEP)) {
    let [whole, second, third, fourth] = [0, 0, 0, 0];
    for (const { score, weight } of scores) {
      // te^s, which neither overflows nor is looked at where e^−te^s is 0.
      if (at + score > 7) break;
      const own = Math.exp(at + score);
      const factor = weight * Math.exp(-own);
      whole += factor;
      second += factor * own * own;
      third += factor * own ** 3;
      fourth += factor * own ** 4;
    }
    const alone = Math.exp((count - 2) * Math.log(Math.min(1, whole)));
    const others = alone * Math.min(1, whole);
    // dt = t dτ.
    square += TIME_STEP * second * others;
    cube += (TIME_STEP * third * others) / 2;
    squared += (TIME_STEP * (fourth * others + (count - 1) * second ** 2 * alone)) / 6;
  }
  return { square: count * square, cube: count * cube, squared: count * squared };
}

function evenly(low: number, high: number, step: number): readonly number[] {
  return Array.from({ length: Math.ceil((high - low) / step) + 1 }, (_, index) => low + index * step);
}

/** Mean over rows of Σ A²: with a causal mask row i sees i keys. In the limit of many keys it is 0. */
export function concentration(keys: number | undefined, variance: number, causal: boolean): number {
  return keys === undefined
    ? 0
    : meanOfRows(keys, variance, causal ? 'square' : undefined, ({ square }) => square);
}

/** E Σ A²(1 − 2A + Σ A²), of the mean square of a gradient at the weights what a softmax sends back to the scores of a row. */
export function passedBack(keys: number, variance: number, causal: boolean): number {
  return meanOfRows(keys, variance, causal ? 'passed' : undefined, ({ square, cube, squared }) =>
    Math.max(0, square - 2 * cube + squared),
  );
}

type OfMoments = (moments: SoftmaxMoments) => number;

/** @param rows with a causal mask, the name by which the means over rows are kept */
function meanOfRows(keys: number, variance: number, rows: string | undefined, pick: OfMoments): number {
  if (rows === undefined) return pick(softmaxMoments(keys, variance));
  if (!(variance > SMALLEST && variance < LARGEST)) return causalMean(keys, variance, pick);
  // Layer after layer asks for another variance: what lies between points of a grid of logarithms is drawn through six of them.
  const at = Math.log(variance) / STEP;
  const first = Math.floor(at) - 2;
  let result = 0;
  for (let point = 0; point < POINTS; point += 1) {
    let weight = 1;
    for (let other = 0; other < POINTS; other += 1)
      if (other !== point) weight *= (at - first - other) / (point - other);
    result += weight * onGrid(keys, first + point, rows, pick);
  }
  return result;
}

const [SMALLEST, LARGEST] = [1e-7, 1e3];
const STEP = 0.25;
const POINTS = 6;
const grid = new BoundedCache<number>(4000);

function onGrid(keys: number, point: number, rows: string, pick: OfMoments): number {
  const key = `${rows} ${keys} ${point}`;
  return grid.get(key) ?? grid.keep(key, causalMean(keys, Math.exp(point * STEP), pick));
}

/** Rows of a power of two and between: the sum is smooth in their number. */
function causalMean(keys: number, variance: number, pick: OfMoments): number {
  let sum = 0;
  let before = 0;
  for (let row = 1; before < keys; row = Math.max(row + 1, Math.ceil(row * 1.25))) {
    const end = Math.min(row, keys);
    sum += (end - before) * pick(softmaxMoments((end + before + 1) / 2, variance));
    before = end;
  }
  return sum / keys;
}

/** The correlation of the scores that two rows have: of two inputs, of two positions, of both. */
export interface SharedScores {
  readonly input: number;
  readonly position: number;
  readonly both: number;
}
const apartScores: SharedScores = { input: 0, position: 0, both: 0 };

/** Of queries that go together, and of keys that two inputs share. */
export function sharedScores(query: Moments, key: Moments): SharedScores {
  const asked = (difference: number): number =>
    query.square > 0 ? Math.min(1, Math.max(0, 1 - difference / query.square)) : 0;
  const found = key.position > 0 ? Math.min(1, Math.max(0, (key.both - key.input) / key.position)) : 0;
  return {
    input: asked(query.input) * found,
    position: asked(query.position),
    both: asked(query.both) * found,
  };
}

/** E Σ A A′ of two rows: from that of even weights to that of one row with the share of the scores that they have in common. */
const together = (even: number, own: number, shared: number): number =>
  even > 0 && own > even ? even * (own / even) ** shared : even;

/**
 * Keys and values of one tensor: the mean over the weights of what has covariance C is C u for scores uᵀx, exactly for a normal x and many keys. Of C = I
 * in so many directions that is the scores' variance over their number, of the values' mean square; every query has one of its own.
 */
export interface AlongValues {
  readonly share: number;
  readonly query: Moments;
}

/** @param directions that the tensor fills which keys and values are made of */
export const alongValues = (
  query: Moments,
  scoreVariance: number,
  directions: number | undefined,
): AlongValues | undefined =>
  directions === undefined ? undefined : { share: Math.min(1, scoreVariance / directions), query };

/** What `A v` is, for weights of that concentration over so many keys. */
export function attended(
  values: Moments,
  weights: {
    readonly concentration: number;
    readonly keys: number | undefined;
    /** With a causal mask row i has i keys. */
    readonly causal?: boolean;
    /** How far the weights of two rows go together; not at all where it is not given. */
    readonly scores?: SharedScores;
    /** The mean correlation of two values, beside what all share; 0 where it is not given. */
    readonly alike?: number;
    readonly along?: AlongValues | undefined;
  },
): Moments {
  const { keys, scores = apartScores, alike = 0, along } = weights;
  const kept = (share: number): number => share + (1 - share) * alike;
  const own = kept(weights.concentration);
  const even = kept(
    keys === undefined ? 0 : weights.causal === true ? concentration(keys, 0, true) : 1 / keys,
  );
  const inputs = together(even, own, scores.input);
  const { square, position, both, input } = values;
  const shared = square - position;
  const turned = along === undefined ? 0 : position * Math.max(0, 1 - own) * along.share;
  const turnedFor = (difference: number): number =>
    along !== undefined && along.query.square > 0 ? turned * Math.min(1, difference / along.query.square) : 0;
  const alone = shared + position * own;
  const result = alone + turned;
  const sharedByInputs = square - both;
  const otherInput = sharedByInputs + (both - input) * inputs;
  const unitShare = values.mean ** 2;
  return {
    mean: values.mean,
    square: result,
    input: alone - otherInput + turnedFor(along?.query.input ?? 0),
    position: position * (own - together(even, own, scores.position)) + turnedFor(along?.query.position ?? 0),
    both:
      alone -
      sharedByInputs -
      (both - input) * together(even, own, scores.both) +
      turnedFor(along?.query.both ?? 0),
    unit: result - unitShare,
    unitAndInput: result - unitShare,
  };
}

/** Each value times its weight, before they are summed over the keys. */
export function weightedBy(
  values: Moments,
  weights: { readonly concentration: number; readonly keys: number },
): Moments {
  const { concentration: own, keys } = weights;
  const even = 1 / keys ** 2;
  const square = (own / keys) * values.square;
  const pairs = keys > 1 ? Math.max(0, 1 - own) / (keys * (keys - 1)) : 0;
  const less = (share: number, difference: number): number => square - share * (values.square - difference);
  return {
    mean: values.mean / keys,
    square,
    input: less(even, values.input),
    position: less(pairs, values.position),
    both: less(even, values.both),
    unit: less(own / keys, values.unit),
    unitAndInput: less(even, values.unitAndInput),
  };
}

/** Values, scores and output of one module whose weights are fresh. @param input of keys and values @param asking of queries */
export function selfAttention(
  input: Moments,
  weights: {
    readonly query: number;
    readonly key: number;
    readonly value: number;
    readonly output: number;
    readonly outputBias: number;
    readonly dropout: number;
    readonly keys: number | undefined;
    readonly causal: boolean;
    /** That what keys and values are made of fills. */
    readonly directions?: number | undefined;
  },
  asking: Moments = input,
): {
  readonly output: Moments;
  readonly values: Moments;
  readonly scoreVariance: number;
  readonly concentration: number;
} {
  const { keys, causal } = weights;
  const scoreVariance = weights.query * asking.square * weights.key * input.position;
  const own = concentration(keys, scoreVariance, causal) / (1 - weights.dropout);
  const values = linear(input, weights.value, 0);
  const scores = sharedScores(asking, input);
  const along = alongValues(asking, scoreVariance, weights.directions);
  const mixed = attended(values, { concentration: own, keys, causal, scores, along });
  return {
    output: linear(mixed, weights.output, weights.outputBias),
    values,
    scoreVariance,
    concentration: own,
  };
}

/** Fresh weights of mean 0 on moments of any kind. */
export function linear(moments: Moments, scale: number, bias: number): Moments {
  const square = scale * moments.square + bias;
  const kept: Pick<Differences, 'input' | 'position' | 'both'> = {
    input: scale * moments.input,
    position: scale * moments.position,
    both: scale * moments.both,
  };
  const rows = rowsOf(moments);
  return {
    mean: 0,
    square,
    ...kept,
    unit: square,
    unitAndInput: square,
    rows: rows && mapped(rows, (value) => scale * value + bias),
  };
}
