/** Attention where positions are not alike: each class of queries weighs the keys that it sees. */
import { sharedScores, softmaxMoments, type SharedScores } from './attention';
import type { Moments } from './moments';
import {
  classesOf,
  commonClasses,
  lengthOf,
  meanOfRows,
  partsOfRows,
  rowsOf,
  rowsOver,
  type Rows,
  type Whole,
} from './rows';

/** What the weights of attention are made of. */
export interface Weighing {
  readonly classes: readonly number[];
  readonly causal: boolean;
  /** Of each class of queries, of the scores of the keys that it sees. */
  readonly variance: Float64Array;
  /** E Σ A² is larger by so much. */
  readonly dropout: number;
  /** How far the weights of two rows go together. */
  readonly scores: SharedScores;
}

/** The weights of one class of queries. */
interface Row {
  /** How many keys of each class one of its queries sees, and of all. */
  readonly seen: Float64Array;
  readonly keys: number;
  /** E A², E A A′ of two keys. */
  readonly own: number;
  readonly pair: number;
  /** Of the mean square of a gradient at the weights what the softmax sends back to each score. */
  readonly passed: number;
}

/** Attention of a sequence to itself: what is asked, found and weighed, and the variance of scores for a product of 1. */
export interface SelfAttention {
  readonly query: Moments;
  readonly key: Moments;
  readonly values: Moments;
  readonly queries: number | undefined;
  readonly keys: number | undefined;
  readonly scale: number;
  readonly causal: boolean;
  readonly dropout: number;
}

/** Its weights; undefined where all positions are alike and see the same keys. */
export function weighingOf(
  attention: SelfAttention,
  more: readonly (readonly number[])[] = [],
): Weighing | undefined {
  const { query, key, values, queries, keys, causal, dropout } = attention;
  if (keys === undefined || queries !== keys) return undefined;
  const known = [query, key, values].flatMap((own) => {
    const rows = rowsOf(own);
    return rows === undefined ? [] : [rows.counts];
  });
  known.push(...more);
  if (!causal && known.length === 0) return undefined;
  const classes = commonClasses([...known, causal ? classesOf(keys) : [keys]]);
  if (classes === undefined) return undefined;
  const variance = scoreVariances(classes, attention);
  return { classes, causal, variance, dropout, scores: sharedScores(query, key) };
}

/** The variance of the scores in each class of queries, whose product with the keys has a mean square of `scale` times theirs. */
function scoreVariances(
  classes: readonly number[],
  {
    query,
    key,
    scale,
    causal,
  }: { readonly query: Whole; readonly key: Whole; readonly scale: number; readonly causal: boolean },
): Float64Array {
  const [asking, found] = [rowsOver(query, classes), rowsOver(key, classes)];
  return Float64Array.from(classes, (_, row) => {
    const seen = seenBy(classes, row, causal);
    return Math.max(0, scale * (asking.square[row] ?? 0) * spreadOf(found, seen));
  });
}

