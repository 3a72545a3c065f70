/**
 * Positions of a sequence that are not alike. Under a causal mask the first ones are means of few values and larger than the last ones; a class
 * token starts smaller than the patches beside it. A norm makes all of them equally large, so that one number for all cannot say what it does to
 * signal and gradient. Positions are followed in a few classes, each as long as it is.
 */
import { pointDifference, pointMoments, type PointFunction } from './point-function';

/** Mean products of elements of one unit, by the classes of their positions; of two positions row by row. */
export interface Rows {
  /** How many positions each class has, in their order. */
  readonly counts: readonly number[];
  /** E x². */
  readonly square: Float64Array;
  /** Of two positions. */
  readonly pairs: Float64Array;
  /** Of two inputs at one position, and at two. */
  readonly inputs: Float64Array;
  readonly both: Float64Array;
}
const tables = ['square', 'pairs', 'inputs', 'both'] as const;

/** What is known of a tensor as a whole: mean square, and what two elements do not share of it. */
export interface Whole {
  readonly mean: number;
  readonly square: number;
  readonly input: number;
  readonly position: number;
  readonly both: number;
  readonly rows?: Rows | undefined;
}
type Parts = Pick<Whole, 'square' | 'input' | 'position' | 'both'>;

export const lengthOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** The mean over all positions. */
export function meanOfRows(counts: readonly number[], values: Float64Array): number {
  return counts.reduce((sum, count, row) => sum + count * (values[row] ?? 0), 0) / lengthOf(counts);
}

/** The mean over all pairs of two positions. */
export function meanOfPairs(counts: readonly number[], values: Float64Array): number {
  const length = lengthOf(counts);
  if (length < 2) return 0;
  let sum = 0;
  for (const [row, own] of counts.entries())
    for (const [column, other] of counts.entries())
      sum += own * (other - (row === column ? 1 : 0)) * (values[row * counts.length + column] ?? 0);
  return sum / (length * (length - 1));
}

/** Of all positions together. */
export function partsOfRows({ counts, square, pairs, inputs, both }: Rows): Parts {
  const whole = meanOfRows(counts, square);
  return {
    square: whole,
    input: Math.max(0, whole - meanOfRows(counts, inputs)),
    position: Math.max(0, whole - meanOfPairs(counts, pairs)),
    both: Math.max(0, whole - meanOfPairs(counts, both)),
  };
}

/** So far, beside the mean square, rows may be off what is known of the tensor as a whole; beyond, a step has made another tensor of it. */
const MOST_OFF = 0.02;

/** A tensor's rows: a number that it was multiplied by since they were told makes no difference. */
export function rowsOf(whole: Whole): Rows | undefined {
  const { rows, square } = whole;
  if (rows === undefined || !(square > 0)) return undefined;
  const own = partsOfRows(rows);
  if (!(own.square > 0)) return undefined;
  const factor = square / own.square;
  const isOff = (['input', 'position', 'both'] as const).some(
    (name) => Math.abs(factor * own[name] - whole[name]) > MOST_OFF * square,
  );
  return isOff ? undefined : Math.abs(factor - 1) < 1e-12 ? rows : mapped(rows, (value) => factor * value);
}

/** Whether a tensor had positions that are not alike, whatever was made of it since. */
export const hasUnlikeRows = ({ rows }: Whole): boolean =>
  rows !== undefined && unevennessOf(rows.counts, rows.square) > MOST_OFF;

/** By how much E 1/q is above 1/E q. */
function unevennessOf(counts: readonly number[], square: Float64Array): number {
  return (
    meanOfRows(
      counts,
      square.map((value) => 1 / value),
    ) *
      meanOfRows(counts, square) -
    1
  );
}

export const mapped = (
  rows: Rows,
  change: (value: number, table: (typeof tables)[number]) => number,
): Rows => ({
  counts: rows.counts,
  square: rows.square.map((value) => change(value, 'square')),
  pairs: rows.pairs.map((value) => change(value, 'pairs')),
  inputs: rows.inputs.map((value) => change(value, 'inputs')),
  both: rows.both.map((value) => change(value, 'both')),
});

/** Classes of positions that are alike: short ones in front, where a mask makes the largest difference. */
export function classesOf(length: number): readonly number[] {
  const counts: number[] = [];
  let before = 0;
  for (let end = 1; before < length; end = Math.max(end + 1, Math.ceil(end * GROWTH))) {
    counts.push(Math.min(end, length) - before);
    before = Math.min(end, length);
  }
  return counts;
}
const GROWTH = 1.25;

