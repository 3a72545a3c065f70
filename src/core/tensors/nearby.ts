/**
 * How alike near positions are, by their distance. Fresh weights alone make no two positions alike in the mean, however their windows overlap: the
 * mean product of two outputs is that of two inputs at one tap. Each unit has its own weights, though, and their chance products make its neighbours
 * alike or opposed; a rectifier takes more of the first than of the second, and a pooling whose windows overlap shares elements. Means over positions
 * keep what neighbours share.
 */
import { BoundedCache } from '../bounded-cache';
import { hermiteSquares } from '../numerics/hermite';
import type { PointFunction } from './point-function';

/** Correlations beside what all positions share, over distances along two axes: row by row, none beyond the last. */
export interface Nearby {
  readonly rows: number;
  readonly columns: number;
  /** Mean over units; 1 at no distance. */
  readonly mean: Float64Array;
  /** Mean square over units. */
  readonly square: Float64Array;
  /** Mean square between two units. */
  readonly units: Float64Array;
  /** Of two axes that a reshape has made one: how long they were. */
  readonly folded?: readonly [number, number] | undefined;
}

/** Positions that have nothing in common. */
const apart: Nearby = {
  rows: 1,
  columns: 1,
  mean: Float64Array.of(1),
  square: Float64Array.of(1),
  units: Float64Array.of(0),
};

/** Along one axis. */
export interface Sliding {
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
}

const NONE = 1e-5;
/** So many distances are told apart along an axis, and on both together. */
const [LONGEST, MOST] = [128, 4096];

/** Without the distances at which nothing is left. */
function trimmed(nearby: Nearby): Nearby | undefined {
  const { rows, columns, mean, square, units, folded } = nearby;
  let [lastRow, lastColumn] = [0, 0];
  for (let at = 0; at < mean.length; at += 1) {
    if (Math.abs(mean[at] ?? 0) <= NONE && (square[at] ?? 0) <= NONE && (units[at] ?? 0) <= NONE) continue;
    lastRow = Math.max(lastRow, Math.floor(at / columns));
    lastColumn = Math.max(lastColumn, at % columns);
  }
  if (lastRow === 0 && lastColumn === 0 && (units[0] ?? 0) <= NONE) return undefined;
  if (lastRow === rows - 1 && lastColumn === columns - 1) return nearby;
  const [height, width] = [lastRow + 1, lastColumn + 1];
  const cut = (values: Float64Array): Float64Array =>
    filled(height, width, (row, column) => values[row * columns + column] ?? 0);
  return { rows: height, columns: width, mean: cut(mean), square: cut(square), units: cut(units), folded };
}

function filled(rows: number, columns: number, value: (row: number, column: number) => number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) result[row * columns + column] = value(row, column);
  return result;
}

const at = ({ rows, columns }: Nearby, values: Float64Array, row: number, column: number): number =>
  row < rows && column < columns ? (values[row * columns + column] ?? 0) : 0;

const ONE: Sliding = { taps: 1, stride: 1, dilation: 1 };
const alongAxes = (axes: readonly Sliding[]): readonly [Sliding, Sliding] | undefined => {
  const [one, other] = axes;
  if (axes.length > 2) return undefined;
  return axes.length === 2 ? [one ?? ONE, other ?? ONE] : [ONE, one ?? ONE];
};

const reachBehind = (distances: number, { taps, stride, dilation }: Sliding, longest: number): number =>
  Math.min(longest, LONGEST, Math.floor((distances - 1 + (taps - 1) * dilation) / stride) + 1);

/** Over all pairs of taps of two windows the mean of what belongs to their distance. */
function slid(
  from: Nearby,
  values: Float64Array,
  [vertical, horizontal]: readonly [Sliding, Sliding],
  [rows, columns]: readonly [number, number],
): Float64Array {
  const half = new Float64Array(rows * from.columns);
  for (let row = 0; row < rows; row += 1)
    for (let tap = 1 - vertical.taps; tap < vertical.taps; tap += 1) {
      const source = Math.abs(row * vertical.stride + tap * vertical.dilation);
      if (source >= from.rows) continue;
      const weight = (vertical.taps - Math.abs(tap)) / vertical.taps ** 2;
      for (let column = 0; column < from.columns; column += 1)
        half[row * from.columns + column] =
          (half[row * from.columns + column] ?? 0) + weight * (values[source * from.columns + column] ?? 0);
    }
  const whole = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column += 1)
    for (let tap = 1 - horizontal.taps; tap < horizontal.taps; tap += 1) {
      const source = Math.abs(column * horizontal.stride + tap * horizontal.dilation);
      if (source >= from.columns) continue;
      const weight = (horizontal.taps - Math.abs(tap)) / horizontal.taps ** 2;
      for (let row = 0; row < rows; row += 1)
        whole[row * columns + column] =
          (whole[row * columns + column] ?? 0) + weight * (half[row * from.columns + source] ?? 0);
    }
  return whole;
}

