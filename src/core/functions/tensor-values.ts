/** Tensors with a few axes of their own beside those of the input: made by `stack`, `unsqueeze` and `linspace`, and reduced again. */
import { add, constantJet, divide, lift, multiply, recorded, subtract, type Jet } from '../numerics/jet';
import { phrase } from '../phrase';
import type { Place } from '../python/syntax';
import type { Trace } from './trace';
import {
  constantValue,
  jetOf,
  numberValue,
  pythonNumber,
  Refused,
  severalElements,
  type CallArguments,
  type NumberValue,
  type TensorValue,
  type TruthValue,
  type Value,
} from './value';

type Cell = NumberValue | TruthValue;

/** Cells of one tensor: bases of splines and mixtures have a handful to some dozens. */
const mostCells = 2_000;

const isCell = (value: Value): value is Cell => value.kind === 'number' || value.kind === 'truth';

const count = (axes: readonly number[]) => axes.reduce((product, length) => product * length, 1);

export function tensor(
  overInput: boolean,
  leading: readonly number[],
  trailing: readonly number[],
  cells: readonly Cell[],
  place: Place,
): Value {
  if (cells.length > mostCells) throw new Refused(phrase`a tensor is too large to be followed`, place);
  const [only] = cells;
  // Without axes of its own it is an element as any other.
  if (leading.length + trailing.length === 0 && only) return only;
  // What has no axes of the input keeps all of its own in one list.
  return overInput
    ? { kind: 'tensor', overInput, leading, trailing, cells }
    : { kind: 'tensor', overInput, leading: [...leading, ...trailing], trailing: [], cells };
}

/** A number, or a tensor of nested lists of numbers: `torch.tensor([1., 2.])`. Fresh storage. */
export function tensorOf(value: Value, place: Place): Value {
  if (value.kind === 'truth') return { ...value };
  if (value.kind === 'number') return numberValue(jetOf(value, place));
  if (value.kind === 'tensor') return { ...value, cells: value.cells.map((cell) => ({ ...cell })) };
  if (value.kind !== 'list') return numberValue(jetOf(value, place));
  return stacked(
    value.items.map((item) => tensorOf(item, place)),
    0,
    place,
  );
}

const isVarying = (value: Value): boolean =>
  value.kind === 'tensor' ? value.overInput : value.kind === 'number' && value.jet.slope !== 0;

interface Shape {
  readonly overInput: boolean;
  readonly leading: readonly number[];
  readonly trailing: readonly number[];
}
const shapeOf = (value: Value): Shape =>
  value.kind === 'tensor' ? value : { overInput: isVarying(value), leading: [], trailing: [] };

/** Along a new axis in front (0) or behind (−1). */
export function stacked(items: readonly Value[], axis: number, place: Place): Value {
  const overInput = items.some((item) => item.kind === 'truth' || isVarying(item));
  const shapes = items.map(shapeOf);
  const [first] = shapes;
  if (!first) throw new Refused(phrase`a tensor without elements is not followed`, place);
  if (shapes.some((one) => `${one.leading}|${one.trailing}` !== `${first.leading}|${first.trailing}`))
    throw new Refused(phrase`tensors of different shape are joined`, place);
  const cells = items.map((item) => (item.kind === 'tensor' ? item.cells : [item as Cell]));
  if (axis === 0)
    return tensor(overInput, [items.length, ...first.leading], first.trailing, cells.flat(), place);
  if (axis !== -1) throw new Refused(phrase`\`stack\` along this axis is not followed`, place);
  const inner = cells[0]?.length ?? 0;
  const woven = Array.from({ length: inner }, (_, index) => cells.flatMap((own) => own[index] ?? []));
  return tensor(overInput, first.leading, [...first.trailing, items.length], woven.flat(), place);
}

/** Whether all cells are one number: then it does not matter which of them meets which element. */
function uniform(cells: readonly Cell[]): boolean {
  const [first] = cells;
  return cells.every(
    (cell) =>
      cell.kind === 'number' &&
      first?.kind === 'number' &&
      cell.jet.value === first.jet.value &&
      cell.jet.slope === 0,
  );
}

function broadcastAxes(a: readonly number[], b: readonly number[], place: Place): readonly number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => {
    const [p, q] = [a[index - length + a.length] ?? 1, b[index - length + b.length] ?? 1];
    if (p !== q && p !== 1 && q !== 1)
      throw new Refused(phrase`the shapes ${String(p)} and ${String(q)} do not fit`, place);
    return p === 1 ? q : p;
  });
}

