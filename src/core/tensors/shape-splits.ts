/** Parts of tensors, and tensors put together. */
import type { Given } from '../network/graph';
import { PIECES } from '../network/operations/written-splits';
import {
  axis,
  common,
  negated,
  placeOfAxis,
  plus,
  quotient,
  type Axis,
  type Length,
  type Shape,
} from './axis';
import { argument, callOfNode, numberIn, partsOf } from './read-call';
import { madeShape } from './shape-made';
import { isItems, type Items, type ShapeContext, type Traced } from './shapes';

export function splitShape(context: ShapeContext): Traced {
  const { node, input } = context;
  const call = callOfNode(node);
  switch (call.name) {
    case 'getitem':
      return indexed(context);
    case 'chunk':
    case 'split':
    case 'tensor_split':
    case 'split_with_sizes':
      return input && split(context, input, call.name);
    case 'narrow': {
      const place = input && placeOf(input, argument(call, 1, 'dim'));
      if (input === undefined || place === undefined) return undefined;
      const length = sizeIn(context, argument(call, 3, 'length'));
      return replaced(input, place, length);
    }
    case 'select': {
      const place = input && placeOf(input, argument(call, 1, 'dim'));
      if (input === undefined || place === undefined) return undefined;
      return { open: input.open, axes: input.axes.filter((_, index) => index !== place) };
    }
    case 'topk':
    case 'top_k': {
      // `top_k` of Keras, TensorFlow and JAX takes the last axis, and says in the third place whether it sorts.
      const axis = call.name === 'topk' ? numberIn(argument(call, 2, 'dim')) : undefined;
      const place = input && placeOfAxis(input, axis ?? -1);
      if (input === undefined || place === undefined) return undefined;
      const shape = replaced(input, place, sizeIn(context, argument(call, 1, 'k')));
      return { items: [shape, shape] };
    }
    case 'sort':
      return { items: [input, input] };
    default:
      return undefined;
  }
}

const placeOf = (shape: Shape, given: Given | undefined): number | undefined => {
  const dimension = numberIn(given);
  return dimension === undefined ? undefined : placeOfAxis(shape, dimension);
};

const sizeIn = (context: ShapeContext, given: Given | undefined): Length =>
  given?.kind === 'size' ? context.lengthOf(given.size) : numberIn(given);

function replaced(shape: Shape, place: number, length: Length): Shape {
  return {
    open: shape.open,
    axes: shape.axes.map((own, index) => (index === place ? axis(length, own.role) : own)),
  };
}

const MOST_PIECES = 64;

function split(context: ShapeContext, input: Shape, name: string): Items | undefined {
  const call = callOfNode(context.node);
  const along = argument(call, 2, 'dim', 'axis');
  const place = placeOfAxis(input, along === undefined ? 0 : (numberIn(along) ?? Number.NaN));
  const own = place === undefined ? undefined : input.axes[place];
  if (own === undefined || place === undefined) return undefined;
  const given = argument(call, 1, ...PIECES);
  const parts = given === undefined ? undefined : partsOf(given);
  const alone = parts?.length === 1 && given !== undefined && !isList(given);
  if (parts === undefined) return undefined;
  if (!alone) {
    if (parts.length > MOST_PIECES) return undefined;
    const sizes = parts.map((part) => sizeIn(context, part));
    const lengths = name === 'tensor_split' ? lengthsBetween(own.length, sizes) : sizes;
    return { items: lengths.map((length) => replaced(input, place, length)) };
  }
  const size = sizeIn(context, parts[0]);
  const { length } = own;
  const lengths = name === 'split' ? lengthsOfSize(length, size) : lengthsOfCount(length, size, name);
  return lengths && { items: lengths.map((each) => replaced(input, place, each)) };
}