/** What meets in a unit of a layer. */
export interface Mixing {
  readonly axes: readonly Sliding[];
  /** Of each group. */
  readonly channels: number;
  readonly groups: number;
  /** Of the output, where they are known. */
  readonly lengths: readonly (number | undefined)[];
}

/** Behind a layer with fresh weights: E (Σ w w′ ρ)², of weights each by itself. */
export function nearbyBehindWeights(
  before: Nearby | undefined,
  { axes, channels, groups, lengths }: Mixing,
): Nearby | undefined {
  const along = alongAxes(axes);
  if (along === undefined || !(channels > 0)) return undefined;
  const from = before ?? apart;
  const [height, width] = lengths.length === 2 ? lengths : [1, lengths[0]];
  const rows = reachBehind(from.rows, along[0], height ?? LONGEST);
  const columns = reachBehind(from.columns, along[1], width ?? LONGEST);
  if (rows * columns > MOST) return undefined;
  const own = slid(from, from.square, along, [rows, columns]);
  const others = slid(from, from.units, along, [rows, columns]);
  const within = own.map((value, place) => value / channels + (1 - 1 / channels) * (others[place] ?? 0));
  const mean = filled(rows, columns, (row, column) =>
    at(from, from.mean, row * along[0].stride, column * along[1].stride),
  );
  return trimmed({
    rows,
    columns,
    mean,
    square: within.map((value, place) => (place === 0 ? 1 : Math.min(1, (mean[place] ?? 0) ** 2 + value))),
    units: within.map((value, place) =>
      Math.min(1, value / groups + (1 - 1 / groups) * (others[place] ?? 0)),
    ),
  });
}

/**
 * Behind a mean over windows, or a maximum.
 * @param overlapping of a maximum: how alike two windows are that have so many elements in common
 */
export function nearbyBehindWindow(
  before: Nearby | undefined,
  axes: readonly Sliding[],
  overlapping?: (common: number) => number,
): Nearby | undefined {
  const along = alongAxes(axes);
  if (along === undefined) return undefined;
  const from = before ?? apart;
  const rows = reachBehind(from.rows, along[0], LONGEST);
  const columns = reachBehind(from.columns, along[1], LONGEST);
  if (rows * columns > MOST) return undefined;
  const sides: readonly [number, number] = [rows, columns];
  const size = along[0].taps * along[1].taps;
  const mean = slid(from, from.mean, along, sides);
  const [whole = 1] = mean;
  const common = (distance: number, { taps, stride }: Sliding): number =>
    Math.max(0, taps - distance * stride);
  const kept = filled(rows, columns, (row, column) => {
    const own = mean[row * columns + column] ?? 0;
    if (row === 0 && column === 0) return 1;
    if (overlapping === undefined) return own / whole;
    const same = common(row, along[0]) * common(column, along[1]);
    const alike = overlapping(same);
    return alike + (1 - alike) * Math.max(0, own - same / size ** 2);
  });
  const spread = from.square.map((value, place) => Math.max(0, value - (from.mean[place] ?? 0) ** 2));
  const varied = slid(from, spread, along, sides);
  return trimmed({
    rows,
    columns,
    mean: kept,
    square: kept.map((value, place) => (place === 0 ? 1 : Math.min(1, value ** 2 + (varied[place] ?? 0)))),
    units: slid(from, from.units, along, sides),
  });
}

/** Where a place along an axis that was made longer comes from: places of before, with their shares. */
export type Between = readonly (readonly [place: number, share: number])[];

/**
 * Behind a resampling that makes each axis longer by a whole number.
 * @param between along each axis the sources of one place after the other, as they repeat
 */