/** Classes that divide those of all; undefined where they are of different lengths. */
export function commonClasses(all: readonly (readonly number[])[]): readonly number[] | undefined {
  const [first] = all;
  if (first === undefined || all.some((counts) => lengthOf(counts) !== lengthOf(first))) return undefined;
  const ends = new Set<number>();
  for (const counts of all) {
    let end = 0;
    for (const count of counts) ends.add((end += count));
  }
  let before = 0;
  return [...ends]
    .sort((one, other) => one - other)
    .map((end) => {
      const count = end - before;
      before = end;
      return count;
    });
}

/** For each of the finer classes the one that it is a part of. */
function placesIn(counts: readonly number[], finer: readonly number[]): readonly number[] {
  let [place, end, at] = [0, counts[0] ?? 0, 0];
  return finer.map((count) => {
    while (at >= end && place < counts.length - 1) end += counts[(place += 1)] ?? 0;
    at += count;
    return place;
  });
}

/** Of one value for each class those of finer classes. */
export function overClasses(
  counts: readonly number[],
  values: Float64Array,
  classes: readonly number[],
): Float64Array {
  if (counts.length === classes.length) return values;
  return Float64Array.from(placesIn(counts, classes), (place) => values[place] ?? 0);
}

/** Of one value for each two classes those of finer classes. */
export function overPairs(
  counts: readonly number[],
  values: Float64Array,
  classes: readonly number[],
): Float64Array {
  if (counts.length === classes.length) return values;
  const places = placesIn(counts, classes);
  return Float64Array.from(
    places.flatMap((row) => places.map((column) => values[row * counts.length + column] ?? 0)),
  );
}

/** Of a tensor whose positions are alike as far as anybody knows, each is as large as all together. */
export function rowsOver(whole: Whole, classes: readonly number[]): Rows {
  const own = rowsOf(whole);
  if (own === undefined) {
    const { square, position, input, both } = whole;
    const [one, two] = [classes.length, classes.length ** 2];
    return {
      counts: classes,
      square: new Float64Array(one).fill(square),
      pairs: new Float64Array(two).fill(square - position),
      inputs: new Float64Array(one).fill(square - input),
      both: new Float64Array(two).fill(square - both),
    };
  }
  return {
    counts: classes,
    square: overClasses(own.counts, own.square, classes),
    pairs: overPairs(own.counts, own.pairs, classes),
    inputs: overClasses(own.counts, own.inputs, classes),
    both: overPairs(own.counts, own.both, classes),
  };
}

/** Rows of what two tensors come to; none where neither has any. */
function together(one: Whole, other: Whole, how: (left: number, right: number) => number): Rows | undefined {
  const known = [rowsOf(one), rowsOf(other)].flatMap((rows) => (rows?.counts ? [rows.counts] : []));
  const classes = known.length === 0 ? undefined : commonClasses(known);
  if (classes === undefined) return undefined;
  const [left, right] = [rowsOver(one, classes), rowsOver(other, classes)];
  const joined = (table: (typeof tables)[number]): Float64Array =>
    left[table].map((value, place) => how(value, right[table][place] ?? 0));
  return {
    counts: classes,
    square: joined('square'),
    pairs: joined('pairs'),
    inputs: joined('inputs'),
    both: joined('both'),
  };
}

/** Of a sum of independent tensors. */
export const rowsOfSum = (one: Whole, other: Whole): Rows | undefined =>
  together(one, other, (left, right) => left + right + 2 * one.mean * other.mean);

/** Of a product of independent tensors. */
export const rowsOfProduct = (one: Whole, other: Whole): Rows | undefined =>
  together(one, other, (left, right) => left * right);

/** So many points a function's map of correlations is drawn through. */
const POINTS = 7;