/** The lengths of the pieces between cuts, `[2, 5]`: from the start, to the end. */
const lengthsBetween = (length: Length, cuts: readonly Length[]): readonly Length[] =>
  [...cuts, length].map((end, index) => {
    const start = index === 0 ? 0 : cuts[index - 1];
    return start === undefined ? undefined : plus(end, negated(start));
  });

/**
 * The lengths of so many pieces. Where they cannot be alike PyTorch's `chunk` makes the last one shorter, or fewer of them; `tensor_split` makes
 * the first ones longer by one.
 */
function lengthsOfCount(length: Length, count: Length, name: string): readonly Length[] | undefined {
  if (typeof count !== 'number' || count < 1 || count > MOST_PIECES) return undefined;
  if (typeof length === 'number' && length % count !== 0) {
    if (name === 'chunk') return lengthsUpTo(length, Math.ceil(length / count));
    const [least, longer] = [Math.floor(length / count), length % count];
    return Array.from({ length: count }, (_, index) => least + Number(index < longer));
  }
  return Array.from({ length: count }, () => quotient(length, count));
}

/** The lengths of pieces that are so long, the last one of the rest. */
function lengthsOfSize(length: Length, size: Length): readonly Length[] | undefined {
  if (typeof length === 'number' && typeof size === 'number')
    return Math.ceil(length / size) > MOST_PIECES ? undefined : lengthsUpTo(length, size);
  const count = quotient(length, size);
  if (typeof count !== 'number' || count > MOST_PIECES) return undefined;
  return Array.from({ length: count }, () => size);
}

const lengthsUpTo = (whole: number, each: number): readonly number[] =>
  Array.from({ length: Math.ceil(whole / each) }, (_, index) => Math.min(each, whole - index * each));

const isList = (given: Given): boolean =>
  given.kind === 'sequence' ||
  (given.kind === 'constant' && typeof given.value === 'object' && given.value !== null);

/** `x[:, -1]`, `x[..., None]`, `parts[0]` */
function indexed(context: ShapeContext): Traced {
  const call = callOfNode(context.node);
  const [whole, ...indices] = call.positional;
  if (whole?.kind !== 'signal') return undefined;
  const traced = context.tracedOf(whole.signal);
  if (isItems(traced)) {
    const index = indices.length === 1 ? numberIn(indices[0]) : undefined;
    return index === undefined ? undefined : traced.items.at(index);
  }
  return traced === undefined ? undefined : indexedAxes(context, traced, indices);
}

function indexedAxes(context: ShapeContext, shape: Shape, indices: readonly Given[]): Shape | undefined {
  const isNew = (given: Given): boolean => given.kind === 'constant' && given.value === null;
  const isRest = (given: Given): boolean => given.kind === 'constant' && given.value === '...';
  const rest = indices.findIndex(isRest);
  const taking = indices.filter((given) => !isNew(given) && !isRest(given)).length;
  if (shape.open && (rest !== 0 || taking > shape.axes.length)) return undefined;
  if (taking > shape.axes.length) return undefined;
  const axes: Axis[] = [];
  let place = 0;
  for (const [index, given] of indices.entries()) {
    if (index === rest) {
      const kept = shape.axes.length - taking;
      axes.push(...shape.axes.slice(place, place + kept));
      place += kept;
      continue;
    }
    if (isNew(given)) {
      axes.push(axis(1, 'position'));
      continue;
    }
    const own = shape.axes[place];
    place += 1;
    if (own === undefined) return undefined;
    if (given.kind === 'slice') axes.push(axis(slicedLength(context, own.length, given), own.role));
    else if (given.kind === 'size' || (given.kind === 'constant' && typeof given.value === 'number'))
      continue;
    else return undefined;
  }
  return { open: shape.open, axes: [...axes, ...shape.axes.slice(place)] };
}

const isBelowZero = (length: Length): boolean =>
  typeof length === 'number' ? length < 0 : length !== undefined && length.factor < 0;