export function nearbyBehindResampling(
  before: Nearby | undefined,
  axes: readonly { readonly scale: number; readonly between: readonly Between[] }[],
): Nearby | undefined {
  const from = before ?? apart;
  const single = { scale: 1, between: [[[0, 1]]] as readonly Between[] };
  const [vertical, horizontal] = axes.length === 1 ? [single, axes[0]] : axes;
  if (vertical === undefined || horizontal === undefined || axes.length > 2) return before;
  const rows = (from.rows + 1) * vertical.scale;
  const columns = (from.columns + 1) * horizontal.scale;
  if (rows * columns > MOST || !Number.isInteger(rows) || !Number.isInteger(columns)) return undefined;
  const [down, across] = [meetings(vertical, rows), meetings(horizontal, columns)];
  const slideOver = (values: Float64Array): Float64Array =>
    filled(rows, columns, (row, column) => {
      let sum = 0;
      for (const [own, weight] of down[row] ?? [])
        for (const [other, share] of across[column] ?? [])
          sum += weight * share * at(from, values, own, other);
      return sum;
    });
  const mean = slideOver(from.mean);
  const [whole = 1] = mean;
  if (!(whole > 0)) return undefined;
  const spread = from.square.map((value, place) => Math.max(0, value - (from.mean[place] ?? 0) ** 2));
  const varied = slideOver(spread);
  const own = mean.map((value) => value / whole);
  return trimmed({
    rows,
    columns,
    mean: own,
    square: own.map((value, place) => (place === 0 ? 1 : Math.min(1, value ** 2 + (varied[place] ?? 0)))),
    units: slideOver(from.units),
  });
}

/** For each distance behind it: at which distances in front of it sources meet, and how much of them. */
function meetings(
  { scale, between }: { readonly scale: number; readonly between: readonly Between[] },
  count: number,
): readonly (readonly (readonly [distance: number, share: number])[])[] {
  const sources = (place: number): Between => {
    const phase = place % scale;
    return (between[phase] ?? []).map(([own, share]) => [own + (place - phase) / scale, share] as const);
  };
  return Array.from({ length: count }, (_, distance) => {
    const found = new Map<number, number>();
    for (let phase = 0; phase < scale; phase += 1)
      for (const [one, share] of sources(phase))
        for (const [other, more] of sources(phase + distance)) {
          const apartBy = Math.abs(one - other);
          found.set(apartBy, (found.get(apartBy) ?? 0) + (share * more) / scale);
        }
    return [...found];
  });
}

/** What a function makes of correlations: nodes from −1 to 1. */
const NODES = 16;
const maps = new BoundedCache<Float64Array>(400);

function mapOf(f: PointFunction, mean: number, variance: number, position: number): Float64Array {
  const shared = Math.min(0.99, Math.max(0, 1 - position / variance));
  // The map is as smooth as its squares are: three digits are enough.
  const [center, spread, common] = [mean, Math.sqrt(variance), shared].map((value) =>
    Number(value.toPrecision(3)),
  );
  const key = `${f.key} ${center} ${spread} ${common}`;
  return maps.get(key) ?? maps.keep(key, computedMap(f, center ?? 0, spread ?? 1, common ?? 0));
}

function computedMap(f: PointFunction, mean: number, spread: number, shared: number): Float64Array {
  const squares = hermiteSquares(f.value, mean, spread);
  const product = (correlation: number): number => {
    let [sum, power] = [0, 1];
    for (let term = 1; term < squares.length; term += 1) {
      power *= correlation;
      sum += (squares[term] ?? 0) * power;
    }
    return sum;
  };
  const far = product(shared);
  const whole = product(1) - far;
  return Float64Array.from({ length: 2 * NODES + 1 }, (_, node) =>
    whole > 0 ? (product(shared + (1 - shared) * (node / NODES - 1)) - far) / whole : node / NODES - 1,
  );
}

/** Through three nodes, so that what is quadratic stays so. */
function read(map: Float64Array, correlation: number): number {
  const place = (Math.max(-1, Math.min(1, correlation)) + 1) * NODES;
  const node = Math.min(2 * NODES - 1, Math.max(1, Math.round(place)));
  const rest = place - node;
  const [below, middle, above] = [map[node - 1] ?? 0, map[node] ?? 0, map[node + 1] ?? 0];
  return middle + (rest * (above - below)) / 2 + (rest ** 2 * (above - 2 * middle + below)) / 2;
}

/** A function on each element of a normal tensor. */
export function nearbyBehindFunction(
  before: Nearby | undefined,
  f: PointFunction,
  normal: { readonly mean: number; readonly variance: number; readonly position: number },
): Nearby | undefined {
  const affine = f.hinge !== undefined && f.hinge.below === f.hinge.above;
  if (before === undefined || affine || !(normal.variance > 0) || !(normal.position > 0)) return before;
  const map = mapOf(f, normal.mean, normal.variance, normal.position);
  const { mean, square, units } = before;
  const [own, squares, others] = [
    new Float64Array(mean.length),
    new Float64Array(mean.length),
    new Float64Array(mean.length),
  ];
  for (let place = 0; place < mean.length; place += 1) {
    const across = Math.sqrt(units[place] ?? 0);
    others[place] = (read(map, across) ** 2 + read(map, -across) ** 2) / 2;
    if (place === 0) {
      [own[place], squares[place]] = [1, square[place] ?? 1];
      continue;
    }
    // As many units are above their mean as below it.
    const center = mean[place] ?? 0;
    const deviation = Math.sqrt(Math.max(0, (square[place] ?? 0) - center ** 2));
    const [low, high] = [read(map, center - deviation), read(map, center + deviation)];
    own[place] = (low + high) / 2;
    squares[place] = (low ** 2 + high ** 2) / 2;
  }
  return trimmed({ ...before, mean: own, square: squares, units: others });
}