/** Behind a function of each element of a normal tensor. */
export function rowsBehindFunction(normal: Whole, of: PointFunction): Rows | undefined {
  const rows = rowsOf(normal);
  const { mean } = normal;
  const variance = normal.square - mean ** 2;
  if (rows === undefined || !(variance > 0)) return undefined;
  const squareAt = (own: number): number => pointMoments(of, mean, Math.max(0, own - mean ** 2)).square;
  const whole = squareAt(normal.square);
  if (!(whole > 0)) return undefined;
  const known = new Map<number, number>();
  const square = rows.square.map((own) => {
    const key = Math.round((own / normal.square) * 1e6);
    const result = known.get(key) ?? squareAt(own);
    known.set(key, result);
    return result;
  });
  const shares = Array.from(
    { length: POINTS },
    (_, point) => 1 - pointDifference(of, mean, variance, (1 - point / (POINTS - 1)) * variance) / whole,
  );
  const width = rows.counts.length;
  const apart = (value: number, one: number, other: number): number => {
    const spread = Math.sqrt(
      Math.max(0, (rows.square[one] ?? 0) - mean ** 2) * Math.max(0, (rows.square[other] ?? 0) - mean ** 2),
    );
    const correlation = spread > 0 ? Math.max(0, Math.min(1, (value - mean ** 2) / spread)) : 0;
    return drawnThrough(shares, correlation) * Math.sqrt((square[one] ?? 0) * (square[other] ?? 0));
  };
  const ofPairs = (values: Float64Array): Float64Array =>
    values.map((value, place) => apart(value, Math.floor(place / width), place % width));
  return {
    counts: rows.counts,
    square,
    pairs: ofPairs(rows.pairs),
    inputs: rows.inputs.map((value, place) => apart(value, place, place)),
    both: ofPairs(rows.both),
  };
}

/** Between points that stand evenly from 0 to 1. */
function drawnThrough(values: readonly number[], at: number): number {
  const last = values.length - 1;
  let result = 0;
  for (const [point, value] of values.entries()) {
    let weight = value;
    for (let other = 0; other <= last; other += 1)
      if (other !== point) weight *= (at * last - other) / (point - other);
    result += weight;
  }
  return result;
}

/** What a norm over the features of each position takes away of its mean square, and of what two positions, two inputs and both share. */
export interface TakenByNorm {
  readonly own: number;
  readonly otherPosition: number;
  readonly otherInput: number;
  readonly otherBoth: number;
  readonly epsilon: number;
  readonly scale: number;
  readonly shift: number;
  /** What the mean of its features leaves in what is not centred. */
  readonly mean: number;
}

/** Behind a norm over the features of each position: all of them are as large. */
export function rowsBehindNorm(whole: Whole, taken: TakenByNorm): Rows | undefined {
  const rows = rowsOf(whole);
  if (rows === undefined) return undefined;
  const width = rows.counts.length;
  const squared = taken.scale ** 2;
  const part = (own: number): number => own / whole.square;
  const variance = rows.square.map((value) => value * (1 - part(taken.own)));
  const added = (one: number, other: number): number =>
    taken.shift ** 2 + taken.shift * taken.scale * taken.mean * (one ** -0.5 + other ** -0.5);
  const divided = (value: number, one: number, other: number, removed: number): number => {
    const [left, right] = [variance[one] ?? 0, variance[other] ?? 0].map((own) => own + taken.epsilon);
    if (left === undefined || right === undefined) return 0;
    const size = Math.sqrt((rows.square[one] ?? 0) * (rows.square[other] ?? 0));
    return (squared * (value - part(removed) * size)) / Math.sqrt(left * right) + added(left, right);
  };
  const ofPairs = (values: Float64Array, removed: number): Float64Array =>
    values.map((value, place) => divided(value, Math.floor(place / width), place % width, removed));
  return {
    counts: rows.counts,
    square: rows.square.map((value, place) => divided(value, place, place, taken.own)),
    pairs: ofPairs(rows.pairs, taken.otherPosition),
    inputs: rows.inputs.map((value, place) => divided(value, place, place, taken.otherInput)),
    both: ofPairs(rows.both, taken.otherBoth),
  };
}

/** Tensors one behind the other along the positions: two of different ones share their means only. */
export function rowsOfJoined(parts: readonly { readonly whole: Whole; readonly length: number }[]): Rows {
  const known = parts.map(({ whole, length }) => {
    const own = rowsOf(whole);
    return rowsOver(whole, own !== undefined && lengthOf(own.counts) === length ? own.counts : [length]);
  });
  const counts = known.flatMap((own) => own.counts);
  const part = known.flatMap((own, place) => own.counts.map((_, row) => ({ place, row })));
  const ofEach = (table: 'square' | 'inputs'): Float64Array =>
    Float64Array.from(part, ({ place, row }) => known[place]?.[table][row] ?? 0);
  const ofPairs = (table: 'pairs' | 'both'): Float64Array =>
    Float64Array.from(
      part.flatMap((one) =>
        part.map((other) => {
          const own = known[one.place];
          return one.place === other.place && own !== undefined
            ? (own[table][one.row * own.counts.length + other.row] ?? 0)
            : (parts[one.place]?.whole.mean ?? 0) * (parts[other.place]?.whole.mean ?? 0);
        }),
      ),
    );
  return {
    counts,
    square: ofEach('square'),
    inputs: ofEach('inputs'),
    pairs: ofPairs('pairs'),
    both: ofPairs('both'),
  };
}