/** The axes that a tensor without those of the input has beside one that has them. */
function besideInput(
  value: TensorValue,
  other: Shape,
  place: Place,
): Shape & { readonly cells: readonly Cell[] } {
  const axes = value.leading;
  const behind = other.trailing.length;
  if (axes.length <= behind) return { overInput: true, leading: [], trailing: axes, cells: value.cells };
  const inputAxis = axes[axes.length - 1 - behind];
  if (inputAxis === 1) {
    const leading = axes.slice(0, axes.length - 1 - behind);
    return { overInput: true, leading, trailing: axes.slice(axes.length - behind), cells: value.cells };
  }
  const [first] = value.cells;
  if (first && uniform(value.cells)) return { overInput: true, leading: [], trailing: [], cells: [first] };
  throw new Refused(phrase`it has other values for each channel`, place);
}

/** Each cell of what these broadcast to, by the function of their cells. */
export function elementwise(
  values: readonly Value[],
  place: Place,
  f: (cells: readonly Value[]) => Value,
): Value {
  const over = values.some(isVarying);
  const widest = values
    .map(shapeOf)
    .reduce((a, b) =>
      (a.overInput ? a.trailing.length : -1) >= (b.overInput ? b.trailing.length : -1) ? a : b,
    );
  const aligned = values.map((value) => {
    if (value.kind !== 'tensor') return undefined;
    if (over && !value.overInput) return besideInput(value, widest, place);
    return value;
  });
  const present = aligned.filter((one) => one !== undefined);
  for (const [index, value] of values.entries()) {
    // An element of the input beside one with axes behind it: its last axis would meet theirs.
    const trailing = aligned[index]?.trailing ?? [];
    if (isVarying(value) && widest.trailing.length !== trailing.length)
      throw new Refused(phrase`it combines its input with axes of another tensor`, place);
  }
  const leading = present.map((one) => one.leading).reduce((a, b) => broadcastAxes(a, b, place), []);
  const trailing = present.map((one) => one.trailing).reduce((a, b) => broadcastAxes(a, b, place), []);
  const axes = [...leading, ...trailing];
  if (count(axes) > mostCells) throw new Refused(phrase`a tensor is too large to be followed`, place);
  const cells = Array.from({ length: count(axes) }, (_, flat) => {
    const position = unravel(flat, axes);
    const [front, back] = [position.slice(0, leading.length), position.slice(leading.length)];
    const chosen = values.map((value, index) => {
      const one = aligned[index];
      if (!one) return value;
      const own = [...ending(front, one.leading), ...ending(back, one.trailing)];
      return one.cells[ravel(own, [...one.leading, ...one.trailing])] ?? value;
    });
    const result = f(chosen);
    if (!isCell(result)) throw new Refused(phrase`it makes something else of each element`, place);
    return result;
  });
  return tensor(over, leading, trailing, cells, place);
}

const ending = (position: readonly number[], axes: readonly number[]) =>
  axes.map((length, index) => (length === 1 ? 0 : (position[position.length - axes.length + index] ?? 0)));

function unravel(flat: number, axes: readonly number[]): readonly number[] {
  const position: number[] = [];
  let rest = flat;
  for (let index = axes.length - 1; index >= 0; index -= 1) {
    position[index] = rest % (axes[index] ?? 1);
    rest = Math.floor(rest / (axes[index] ?? 1));
  }
  return position;
}
const ravel = (position: readonly number[], axes: readonly number[]) =>
  position.reduce((flat, at, index) => flat * (axes[index] ?? 1) + at, 0);

/** Which of its own axes an axis number names: an index into leading and trailing together. Refuses those of the input. */
function ownAxis(value: TensorValue, axis: number, place: Place, name: string): number {
  const { leading, trailing, overInput } = value;
  const rank = leading.length + trailing.length;
  if (!Number.isInteger(axis)) throw severalElements(place, name);
  if (!overInput) {
    const own = axis < 0 ? axis + rank : axis;
    if (own >= 0 && own < rank) return own;
  } else if (axis < 0 && -axis <= trailing.length) return rank + axis;
  else if (axis >= 0 && axis < leading.length) return axis;
  throw severalElements(place, name);
}

/** A new axis of length 1 in front (0) or behind (−1). */
export function unsqueezed(value: Value, axis: number, place: Place): Value {
  if (value.kind !== 'tensor' && !isCell(value))
    throw new Refused(phrase`an axis is added to no tensor`, place);
  const { leading, trailing } = shapeOf(value);
  const cells = value.kind === 'tensor' ? value.cells : [value];
  const overInput = value.kind === 'tensor' ? value.overInput : true;
  if (axis === -1) {
    if (overInput) return tensor(true, leading, [...trailing, 1], cells, place);
    return tensor(false, [...leading, 1], [], cells, place);
  }
  if (axis === 0) return tensor(overInput, [1, ...leading], trailing, cells, place);
  if (!overInput && axis === leading.length) return tensor(false, [...leading, 1], [], cells, place);
  throw new Refused(phrase`a new axis among those of its input is not followed`, place);
}