/** A tensor's part in what several come to: how much of its difference between positions is in it. */
export interface NearbyPart {
  readonly nearby: Nearby | undefined;
  readonly weight: number;
}

/** Of tensors that are added, each with fresh weights of its own. */
export function nearbyOfSum(parts: readonly NearbyPart[]): Nearby | undefined {
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (!(whole > 0) || parts.every(({ nearby }) => nearby === undefined)) return undefined;
  const own = parts.map(({ nearby, weight }) => ({ nearby: nearby ?? apart, share: weight / whole }));
  return together(
    own.map(({ nearby }) => nearby),
    (pick, row, column) => {
      const sum = (value: (nearby: Nearby, share: number) => number): number =>
        own.reduce((total, { nearby, share }) => total + value(nearby, share), 0);
      if (pick === 'units') return sum((nearby, share) => share ** 2 * at(nearby, nearby.units, row, column));
      const mean = sum((nearby, share) => share * at(nearby, nearby.mean, row, column));
      if (pick === 'mean') return mean;
      const varied = (nearby: Nearby): number =>
        at(nearby, nearby.square, row, column) - at(nearby, nearby.mean, row, column) ** 2;
      return mean ** 2 + sum((nearby, share) => share ** 2 * varied(nearby));
    },
  );
}

/**
 * Beside it what two of a sum's parts have in common at places no further apart than that: such a share of the sum, and a mean square by which that
 * differs from unit to unit.
 */
export function nearbyWithin(
  before: Nearby | undefined,
  { share, varied: spread }: { readonly share: number; readonly varied: number },
  reach: readonly number[],
): Nearby | undefined {
  const [height, width] = reach.length === 1 ? [0, reach[0] ?? 0] : [reach[0] ?? 0, reach[1] ?? 0];
  if (reach.length > 2) return before;
  const from = before ?? apart;
  const wide: Nearby = { ...apart, rows: height + 1, columns: width + 1 };
  return together([from, wide], (pick, row, column) => {
    const isNear = row <= height && column <= width;
    const mean = (1 - share) * at(from, from.mean, row, column) + (isNear ? share : 0);
    if (pick === 'mean') return mean;
    const rest = (1 - share) ** 2;
    if (pick === 'units') return rest * at(from, from.units, row, column);
    const varied = at(from, from.square, row, column) - at(from, from.mean, row, column) ** 2;
    if (row === 0 && column === 0) return at(from, from.square, 0, 0);
    return mean ** 2 + rest * Math.max(0, varied) + (isNear ? spread : 0);
  });
}

/** Of `one·x(p) + other·x(p + distance)`, along the last axis or the one in front of it. */
export function nearbyOfPlaces(
  before: Nearby | undefined,
  {
    one,
    other,
    distance,
    behind,
  }: { readonly one: number; readonly other: number; readonly distance: number; readonly behind: number },
): Nearby | undefined {
  const from = before ?? apart;
  const [down, across] = behind === 1 ? [distance, 0] : [0, distance];
  const [rows, columns] = [from.rows + down, from.columns + across];
  if (behind > 1 || rows * columns > MOST) return undefined;
  const read = (values: Float64Array, row: number, column: number): number => {
    const near = (sign: number): number =>
      at(from, values, Math.abs(row + sign * down), Math.abs(column + sign * across));
    return (one ** 2 + other ** 2) * at(from, values, row, column) + one * other * (near(1) + near(-1));
  };
  const whole = read(from.mean, 0, 0);
  if (!(whole > 0)) return undefined;
  const mean = filled(rows, columns, (row, column) => read(from.mean, row, column) / whole);
  return trimmed({
    rows,
    columns,
    mean,
    square: mean.map((value, place) => (place === 0 ? 1 : value ** 2)),
    units: new Float64Array(rows * columns),
  });
}