/** Whether positions differ so much in size, or in what they share, that one number for all says too little. */
export function areUnlike({ counts, square, inputs }: Rows): boolean {
  if (unevennessOf(counts, square) > MOST_OFF) return true;
  // As large as the others, a class token still says nothing of the input.
  const shared = Array.from(square, (value, row) => (inputs[row] ?? 0) / value);
  return Math.max(...shared) - Math.min(...shared) > MOST_OFF;
}

/** The positions from one to before another one; undefined where there are none. */
export function rowsBetween(rows: Rows, from: number, to: number): Rows | undefined {
  const kept: { readonly place: number; readonly count: number }[] = [];
  let start = 0;
  for (const [place, count] of rows.counts.entries()) {
    const inside = Math.min(to, start + count) - Math.max(from, start);
    if (inside > 0) kept.push({ place, count: inside });
    start += count;
  }
  if (kept.length === 0) return undefined;
  const ofEach = (values: Float64Array): Float64Array =>
    Float64Array.from(kept, ({ place }) => values[place] ?? 0);
  const ofPairs = (values: Float64Array): Float64Array =>
    Float64Array.from(
      kept.flatMap((one) => kept.map((other) => values[one.place * rows.counts.length + other.place] ?? 0)),
    );
  return {
    counts: kept.map(({ count }) => count),
    square: ofEach(rows.square),
    inputs: ofEach(rows.inputs),
    pairs: ofPairs(rows.pairs),
    both: ofPairs(rows.both),
  };
}

/** A mean over so many units of each position. @param shared of the mean square what two units have in common: of one input, and of two */
export function rowsOfUnitMean(
  whole: Whole,
  count: number | undefined,
  shared: { readonly unit: number; readonly unitAndInput: number },
): Rows | undefined {
  const rows = rowsOf(whole);
  if (rows === undefined) return undefined;
  const width = rows.counts.length;
  const own = count === undefined ? 0 : 1 / count;
  const kept = (value: number, part: number, size: number): number =>
    own * value + (1 - own) * (part / whole.square) * size;
  const sizeOf = (one: number, other: number): number =>
    Math.sqrt((rows.square[one] ?? 0) * (rows.square[other] ?? 0));
  const ofPairs = (values: Float64Array): Float64Array =>
    values.map((value, place) =>
      kept(value, shared.unitAndInput, sizeOf(Math.floor(place / width), place % width)),
    );
  return {
    counts: rows.counts,
    square: rows.square.map((value) => kept(value, shared.unit, value)),
    inputs: rows.inputs.map((value, place) => kept(value, shared.unitAndInput, rows.square[place] ?? 0)),
    pairs: ofPairs(rows.pairs),
    both: ofPairs(rows.both),
  };
}

/** Whether each position has nearly one value for all inputs, however much positions differ. */
export const areConcentrated = ({ counts, square, inputs }: Rows, most: number): boolean =>
  meanOfRows(
    counts,
    square.map((value, row) => (value > 0 ? 1 - (inputs[row] ?? 0) / value : 0)),
  ) <= most;

/** A function of elements that are above 0 and near the mean of their position. */
export function rowsNearMeans(
  { counts, square, inputs }: Rows,
  f: {
    readonly value: (x: number) => number;
    readonly slope: (x: number) => number;
    readonly bend: (x: number) => number;
  },
): { readonly mean: number; readonly rows: Rows } {
  const means = inputs.map((value) => Math.sqrt(Math.max(0, value)));
  const variances = square.map((value, row) => Math.max(0, value - (inputs[row] ?? 0)));
  const values = means.map((mean, row) => f.value(mean) + (f.bend(mean) * (variances[row] ?? 0)) / 2);
  const pairs = Float64Array.from(
    counts.flatMap((_, one) => [...values].map((value) => (values[one] ?? 0) * value)),
  );
  return {
    mean: meanOfRows(counts, values),
    rows: {
      counts,
      square: values.map((value, row) => value ** 2 + f.slope(means[row] ?? 0) ** 2 * (variances[row] ?? 0)),
      inputs: values.map((value) => value ** 2),
      pairs,
      both: pairs,
    },
  };
}