/** One of the cells along an axis. */
export function selected(value: TensorValue, axis: number, index: number, place: Place): Value {
  const own = ownAxis(value, axis, place, 'indexing');
  const axes = [...value.leading, ...value.trailing];
  const length = axes[own] ?? 0;
  const at = index < 0 ? index + length : index;
  if (!(at >= 0 && at < length)) throw new Refused(phrase`an index is out of range`, place);
  const cells = value.cells.filter((_, flat) => unravel(flat, axes)[own] === at);
  return withoutAxis(value, own, cells, place);
}

/** Some of the cells along an axis, as a slice takes them. */
export function sliced(
  value: TensorValue,
  axis: number,
  [from, to]: readonly (number | undefined)[],
  place: Place,
): Value {
  const own = ownAxis(value, axis, place, 'indexing');
  const axes = [...value.leading, ...value.trailing];
  const kept = Array.from({ length: axes[own] ?? 0 }, (_, index) => index).slice(from, to);
  if (kept.length === 0) throw new Refused(phrase`a tensor without elements is not followed`, place);
  const cells = value.cells.filter((_, flat) => kept.includes(unravel(flat, axes)[own] ?? -1));
  const front = value.leading.length;
  return tensor(
    value.overInput,
    value.leading.map((length, index) => (index === own ? kept.length : length)),
    value.trailing.map((length, index) => (index + front === own ? kept.length : length)),
    cells,
    place,
  );
}

/** The entry of a table of numbers that an element of another tensor names; undefined where it is no such table. */
export function lookedUp(value: Value, index: number, place: Place): Value | undefined {
  if (value.kind !== 'tensor' || value.overInput || value.leading.length !== 1) return undefined;
  const cell = Number.isInteger(index) ? value.cells.at(index) : undefined;
  if (!cell || index < -value.cells.length) throw new Refused(phrase`an index is out of range`, place);
  return cell.kind === 'number' ? numberValue(jetOf(cell, place)) : { ...cell };
}

/** `w.shape`, `w.ndim`, numpy's `w.size` of a tensor that has none of the axes of the input. */
export function sizeFact({ overInput, leading, cells }: TensorValue, name: string): Value | undefined {
  if (overInput) return undefined;
  if (name === 'shape') return { kind: 'list', items: leading.map(pythonNumber) };
  if (name === 'ndim') return pythonNumber(leading.length);
  return name === 'size' ? pythonNumber(cells.length) : undefined;
}

/** `w.size(0)`, `w.numel()`, `w.dim()` of a tensor that has none of the axes of the input. */
export function sizeAsked(value: TensorValue, name: string, given: CallArguments): Value | undefined {
  const { overInput, leading, cells } = value;
  if (overInput) return undefined;
  if (name === 'numel' || name === 'nelement') return pythonNumber(cells.length);
  if (name === 'dim') return pythonNumber(leading.length);
  if (name !== 'size') return undefined;
  const axis = given.positional[0] ?? given.keywords.get('dim');
  if (axis === undefined) return { kind: 'list', items: leading.map(pythonNumber) };
  return pythonNumber(leading[ownAxis(value, jetOf(axis, given.place).value, given.place, name)] ?? 0);
}

function withoutAxis(value: TensorValue, own: number, cells: readonly Cell[], place: Place): Value {
  const front = value.leading.length;
  return tensor(
    value.overInput,
    value.leading.filter((_, index) => index !== own),
    value.trailing.filter((_, index) => index + front !== own),
    cells,
    place,
  );
}

/** The slices along its first own axis, as iteration and `unbind` give them. */
export function slices(value: TensorValue, place: Place): Value[] {
  const [length] = value.leading;
  if (length === undefined) throw new Refused(phrase`it goes through the elements of its input`, place);
  return Array.from({ length }, (_, index) => selected(value, 0, index, place));
}

type Fold = (jets: readonly Jet[], trace: Trace, hasSubgradient?: boolean) => Jet;

/** Largest (or smallest); where several tie, each of them has an equal share of the gradient. */
const extreme =
  (sign: 1 | -1): Fold =>
  (jets, trace) => {
    const best = sign * Math.max(...jets.map(({ value }) => sign * value));
    if (Number.isNaN(best)) return constantJet(Number.NaN);
    const winners = jets.filter(({ value }) => value === best);
    trace.branch(jets.findIndex(({ value }) => value === best));
    return recorded(
      {
        value: best,
        slope: average(winners.map(({ slope }) => slope)),
        curvature: average(winners.map(({ curvature }) => curvature)),
      },
      ...winners.map((of) => ({ of, by: 1 / winners.length })),
    );
  };
