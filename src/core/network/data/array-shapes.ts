/** Shapes of arrays and tensors that hold data: what NumPy, pandas, scikit-learn and PyTorch make, move and combine. */
import { byNames } from '../../by-names';
import type { MadeTensor, Size } from '../graph';
import { numberOf } from '../machine/constants';
import { productOfSizes, sizeOf } from '../machine/given';
import type { CallArguments, ListValue, Value } from '../machine/values';

/** Axes as far as they are known; undefined where not even their number is. */
export type ArrayShape = NonNullable<MadeTensor['shape']>;

/** What rows have one of each: everything behind the first axis. */
export const rowOf = (shape: ArrayShape): ArrayShape => shape.slice(1);
export const batchOf = (row: ArrayShape): ArrayShape => [undefined, ...row];

/** The same axes with rows chosen: how many is not known any more. */
export const someRowsOf = (shape: ArrayShape): ArrayShape =>
  shape.map((size, axis) => (axis === 0 ? undefined : size));

function place(axis: number | undefined, rank: number): number | undefined {
  if (axis === undefined) return undefined;
  const index = axis < 0 ? axis + rank : axis;
  return index >= 0 && index < rank ? index : undefined;
}

/** A call of an array's method with the shape that the array has. */
interface ArrayCall {
  readonly name: string;
  readonly shape: ArrayShape;
  readonly given: CallArguments;
  readonly first: Value | undefined;
  readonly axisArgument: Value | undefined;
}

const shapeMethods = byNames<(call: ArrayCall) => ArrayShape | undefined>([
  [
    'reshape view',
    ({ shape, given, first }) => {
      const parts = first?.kind === 'list' ? (first.open ? undefined : first.elements) : given.positional;
      if (parts === undefined || parts.length === 0) return undefined;
      if (parts.some((part) => part.kind !== 'scalar' && part.kind !== 'unknown')) return undefined;
      // A single unknown may be a whole shape.
      if (first?.kind === 'unknown' && parts.length === 1 && sizeOf(first) === undefined) return undefined;
      return parts.map((part): Size | undefined => {
        const size = sizeOf(part);
        return size === -1
          ? shape.length === 1 && parts.length <= 2 && onesBeside(parts)
            ? shape[0]
            : undefined
          : size;
      });
    },
  ],
  [
    'unsqueeze expand_dims',
    ({ shape, axisArgument }) => {
      const index = place(numberOf(axisArgument), shape.length + 1);
      return index === undefined ? undefined : [...shape.slice(0, index), 1, ...shape.slice(index)];
    },
  ],
  [
    'squeeze',
    ({ shape, axisArgument }) => {
      if (axisArgument === undefined) {
        // Of rows nobody knows the number of, there are several.
        return shape.slice(1).some((size) => typeof size !== 'number')
          ? undefined
          : shape.filter((size, axis) => size !== 1 || (axis === 0 && shape.length === 1));
      }
      const index = place(numberOf(axisArgument), shape.length);
      if (index === undefined || typeof shape[index] !== 'number') return undefined;
      return shape[index] === 1 ? shape.filter((_, axis) => axis !== index) : shape;
    },
  ],
  [
    'expand repeat broadcast_to tile',
    ({ name, shape, given }) => {
      const [list = given.keywords.get(listNames.get(name) ?? '')] = given.positional;
      if (list === undefined || list.kind === 'object') return undefined;
      const along = name === 'repeat' ? given.keywords.get('axis') : undefined;
      if (along !== undefined) {
        const copied = place(numberOf(along), shape.length);
        return copied === undefined
          ? undefined
          : shape.map((size, axis) => (axis === copied ? productOfSizes([size, sizeOf(list)]) : size));
      }
      const written = (list.kind === 'list' && !list.open ? list.elements : given.positional).map(sizeOf);
      // `tile` takes fewer numbers than there are axes: those in front are not repeated.
      const ones = name === 'tile' ? Array.from({ length: shape.length - written.length }, () => 1) : [];
      const parts = [...ones, ...written];
      const front = parts.length - shape.length;
      if (front < 0 || parts.length === 0) return undefined;
      return parts.map((part, index): Size | undefined => {
        const own = index < front ? 1 : shape[index - front];
        if (name === 'expand' || name === 'broadcast_to') return part === -1 ? own : part;
        return productOfSizes([own, part]);
      });
    },
  ],
  [
    'flatten ravel',
    ({ shape, given }) =>
      given.positional.length > 0 ? undefined : shape.length === 1 ? shape : [undefined],
  ],
  [
    'sum mean std var prod argmax norm',
    ({ shape, given, axisArgument }) => {
      if (given.keywords.has('keepdim') || given.keywords.has('keepdims') || given.positional.length > 1)
        return undefined;
      if (axisArgument === undefined) return [];
      const index = place(numberOf(axisArgument), shape.length);
      return index === undefined ? undefined : shape.filter((_, axis) => axis !== index);
    },
  ],
  [
    't T transpose',
    ({ name, shape, given }) => {
      if (name === 'transpose' && given.positional.length === 2) {
        const [one, other] = given.positional.map((value) => place(numberOf(value), shape.length));
        if (one === undefined || other === undefined) return undefined;
        return shape.map((size, axis) => (axis === one ? shape[other] : axis === other ? shape[one] : size));
      }
      return given.positional.length > 0 || shape.length > 2 ? undefined : [...shape].reverse();
    },
  ],
]);