/** By how much those differ that a query sees. */
function spreadOf({ square, pairs }: Rows, seen: Float64Array): number {
  const count = total(seen);
  if (count <= 1) return 0;
  const own = weighed(square, seen) / count;
  return own - (twice(pairs, seen, seen) - weighed(diagonal(pairs), seen)) / (count * (count - 1));
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

const weighed = (values: Float64Array, weights: Float64Array): number =>
  weights.reduce((sum, weight, place) => sum + weight * (values[place] ?? 0), 0);

/** Over all pairs of two classes. */
function twice(pairs: Float64Array, one: Float64Array, other: Float64Array): number {
  const width = other.length;
  let sum = 0;
  for (let row = 0; row < width; row += 1) {
    const weight = one[row] ?? 0;
    if (weight === 0) continue;
    let own = 0;
    for (let column = 0; column < width; column += 1)
      own += (other[column] ?? 0) * (pairs[row * width + column] ?? 0);
    sum += weight * own;
  }
  return sum;
}

function diagonal(pairs: Float64Array): Float64Array {
  const width = Math.round(Math.sqrt(pairs.length));
  return Float64Array.from({ length: width }, (_, row) => pairs[row * width + row] ?? 0);
}

/** With a causal mask the query in the middle of a class sees half of its class, itself among them. */
const seenBy = (classes: readonly number[], row: number, causal: boolean): Float64Array =>
  Float64Array.from(classes, (count, column) =>
    !causal || column < row ? count : column === row ? (count + 1) / 2 : 0,
  );

function rowsOfWeights({ classes, causal, variance, dropout }: Weighing): readonly Row[] {
  return classes.map((_, place) => {
    const seen = seenBy(classes, place, causal);
    const keys = total(seen);
    const { square, cube, squared } = softmaxMoments(keys, variance[place] ?? 0);
    return {
      seen,
      keys,
      own: square / (1 - dropout) / keys,
      pair: keys > 1 ? Math.max(0, 1 - square) / (keys * (keys - 1)) : 0,
      passed: Math.max(0, square - 2 * cube + squared) / keys,
    };
  });
}

/** E A A′ of two rows: of a key that both see, and of two keys. */
function acrossRows(one: Row, other: Row, shared: number): { readonly same: number; readonly two: number } {
  const even = 1 / (one.keys * other.keys);
  const most = Math.sqrt(one.own * other.own);
  const same = even > 0 && most > even ? even * (most / even) ** shared : even;
  const common = commonOf(one, other);
  const pairs = one.keys * other.keys - total(common);
  return { same, two: pairs > 0 ? Math.max(0, 1 - total(common) * same) / pairs : 0 };
}

const commonOf = (one: Row, other: Row): Float64Array =>
  one.seen.map((count, place) => Math.min(count, other.seen[place] ?? 0));

/** What is the same at one key and at two, over all keys that two rows see. */
function overKeys(
  one: Row,
  other: Row,
  weights: { readonly same: number; readonly two: number },
  values: { readonly own: Float64Array; readonly pairs: Float64Array },
): number {
  const common = commonOf(one, other);
  const all = twice(values.pairs, one.seen, other.seen) - weighed(diagonal(values.pairs), common);
  return weights.same * weighed(values.own, common) + weights.two * all;
}

/** What attention makes of its values. @param alike the mean correlation of two values beside what all share */
function attendedRows(values: Whole, weighing: Weighing, alike = 0): Rows {
  const { classes, scores } = weighing;
  const known = rowsOver(values, classes);
  const { square, inputs } = known;
  const width = classes.length;
  const near = (pairs: Float64Array, own: Float64Array): Float64Array =>
    alike === 0
      ? pairs
      : pairs.map(
          (value, place) =>
            value +
            alike * (Math.sqrt((own[Math.floor(place / width)] ?? 0) * (own[place % width] ?? 0)) - value),
        );
  const [pairs, both] = [near(known.pairs, square), near(known.both, inputs)];
  const rows = rowsOfWeights(weighing);
  const [own, other] = [
    { own: square, pairs },
    { own: inputs, pairs: both },
  ];
  const ofPairs = (value: (one: Row, other: Row) => number): Float64Array => {
    const result = new Float64Array(width ** 2);
    for (const [place, one] of rows.entries())
      for (let second = 0; second <= place; second += 1) {
        const next = rows[second];
        if (next === undefined) continue;
        result[place * width + second] = value(one, next);
        result[second * width + place] = result[place * width + second] ?? 0;
      }
    return result;
  };
  return {
    counts: classes,
    square: Float64Array.from(rows, (row) => overKeys(row, row, { same: row.own, two: row.pair }, own)),
    inputs: Float64Array.from(rows, (row) => overKeys(row, row, acrossRows(row, row, scores.input), other)),
    pairs: ofPairs((one, next) => overKeys(one, next, acrossRows(one, next, scores.position), own)),
    both: ofPairs((one, next) => overKeys(one, next, acrossRows(one, next, scores.both), other)),
  };
}

/** The same, and what they come to for all positions together. */
export function attendedByRows(values: Moments, weighing: Weighing, alike: number): Moments {
  const rows = attendedRows(values, weighing, alike);
  const parts = partsOfRows(rows);
  const unit = parts.square - values.mean ** 2;
  return { mean: values.mean, ...parts, unit, unitAndInput: unit, rows };
}

/** E g² at a position of each class, and E g g′ of two positions. */
export interface RowGradient {
  readonly counts: readonly number[];
  readonly square: Float64Array;
  readonly pairs: Float64Array;
}

/** How many queries of a class see one key of another one: of those that see it in the mean. */
const seenFrom = (classes: readonly number[], rows: readonly Row[], key: number): Float64Array =>
  Float64Array.from(rows, ({ seen }, row) => ((classes[row] ?? 0) * (seen[key] ?? 0)) / (classes[key] ?? 1));

/** What attention sends back to its values. */
export function backToValues(gradient: RowGradient, weighing: Weighing): RowGradient {
  const { classes, scores } = weighing;
  const rows = rowsOfWeights(weighing);
  const width = classes.length;
  const across = rows.map((one) => rows.map((other) => acrossRows(one, other, scores.position)));
  const tableOf = (name: 'same' | 'two'): Float64Array =>
    Float64Array.from(across.flat(), (value, place) => value[name] * (gradient.pairs[place] ?? 0));
  const [same, two] = [tableOf('same'), tableOf('two')];
  const seen = classes.map((_, key) => seenFrom(classes, rows, key));
  const alone = (table: Float64Array, weights: Float64Array): number => weighed(diagonal(table), weights);
  const square = Float64Array.from(seen, (from) => {
    const own = rows.reduce(
      (sum, row, place) => sum + (from[place] ?? 0) * row.own * (gradient.square[place] ?? 0),
      0,
    );
    return own + Math.max(0, twice(same, from, from) - alone(same, from));
  });
  const pairs = new Float64Array(width ** 2);
  for (let one = 0; one < width; one += 1)
    for (let other = 0; other <= one; other += 1) {
      const [left, right] = [seen[one], seen[other]];
      if (left === undefined || right === undefined) continue;
      const bySame = Float64Array.from(rows, (row, place) => bothSeen(classes, row, place, one, other));
      const own = rows.reduce(
        (sum, row, place) => sum + (bySame[place] ?? 0) * row.pair * (gradient.square[place] ?? 0),
        0,
      );
      const value = own + Math.max(0, twice(two, left, right) - alone(two, bySame));
      pairs[one * width + other] = value;
      pairs[other * width + one] = value;
    }
  return { counts: classes, square, pairs };
}

/** How many queries of a class see both of two keys. */
function bothSeen(
  classes: readonly number[],
  { seen }: Row,
  place: number,
  one: number,
  other: number,
): number {
  const [first, second] = [seen[one] ?? 0, seen[other] ?? 0];
  const [all, others] = [classes[one] ?? 1, classes[other] ?? 1];
  const queries = classes[place] ?? 0;
  if (one !== other) return (queries * first * second) / (all * others);
  return all > 1 ? (queries * first * Math.max(0, first - 1)) / (all * (all - 1)) : 0;
}

/** What a softmax is sent back of a gradient behind the values that it weighs: of each weight of a row. */
export function backToWeights(gradient: RowGradient, weighing: Weighing, values: Whole): RowGradient {
  const known = rowsOver(values, weighing.classes);
  return timesRows(gradient, (row) =>
    Math.max(0, spreadOf(known, seenBy(weighing.classes, row, weighing.causal))),
  );
}

/** What a softmax sends back of that to each score that a query sees, and the mean over all keys. */
export function backThroughSoftmax(
  gradient: RowGradient,
  weighing: Weighing,
): { readonly rows: RowGradient; readonly square: number } {
  const weights = rowsOfWeights(weighing);
  const rows = timesRows(gradient, (row) => weights[row]?.passed ?? 0);
  const length = lengthOf(weighing.classes);
  const square = meanOfRows(
    weighing.classes,
    rows.square.map((value, row) => (value * (weights[row]?.keys ?? 0)) / length),
  );
  return { rows, square };
}

/**
 * Of a gradient of each score that is seen: to the queries, which gather it over their keys.
 * @param width how many features the tensor has that keys and values are both made of, where they are: then a key is gathered as its value is
 */
export function backToQueries(
  scores: RowGradient,
  weighing: Weighing,
  key: Whole,
  width: number | undefined,
): RowGradient {
  const known = rowsOver(key, weighing.classes);
  const weights = rowsOfWeights(weighing);
  const { square } = timesRows(scores, (row) => {
    const own = weights[row];
    if (own === undefined) return 0;
    const gathered = own.keys * Math.max(0, spreadOf(known, own.seen));
    return width === undefined ? gathered : gathered * alongValues(known, own, width);
  });
  return { counts: weighing.classes, square, pairs: new Float64Array(square.length ** 2) };
}

/**
 * Σ A (u·δ) δ for deviations δ of the keys that a row sees, and a random u: E of its square is Σ A A′ (δ·δ′)², where independent terms give Σ A² δ⁴.
 */
function alongValues({ square, pairs }: Rows, { seen, keys, own, pair }: Row, width: number): number {
  if (keys <= 1 || !(own > 0)) return 1;
  const count = seen.length;
  const means = Float64Array.from(seen, (_, row) => {
    const column = pairs.subarray(row * count, (row + 1) * count);
    return (weighed(column, seen) + (seen[row] ? (square[row] ?? 0) - (column[row] ?? 0) : 0)) / keys;
  });
  const whole = weighed(means, seen) / keys;
  const centred = (value: number, one: number, other: number): number =>
    value - (means[one] ?? 0) - (means[other] ?? 0) + whole;
  const alone = square.map((value, row) => Math.max(0, centred(value, row, row)));
  const crossed = pairs.map((value, place) => centred(value, Math.floor(place / count), place % count) ** 2);
  const mean = weighed(alone, seen) / keys;
  if (!(mean > 0)) return 1;
  const squares = weighed(
    alone.map((value) => value ** 2),
    seen,
  );
  const others = Math.max(0, twice(crossed, seen, seen) - weighed(diagonal(crossed), seen));
  return (squares + (pair / own) * others) / (keys * mean ** 2) + 1 / (own * keys * width);
}

/** To the keys, which gather it over the queries that see them: those that get the same gradient send what they share all at once. */
export function backToKeys(scores: RowGradient, weighing: Weighing, query: Whole): RowGradient {
  const { classes } = weighing;
  const rows = rowsOfWeights(weighing);
  const asked = rowsOver(query, classes);
  const coherent = scores.pairs.map(
    (value, place) => Math.max(0, value) * Math.max(0, asked.pairs[place] ?? 0),
  );
  const square = Float64Array.from(classes, (_, key) => {
    const from = seenFrom(classes, rows, key);
    const own = weighed(
      scores.square.map((value, row) => value * (asked.square[row] ?? 0)),
      from,
    );
    return own + Math.max(0, twice(coherent, from, from) - weighed(diagonal(coherent), from));
  });
  return { counts: classes, square, pairs: new Float64Array(square.length ** 2) };
}

/** Times a factor of each class. */
export function timesRows(
  { counts, square, pairs }: RowGradient,
  factor: (row: number) => number,
): RowGradient {
  const factors = counts.map((_, row) => factor(row));
  const width = counts.length;
  return {
    counts,
    square: square.map((value, row) => value * (factors[row] ?? 0)),
    pairs: pairs.map(
      (value, place) =>
        value * Math.sqrt((factors[Math.floor(place / width)] ?? 0) * (factors[place % width] ?? 0)),
    ),
  };
}