const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const sum: Fold = (jets) => jets.reduce(add, constantJet(0));
const mean: Fold = (jets) => divide(sum(jets, undefined as never), constantJet(jets.length));
const prod: Fold = (jets) => jets.reduce(multiply, constantJet(1));
const exponential = (a: Jet): Jet => lift(a, Math.exp(a.value), Math.exp(a.value), Math.exp(a.value));
const logarithm = (a: Jet): Jet => lift(a, Math.log(a.value), 1 / a.value, -1 / (a.value * a.value));
/** ln Σ e^a, with the largest taken out first. */
const logSumExp: Fold = (jets) => {
  const most = constantJet(Math.max(...jets.map(({ value }) => value)));
  if (!Number.isFinite(most.value)) return constantJet(most.value);
  const terms = jets.map((jet) => exponential(subtract(jet, most)));
  return add(logarithm(terms.reduce(add, constantJet(0))), most);
};
const norm: Fold = (jets, _, hasSubgradient = false) => {
  const squares = jets.map((jet) => multiply(jet, jet)).reduce(add, constantJet(0));
  const root = Math.sqrt(squares.value);
  const slope = hasSubgradient && root === 0 ? 0 : 0.5 / root;
  return lift(squares, root, slope, -0.25 / (squares.value * root));
};

const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['sum', sum],
  ['reduce_sum', sum],
  ['nansum', sum],
  ['mean', mean],
  ['reduce_mean', mean],
  ['average', mean],
  ['prod', prod],
  ['reduce_prod', prod],
  ['logsumexp', logSumExp],
  ['reduce_logsumexp', logSumExp],
  ['max', extreme(1)],
  ['amax', extreme(1)],
  ['reduce_max', extreme(1)],
  ['min', extreme(-1)],
  ['amin', extreme(-1)],
  ['reduce_min', extreme(-1)],
  ['norm', norm],
]);

export const isReduction = (name: string): boolean => folds.has(name);

/**
 * A reduction along axes of its own; all of them where none is named and it has no others.
 * @param hasSubgradient whether the library's norm takes 0 for its derivative at 0
 */
export function reduced(
  name: string,
  value: TensorValue,
  axis: number | undefined,
  keepsAxis: boolean,
  trace: Trace,
  place: Place,
  hasSubgradient = false,
): Value {
  const fold = folds.get(name);
  if (!fold) throw severalElements(place, name);
  const axes = [...value.leading, ...value.trailing];
  const jets = (cells: readonly Cell[]) => cells.map((cell) => jetOf(cell, place));
  if (axis === undefined) {
    if (value.overInput) throw severalElements(place, name);
    return numberValue(fold(jets(value.cells), trace, hasSubgradient));
  }
  const own = ownAxis(value, axis, place, name);
  const groups = new Map<number, Cell[]>();
  value.cells.forEach((cell, flat) => {
    const position = unravel(flat, axes);
    const key = ravel(
      position.filter((_, index) => index !== own),
      axes.filter((_, index) => index !== own),
    );
    const group = groups.get(key) ?? [];
    group.push(cell);
    groups.set(key, group);
  });
  const cells = [...groups.keys()]
    .sort((a, b) => a - b)
    .map((key) => numberValue(fold(jets(groups.get(key) ?? []), trace, hasSubgradient)));
  if (!keepsAxis) return withoutAxis(value, own, cells, place);
  const front = value.leading.length;
  return tensor(
    value.overInput,
    value.leading.map((length, index) => (index === own ? 1 : length)),
    value.trailing.map((length, index) => (index + front === own ? 1 : length)),
    cells,
    place,
  );
}

/** softmax or log_softmax along an axis of its own. */
export function normalized(
  name: 'softmax' | 'log_softmax',
  value: TensorValue,
  axis: number,
  trace: Trace,
  place: Place,
): Value {
  const total = reduced('logsumexp', value, axis, true, trace, place);
  return elementwise([value, total], place, ([cell, sums]) => {
    const difference = subtract(
      jetOf(cell ?? constantValue(0), place),
      jetOf(sums ?? constantValue(0), place),
    );
    return numberValue(name === 'softmax' ? exponential(difference) : difference);
  });
}

/** a @ b along the last axis of a and the only one of b. */
export function dotted(a: Value, b: Value, trace: Trace, place: Place): Value {
  const vectors = [a, b].every((one) => one.kind === 'tensor');
  const [left, right] = [shapeOf(a), shapeOf(b)];
  const lastOfLeft = left.overInput ? left.trailing : left.leading;
  if (!vectors || right.overInput || right.leading.length !== 1 || lastOfLeft.length === 0)
    throw severalElements(place, '@');
  const products = elementwise([a, b], place, ([x, y]) =>
    numberValue(multiply(jetOf(x ?? constantValue(0), place), jetOf(y ?? constantValue(0), place))),
  );
  if (products.kind !== 'tensor') throw severalElements(place, '@');
  return reduced('sum', products, -1, false, trace, place);
}