/** NumPy's and PyTorch's methods and functions that change a shape; undefined for others, and where the result cannot be told. */
export function movedArray(name: string, shape: ArrayShape, given: CallArguments): ArrayShape | undefined {
  if (given.open) return undefined;
  const [first] = given.positional;
  const axisArgument = given.keywords.get('dim') ?? given.keywords.get('axis') ?? first;
  return shapeMethods.get(name)?.({ name, shape, given, first, axisArgument });
}

/** What the lengths or numbers of copies are called. */
const listNames: ReadonlyMap<string, string> = new Map([
  ['broadcast_to', 'shape'],
  ['tile', 'reps'],
]);

const onesBeside = (parts: readonly Value[]): boolean =>
  parts.every((part) => {
    const size = sizeOf(part);
    return size === -1 || size === 1;
  });

/** `a[…]` with these things between the brackets; a slice is undefined, and so is what is not known. */
export type ArrayIndex =
  | number
  | 'all'
  | 'some'
  | 'new'
  | 'column'
  | { readonly columns: number }
  | { readonly upTo: Size }
  | undefined;

export function indexedArray(shape: ArrayShape, indices: readonly ArrayIndex[]): ArrayShape | undefined {
  const result: (Size | undefined)[] = [];
  let axis = 0;
  for (const index of indices) {
    if (index === 'new') {
      result.push(1);
      continue;
    }
    if (axis >= shape.length) return undefined;
    if (index === undefined) return undefined;
    // Columns of a table by their names.
    if (index === 'column') return shape.length === 2 ? [shape[0]] : undefined;
    if (typeof index === 'object' && 'columns' in index)
      return shape.length === 2 ? [shape[0], index.columns] : undefined;
    if (typeof index === 'object') result.push(shortened(shape[axis], index.upTo));
    else if (index === 'all') result.push(shape[axis]);
    else if (index === 'some') result.push(undefined);
    axis += 1;
  }
  return [...result, ...shape.slice(axis)];
}

/** The first so many of an axis that is that long, as a table is by its making. */
const shortened = (length: Size | undefined, end: Size): Size | undefined =>
  typeof end !== 'number' ? end : typeof length === 'number' ? Math.min(length, end) : undefined;

/** Two arrays joined element by element. */
export function broadcastArrays(left: ArrayShape, right: ArrayShape): ArrayShape | undefined {
  const rank = Math.max(left.length, right.length);
  const result: (Size | undefined)[] = [];
  for (let back = rank; back >= 1; back -= 1) {
    const one = back > left.length ? 1 : left[left.length - back];
    const other = back > right.length ? 1 : right[right.length - back];
    if (one === 1 || other === 1) result.push(one === 1 ? other : one);
    else if (typeof one === 'number' && typeof other === 'number' && one !== other) return undefined;
    else result.push(one ?? other);
  }
  return result;
}

/** Arrays joined along an axis, or stacked along a new one. */
export function joinedArrays(
  shapes: readonly (ArrayShape | undefined)[],
  along: number | undefined,
  isStack: boolean,
): ArrayShape | undefined {
  const [first] = shapes;
  const known = shapes.filter((shape) => shape !== undefined);
  if (first === undefined || known.length !== shapes.length || along === undefined) return undefined;
  if (known.some((shape) => shape.length !== first.length)) return undefined;
  const at = place(along, first.length + (isStack ? 1 : 0));
  if (at === undefined) return undefined;
  if (isStack) return [...first.slice(0, at), known.length, ...first.slice(at)];
  return first.map((length, index): Size | undefined =>
    index === at
      ? known
          .map((shape) => shape[at])
          .reduce((sum, own) =>
            sum === undefined || own === undefined
              ? undefined
              : typeof sum === 'number' && typeof own === 'number'
                ? sum + own
                : { operator: '+', left: sum, right: own },
          )
      : length,
  );
}

export function multipliedArrays(left: ArrayShape, right: ArrayShape): ArrayShape | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  const rows = left.slice(0, -1);
  if (right.length === 1) return rows;
  return right.length === 2 ? [...rows, right[1]] : undefined;
}

/** The shape of nested lists of numbers. */
export function shapeOfList(list: ListValue, depth = 0): ArrayShape | undefined {
  if (list.form === 'set' || depth > 4) return undefined;
  const [first] = list.elements;
  if (first === undefined) return undefined;
  const length = list.open ? undefined : list.elements.length;
  if (first.kind === 'list') {
    const inner = shapeOfList(first, depth + 1);
    return inner === undefined ? undefined : [length, ...inner];
  }
  return list.elements.every(({ kind }) => kind === 'scalar') ? [length] : undefined;
}