/** Windows of so many positions a side that share a part within each: two positions are in one as often as their distance lets them. */
export function nearbyOfWindows(side: number, share: number): Nearby | undefined {
  if (side > LONGEST || side ** 2 > MOST) return undefined;
  const mean = filled(side, side, (row, column) =>
    row === 0 && column === 0 ? 1 : share * (1 - row / side) * (1 - column / side),
  );
  return {
    rows: side,
    columns: side,
    mean,
    square: mean.map((value) => value ** 2),
    units: new Float64Array(side ** 2),
  };
}

/** Of features that are joined: each part is that share of them, and differs by so much. */
export function nearbyOfJoined(
  parts: readonly {
    readonly nearby: Nearby | undefined;
    readonly share: number;
    readonly position: number;
  }[],
): Nearby | undefined {
  const whole = parts.reduce((sum, { share, position }) => sum + share * position, 0);
  if (!(whole > 0) || parts.every(({ nearby }) => nearby === undefined)) return undefined;
  const own = parts.map(({ nearby, share, position }) => ({
    nearby: nearby ?? apart,
    share,
    size: position / whole,
  }));
  return together(
    own.map(({ nearby }) => nearby),
    (pick, row, column) => {
      let sum = 0;
      for (const { nearby, share, size } of own)
        sum +=
          pick === 'mean'
            ? share * size * at(nearby, nearby.mean, row, column)
            : share * size ** 2 * at(nearby, pick === 'square' ? nearby.square : nearby.units, row, column);
      return sum;
    },
  );
}

function together(
  all: readonly Nearby[],
  value: (pick: 'mean' | 'square' | 'units', row: number, column: number) => number,
): Nearby {
  const rows = Math.max(...all.map((own) => own.rows));
  const columns = Math.max(...all.map((own) => own.columns));
  return {
    rows,
    columns,
    mean: filled(rows, columns, (row, column) => value('mean', row, column)),
    square: filled(rows, columns, (row, column) => value('square', row, column)),
    units: filled(rows, columns, (row, column) => value('units', row, column)),
    folded: all.find(({ folded }) => folded !== undefined)?.folded,
  };
}

/** Beside what each element gains by itself, as in dropout: neighbours share less of the whole. */
export function nearbyBesideOwn(before: Nearby | undefined, kept: number): Nearby | undefined {
  if (before === undefined) return undefined;
  return {
    ...before,
    mean: before.mean.map((value, place) => (place === 0 ? 1 : kept * value)),
    square: before.square.map((value, place) => (place === 0 ? value : kept ** 2 * value)),
    units: before.units.map((value) => kept ** 2 * value),
  };
}

/** The share of a position's own part that a mean over so many positions along each axis keeps. */
export function keptByMean(nearby: Nearby | undefined, lengths: readonly number[]): number {
  const count = lengths.reduce((product, length) => product * length, 1);
  const folded = nearby?.folded;
  const [height, width] =
    lengths.length > 1
      ? [lengths[0] ?? 1, lengths[1] ?? 1]
      : folded !== undefined && folded[0] * folded[1] === count
        ? folded
        : [1, count];
  if (nearby === undefined || lengths.length > 2) return 1 / count;
  let sum = 0;
  for (let row = 0; row < Math.min(nearby.rows, height); row += 1)
    for (let column = 0; column < Math.min(nearby.columns, width); column += 1) {
      const pairs = (row === 0 ? height : 2 * (height - row)) * (column === 0 ? width : 2 * (width - column));
      sum += pairs * (nearby.mean[row * nearby.columns + column] ?? 0);
    }
  return Math.max(0, Math.min(1, sum / count ** 2));
}

/** Over all other positions of a tensor of such sides the sum of the mean square correlation with one of them. */
export function squaresAround(nearby: Nearby | undefined, lengths: readonly number[]): number {
  const [height, width] = lengths.length === 1 ? [1, lengths[0] ?? 1] : [lengths[0] ?? 1, lengths[1] ?? 1];
  if (nearby === undefined || lengths.length === 0 || lengths.length > 2) return 0;
  let sum = 0;
  for (let row = 0; row < Math.min(nearby.rows, height); row += 1)
    for (let column = 0; column < Math.min(nearby.columns, width); column += 1) {
      if (row === 0 && column === 0) continue;
      const rows = row === 0 ? 1 : 2 * (1 - row / height);
      const columns = column === 0 ? 1 : 2 * (1 - column / width);
      sum += rows * columns * (nearby.square[row * nearby.columns + column] ?? 0);
    }
  return sum;
}

/** The mean correlation of two different positions among so many. */
export function meanCorrelation(nearby: Nearby | undefined, lengths: readonly number[]): number {
  const count = lengths.reduce((product, length) => product * length, 1);
  return count <= 1 ? 0 : Math.max(0, (keptByMean(nearby, lengths) * count - 1) / (count - 1));
}