function slicedLength(
  context: ShapeContext,
  length: Length,
  { lower, upper, step }: Extract<Given, { kind: 'slice' }>,
): Length {
  const isLeftOut = (given: Given): boolean => given.kind === 'constant' && given.value === null;
  const stride = isLeftOut(step) ? 1 : numberIn(step);
  if (stride === undefined || stride < 1) return undefined;
  const from = isLeftOut(lower) ? 0 : sizeIn(context, lower);
  const to = isLeftOut(upper) ? length : sizeIn(context, upper);
  if (from === undefined || to === undefined) return undefined;
  const counted = (end: Length): Length => (isBelowZero(end) ? plus(length, end) : end);
  const [start, stop] = [counted(from), counted(to)];
  const bounded = typeof stop === 'number' && typeof length === 'number' ? Math.min(stop, length) : stop;
  // An upper end that may lie behind the axis's own.
  if (!isLeftOut(upper) && typeof to === 'number' && to >= 0 && typeof length !== 'number') return undefined;
  const room = plus(bounded, negated(start));
  if (typeof room === 'number' && room < 0) return 0;
  return stride === 1 ? room : quotient(plus(room, stride - 1), stride);
}

/** Tensors along a new axis, which is as long as there are of them. */
function stacked(shapes: readonly Shape[], dimension: number, isOpen: boolean): Shape | undefined {
  const [first, ...others] = shapes;
  const whole = others.reduce<Shape | undefined>((left, right) => common(left, right), first);
  if (whole === undefined) return undefined;
  const place = dimension < 0 ? whole.axes.length + 1 + dimension : whole.open ? undefined : dimension;
  if (place === undefined) return undefined;
  const count = axis(isOpen ? undefined : shapes.length);
  return { open: whole.open, axes: [...whole.axes.slice(0, place), count, ...whole.axes.slice(place)] };
}

export function joinedShape(context: ShapeContext): Shape | undefined {
  const call = callOfNode(context.node);
  const [list] = call.positional;
  const named = call.keywords.get('tensors') ?? call.keywords.get('values') ?? list;
  // Of as many tensors as a loop has rounds, which nobody has counted.
  const isOpen = named?.kind === 'sequence' && named.open;
  const parts = isOpen ? named.elements : list?.kind === 'signal' ? undefined : partsOf(named);
  const signals = parts ?? undefined;
  if (signals === undefined) return undefined;
  const shapes = signals.map((given): Shape | undefined => {
    if (given.kind === 'signal') return context.shapeOf(given.signal);
    return given.kind === 'made' ? madeShape(given.tensor, context) : undefined;
  });
  const own = context.node.arguments['axis'] ?? context.node.arguments['dim'];
  const along = typeof own === 'number' ? own : numberIn(argument(call, 1, 'dim', 'axis'));
  const written = argument(call, 1, 'dim', 'axis');
  const dimension = along ?? (written === undefined ? (/^Concatenate$/.test(call.name) ? -1 : 0) : undefined);
  const [first] = shapes;
  if (first === undefined || dimension === undefined || shapes.includes(undefined)) return undefined;
  const known = shapes.filter((shape) => shape !== undefined);
  if (/stack$/.test(call.name)) return stacked(known, dimension, isOpen);
  const place = placeOfAxis(first, dimension);
  if (
    place === undefined ||
    known.some(({ axes, open }) => axes.length !== first.axes.length || open !== first.open)
  )
    return undefined;
  const total = isOpen
    ? undefined
    : known.reduce<Length>((sum, shape) => plus(sum, shape.axes[place]?.length), 0);
  return {
    open: first.open,
    axes: first.axes.map(({ length: own, role: ownRole }, index) => {
      // A class token that the code makes has no roles of its own.
      const role =
        known.map(({ axes }) => axes[index]?.role).find((one) => one !== undefined && one !== 'unknown') ??
        ownRole;
      return index === place
        ? axis(total, role)
        : axis(
            known.map(({ axes }) => axes[index]?.length).find((length) => typeof length === 'number') ?? own,
            role,
          );
    }),
  };
}
