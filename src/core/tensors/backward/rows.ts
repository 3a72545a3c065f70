/** Gradients of positions that are not alike: those of a causal model's first ones, or one that is taken of all. */
import { timesRows, type RowGradient } from '../attention-rows';
import type { Shape } from '../axis';
import {
  commonClasses,
  lengthOf,
  meanOfPairs,
  meanOfRows,
  overClasses,
  overPairs,
  rowsOf,
  type Whole,
} from '../rows';
import type { Gradient } from './gradient';

/** Why a gradient stops where positions do not get the same, and it is not known which gets what. */
export const UNLIKE = 'positions that are not alike';

/** Of a gradient that all positions get alike, as far as anybody knows, each gets as much. */
export function rowsOver({ rows, square, positions }: Gradient, classes: readonly number[]): RowGradient {
  if (rows === undefined || lengthOf(rows.counts) !== lengthOf(classes))
    return {
      counts: classes,
      square: new Float64Array(classes.length).fill(square),
      pairs: new Float64Array(classes.length ** 2).fill(positions),
    };
  return {
    counts: classes,
    square: overClasses(rows.counts, rows.square, classes),
    pairs: overPairs(rows.counts, rows.pairs, classes),
  };
}

/** Of all positions together. */
export const withRows = (gradient: Gradient, rows: RowGradient): Gradient => ({
  ...gradient,
  square: meanOfRows(rows.counts, rows.square),
  positions: meanOfPairs(rows.counts, rows.pairs),
  rows,
});

export const scaledRows = (rows: RowGradient, square: number, pairs = square): RowGradient => ({
  counts: rows.counts,
  square: rows.square.map((value) => square * value),
  pairs: rows.pairs.map((value) => pairs * value),
});

/** Of gradients that add up; none where none of them has any. */
export function sumOfRows(gradients: readonly Gradient[]): RowGradient | undefined {
  const known = gradients.flatMap(({ rows }) => (rows === undefined ? [] : [rows.counts]));
  const classes = known.length === 0 ? undefined : commonClasses(known);
  if (classes === undefined) return undefined;
  return addedRows(
    gradients.map((gradient) => rowsOver(gradient, classes)),
    classes,
  );
}

/** Of gradients of the same classes. */
export function addedRows(all: readonly RowGradient[], classes: readonly number[]): RowGradient {
  const sum = (table: 'square' | 'pairs', length: number): Float64Array =>
    Float64Array.from({ length }, (_, place) =>
      all.reduce((whole, own) => whole + (own[table][place] ?? 0), 0),
    );
  return { counts: classes, square: sum('square', classes.length), pairs: sum('pairs', classes.length ** 2) };
}

/** Behind a step that does the same to all positions. */
export function rowsBehind(
  before: Gradient,
  after: Gradient,
  shape: Shape | undefined,
): RowGradient | undefined {
  const { rows } = before;
  if (rows === undefined || before.order !== after.order || !(before.square > 0)) return undefined;
  const length = lengthOf(rows.counts);
  const isKept =
    shape === undefined ||
    shape.open ||
    shape.axes.some((own) => typeof own.length !== 'number' || own.length === length);
  if (!isKept) return undefined;
  const square = after.square / before.square;
  const isShared = Math.abs(before.positions) > 1e-9 * before.square;
  return scaledRows(rows, square, isShared ? after.positions / before.positions : square);
}

/** Each position times the mean square that another tensor has there; undefined where all of its positions are alike. */
export function timesSquares(
  gradient: Gradient,
  whole: Whole,
  factor: (square: number) => number,
): Gradient | undefined {
  const own = rowsOf(whole);
  const classes =
    own && commonClasses([own.counts, ...(gradient.rows === undefined ? [] : [gradient.rows.counts])]);
  if (own === undefined || classes === undefined) return undefined;
  const squares = overClasses(own.counts, own.square, classes);
  return withRows(
    gradient,
    timesRows(rowsOver(gradient, classes), (row) => factor(squares[row] ?? 0)),
  );
}

/** One of so many positions gets all of it. */
export function atOnePosition(gradient: Gradient, place: number, length: number): Gradient {
  const counts = [place, 1, length - place - 1].filter((count) => count > 0);
  const row = place > 0 ? 1 : 0;
  const square = new Float64Array(counts.length);
  square[row] = gradient.square;
  return withRows(gradient, { counts, square, pairs: new Float64Array(counts.length ** 2) });
}

/** Of positions in their order those from one to before another one. */
export function positionsBetween(gradient: Gradient, from: number, to: number): Gradient | undefined {
  const { rows } = gradient;
  if (rows === undefined) return undefined;
  const ends = [from, to, lengthOf(rows.counts)];
  const counts = commonClasses([
    rows.counts,
    ends.map((end, place) => end - (ends[place - 1] ?? 0)).filter((count) => count > 0),
  ]);
  if (counts === undefined) return undefined;
  const all = rowsOver(gradient, counts);
  let start = 0;
  const kept = counts.flatMap((count, place) => {
    const isInside = start >= from && start + count <= to;
    start += count;
    return isInside ? [place] : [];
  });
  if (kept.length === 0) return undefined;
  return withRows(gradient, {
    counts: kept.map((place) => counts[place] ?? 0),
    square: Float64Array.from(kept, (place) => all.square[place] ?? 0),
    pairs: Float64Array.from(
      kept.flatMap((one) => kept.map((other) => all.pairs[one * counts.length + other] ?? 0)),
    ),
  });
}
