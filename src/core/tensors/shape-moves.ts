/** Steps that only move elements about: views, permutations, padding, resampling. */
import { byNames } from '../by-names';
import { own } from '../own';
import type { Given, StepCall } from '../network/graph';
import {
  axis,
  closed,
  placeOfAxis,
  plus,
  product,
  quotient,
  sameLength,
  times,
  type Axis,
  type Length,
  type Role,
  type Shape,
} from './axis';
import { einopsShape, patternOf } from './einops';
import { patchesShape, tilesShape } from './patches';
import {
  argument,
  callOfNode,
  constantIn,
  dimensionsIn,
  numberIn,
  partsOf,
  sidesOf,
  numbersBehind,
} from './read-call';
import type { Items, ShapeContext } from './shapes';

/** A step that moves elements, and how its arguments are read. */
interface Move {
  readonly name: string;
  readonly context: ShapeContext;
  readonly call: StepCall;
  readonly input: Shape;
  readonly given: (position: number, ...names: readonly string[]) => Given | undefined;
  readonly number: (
    position: number,
    fallback: number | undefined,
    ...names: readonly string[]
  ) => number | undefined;
}

const moves = byNames<(move: Move) => Shape | Items | undefined>([
  [
    'view reshape Reshape',
    ({ name, context, input, given }) => {
      const target = targetOf(context, name === 'Reshape' ? given(-1, 'target_shape', '@0') : undefined);
      if (target === undefined) return name === 'Reshape' ? undefined : openTarget(context);
      const [batch] = input.axes;
      if (name !== 'Reshape') return reshaped(input, target);
      return batch === undefined || input.open ? undefined : reshaped(input, [batch.length, ...target]);
    },
  ],
  [
    'flatten Flatten ravel batch_flatten',
    ({ name, input, number }) => {
      const whole = name === 'ravel' || name === 'flatten';
      const first = number(1, name === 'batch_flatten' || !whole ? 1 : 0, 'start_dim');
      const last = number(2, -1, 'end_dim');
      return first === undefined || last === undefined ? undefined : flattened(input, first, last);
    },
  ],
  [
    'Unflatten unflatten',
    ({ context, input, given, number }) =>
      unflattened(context, input, number(1, undefined, 'dim'), given(2, 'unflattened_size', 'sizes')),
  ],
  ['squeeze squeeze_', ({ input, given }) => squeezed(input, given(1, 'dim', 'axis'))],
  [
    'unsqueeze unsqueeze_ expand_dims',
    ({ input, number }) => widened(input, number(1, undefined, 'dim', 'axis')),
  ],
  [
    'permute Permute transpose swapaxes swapdims t T mT permute_dimensions moveaxis movedim',
    ({ name, context, input }) => permuted(context, input, name),
  ],
  ['expand broadcast_to', ({ context, input }) => expanded(context, input)],
  [
    'expand_as view_as reshape_as',
    ({ context, call }) => {
      const like = call.positional[1];
      return like?.kind === 'signal' ? context.shapeOf(like.signal) : undefined;
    },
  ],
  ['flip roll channel_shuffle ChannelShuffle', ({ input }) => input],
  [
    'unbind unstack',
    ({ input, number }) => {
      const place = placeOfAxis(input, number(1, 0, 'dim', 'axis') ?? Number.NaN);
      const own = place === undefined ? undefined : input.axes[place];
      if (own === undefined || typeof own.length !== 'number' || own.length > 64) return undefined;
      const rest: Shape = { open: input.open, axes: input.axes.filter((_, index) => index !== place) };
      return { items: Array.from({ length: own.length }, () => rest) };
    },
  ],
  [
    'RepeatVector',
    ({ input, given }) => {
      const count = numberIn(given(-1, 'n', '@0'));
      const [batch, feature] = input.axes;
      return input.open || input.axes.length !== 2 || batch === undefined || feature === undefined
        ? undefined
        : closed([batch, axis(count, 'position'), feature]);
    },
  ],
  ['repeat tile', ({ context, input }) => repeated(context, input)],
  ['unfold fold Unfold Fold', ({ context, input }) => patchesShape(context.node, input)],
  ['extract_patches extract_image_patches', ({ context, input }) => tilesShape(context.node, input)],
  [
    'repeat_interleave repeat_elements',
    ({ context, input, given, number }) => {
      const place = placeOfAxis(input, number(2, undefined, 'dim', 'axis') ?? Number.NaN);
      const count = given(1, 'repeats', 'rep', 'n');
      const copies = count?.kind === 'size' ? context.lengthOf(count.size) : numberIn(count);
      return place === undefined
        ? undefined
        : {
            open: input.open,
            axes: input.axes.map((own, index) =>
              index === place ? axis(times(own.length, copies), own.role) : own,
            ),
          };
    },
  ],
  [
    'pad',
    ({ context, input, given }) =>
      padded(
        input,
        partsOf(given(1, 'pad'))?.map((side) =>
          side.kind === 'size' ? context.lengthOf(side.size) : numberIn(side),
        ),
      ),
  ],
  [
    'Upsample interpolate UpsamplingNearest2d UpsamplingBilinear2d upsample',
    ({ context, input }) => resampled(context, input),
  ],
  [
    'PixelShuffle pixel_shuffle',
    ({ input, given }) => shuffled(input, numberIn(given(1, 'upscale_factor', '0'))),
  ],
  [
    'PixelUnshuffle pixel_unshuffle',
    ({ input, given }) => unshuffled(input, numberIn(given(1, 'downscale_factor', '0'))),
  ],
]);

export function movedShape(context: ShapeContext): Shape | Items | undefined {
  const { node } = context;
  const call = callOfNode(node);
  const name = call.name === '' ? (node.qualifiedName.split('.').at(-1) ?? '') : call.name;
  if (/^einops\b/.test(node.qualifiedName) || patternOf(context) !== undefined) return einopsShape(context);
  // A view says itself how many axes there are.
  const input = context.input ?? (/^(?:view|reshape|[fF]latten)$/.test(name) ? nothingKnown : undefined);
  if (input === undefined) return undefined;
  const given = (position: number, ...names: readonly string[]): Given | undefined => {
    for (const name of names) {
      const value = own(node.arguments, name);
      if (value !== undefined) return { kind: 'constant', value };
    }
    return argument(call, position, ...names);
  };
  const number = (position: number, fallback: number | undefined, ...names: readonly string[]) => {
    const value = given(position, ...names);
    return value === undefined ? fallback : numberIn(value);
  };
  const move = moves.get(name);
  if (move !== undefined) return move({ name, context, call, input, given, number });

  if (/Pad[123]d$/.test(name)) {
    const spatial = Number(/([123])d$/.exec(name)?.[1] ?? 0);
    const written = constantIn(given(-1, 'padding', '0'));
    const sides =
      typeof written === 'number'
        ? Array.from({ length: 2 * spatial }, () => written)
        : sidesOf(written, 2 * spatial);
    return padded(input, sides);
  }
  if (/^(?:ZeroPadding|UpSampling)[123]D$/.test(name)) return grown(context, input, name);
  return undefined;
}

const nothingKnown: Shape = { open: true, axes: [] };

/** The lengths that a view asks for; −1 is what is left. */
function targetOf(context: ShapeContext, stated?: Given): readonly (Length | 'rest')[] | undefined {
  return spreadShapes(context, targetParts(context, stated))?.map((part) => targetLength(context, part));
}

function targetParts(context: ShapeContext, stated: Given | undefined): readonly Given[] | undefined {
  const call = callOfNode(context.node);
  if (call.open) return undefined;
  const written = stated ?? call.keywords.get('shape') ?? call.keywords.get('size');
  const rest = call.positional.slice(1);
  if (written !== undefined) return partsOf(written);
  return rest.length === 1 ? shapeParts(context, rest[0]) : rest;
}

function targetLength(context: ShapeContext, part: Given): Length | 'rest' {
  if (part.kind === 'constant' && part.value === -1) return 'rest';
  return part.kind === 'size' ? context.lengthOf(part.size) : numberIn(part);
}

/** `x.view(*x.shape[:-1], heads, width)` of a tensor whose number of axes is not known: its last ones are. */
function openTarget(context: ShapeContext): Shape | undefined {
  const [front, ...parts] = targetParts(context, undefined) ?? [];
  if (front?.kind !== 'shape' || (front.from ?? 0) !== 0 || front.to === undefined || front.to >= 0)
    return undefined;
  const shape = context.shapeOf(front.of);
  if (shape?.open !== true || parts.some(({ kind }) => kind === 'shape')) return undefined;
  const lengths = parts.map((part) => targetLength(context, part));
  const known = lengths.map((length) => axis(length === 'rest' ? undefined : length));
  return { open: true, axes: [...shape.axes.slice(0, front.to), ...known] };
}

/** `(*x.shape[:-1], heads, width)` with the lengths of the axes that it spreads; undefined where their number is not known. */
function spreadShapes(
  { shapeOf }: ShapeContext,
  parts: readonly Given[] | undefined,
): readonly Given[] | undefined {
  const spread: Given[] = [];
  for (const part of parts ?? []) {
    if (part.kind !== 'shape') {
      spread.push(part);
      continue;
    }
    const shape = shapeOf(part.of);
    if (shape === undefined || shape.open) return undefined;
    const axes = shape.axes.map((_, axis): Given => ({ kind: 'size', size: { of: part.of, axis } }));
    spread.push(...axes.slice(part.from ?? 0, part.to));
  }
  return parts && spread;
}

function shapeParts({ shapeOf }: ShapeContext, given: Given | undefined): readonly Given[] | undefined {
  if (given?.kind !== 'shape') return partsOf(given);
  const shape = shapeOf(given.of);
  if (shape === undefined || shape.open) return undefined;
  return shape.axes.map((_, index): Given => ({ kind: 'size', size: { of: given.of, axis: index } }));
}

/** Numbers and names of the lengths are matched from the front and the back; what lies between is one group. */
function reshaped(input: Shape, target: readonly (Length | 'rest')[]): Shape {
  const rests = target.filter((length) => length === 'rest').length;
  let lengths: readonly Length[] = target.map((length) => (length === 'rest' ? undefined : length));
  if (!input.open && rests === 1) {
    const left = remaining(
      input.axes.map(({ length }) => length),
      lengths.filter((_, index) => target[index] !== 'rest'),
    );
    lengths = lengths.map((length, index) => (target[index] === 'rest' ? left : length));
  }
  return closed(withRoles(input, lengths));
}

/** The product of some lengths over that of others; equal ones cancel, known or not. */
function remaining(all: readonly Length[], taken: readonly Length[]): Length {
  const left = [...all];
  const others: Length[] = [];
  for (const length of taken) {
    const index = left.findIndex((own) => sameLength(own, length));
    if (index >= 0) left.splice(index, 1);
    else others.push(length);
  }
  return quotient(product(left), product(others));
}

function withRoles(input: Shape, lengths: readonly Length[]): readonly Axis[] {
  const axes: Axis[] = lengths.map((length) => axis(length));
  if (input.open) return axes;
  let front = 0;
  while (front < axes.length && front < input.axes.length) {
    const [own, made] = [input.axes[front], axes[front]];
    if (own === undefined || made === undefined || !sameLength(own.length, made.length)) break;
    axes[front] = own;
    front += 1;
  }
  let back = 0;
  while (back < axes.length - front && back < input.axes.length - front) {
    const own = input.axes[input.axes.length - 1 - back];
    const made = axes[axes.length - 1 - back];
    if (own === undefined || made === undefined || !sameLength(own.length, made.length)) break;
    axes[axes.length - 1 - back] = own;
    back += 1;
  }
  const middle = input.axes.slice(front, input.axes.length - back);
  const made = axes.slice(front, axes.length - back);
  const roles = middleRoles(middle, made);
  made.forEach((own, index) => {
    axes[front + index] = { length: own.length, role: roles[index] ?? 'unknown' };
  });
  return axes;
}

/** Axes that become one, or one that becomes several. */
function middleRoles(before: readonly Axis[], after: readonly Axis[]): readonly Role[] {
  const [first] = before;
  if (first !== undefined && before.every(({ role }) => role === first.role))
    // Of windows one after the other, taken apart again, only the first axis is sure to run over inputs.
    return after.map((_, place) => (place > 0 && first.role === 'batch' ? 'unknown' : first.role));
  // Features together with positions: what comes next mixes all of them.
  if (after.length === 1)
    return [
      before.some(({ role }) => role === 'feature') && !before.some(({ role }) => role === 'batch')
        ? 'feature'
        : before.every(({ role }) => role !== 'feature') && before.some(({ role }) => role === 'batch')
          ? 'batch'
          : 'unknown',
    ];
  const last = before.at(-1);
  if (last?.role === 'feature' && before.length === 2) {
    const [leading] = after;
    if (leading !== undefined && sameLength(leading.length, first?.length))
      return after.map((_, index) => (index === 0 ? (first?.role ?? 'unknown') : 'feature'));
  }
  return rolesOfRuns(before, after) ?? after.map(() => 'unknown');
}

/** Axes that come together in runs of the same length, as in windows of an image: each run keeps its role where it has one. */
function rolesOfRuns(before: readonly Axis[], after: readonly Axis[]): readonly Role[] | undefined {
  const roles: Role[] = [];
  let [from, to] = [0, 0];
  while (from < before.length || to < after.length) {
    const [first, last] = [from, to];
    let [left, right] = [1, 1];
    do {
      const isLess = left < right || (left === right && from === first);
      const length = (isLess ? before[from] : after[to])?.length;
      if (typeof length !== 'number') return undefined;
      if (isLess) [left, from] = [left * length, from + 1];
      else [right, to] = [right * length, to + 1];
    } while (left !== right || to === last);
    const run = before.slice(first, from).filter(({ length }) => length !== 1);
    const [own] = run;
    const role = own !== undefined && run.every((other) => other.role === own.role) ? own.role : undefined;
    // Inputs, or windows of them, one after the other; taken apart again only the first axis is sure to be theirs.
    const mixed =
      run.some(({ role: other }) => other === 'batch') && run.every((other) => other.role !== 'feature');
    for (let at = last; at < to; at += 1)
      roles.push(
        role === 'batch' || (role === undefined && mixed)
          ? at === last && (to - last === 1 || role === 'batch')
            ? 'batch'
            : 'unknown'
          : (role ?? 'unknown'),
      );
  }
  return roles;
}

function flattened(input: Shape, first: number, last: number): Shape | undefined {
  if (input.open) {
    // From the second axis to the last: two are left.
    if (first === 1 && last === -1) return closed([axis(undefined, 'batch'), axis(undefined, 'feature')]);
    return undefined;
  }
  const from = placeOfAxis(input, first);
  const to = placeOfAxis(input, last);
  if (from === undefined || to === undefined || to < from) return input.axes.length < 2 ? input : undefined;
  const merged = input.axes.slice(from, to + 1);
  const roles = middleRoles(merged, [axis(undefined)]);
  return closed([
    ...input.axes.slice(0, from),
    axis(product(merged.map(({ length }) => length)), merged.length === 1 ? merged[0]?.role : roles[0]),
    ...input.axes.slice(to + 1),
  ]);
}

function unflattened(
  context: ShapeContext,
  input: Shape,
  dimension: number | undefined,
  sizes: Given | undefined,
): Shape | undefined {
  const place = dimension === undefined ? undefined : placeOfAxis(input, dimension);
  const own = place === undefined ? undefined : input.axes[place];
  const parts = partsOf(sizes);
  if (own === undefined || place === undefined || parts === undefined) return undefined;
  const target = parts.map((part): Length | 'rest' =>
    part.kind === 'constant' && part.value === -1
      ? 'rest'
      : part.kind === 'size'
        ? context.lengthOf(part.size)
        : numberIn(part),
  );
  const inner = reshaped(closed([own]), target);
  return {
    open: input.open,
    axes: [...input.axes.slice(0, place), ...inner.axes, ...input.axes.slice(place + 1)],
  };
}

function squeezed(input: Shape, along: Given | undefined): Shape | undefined {
  if (along === undefined) {
    if (input.open || input.axes.some(({ length }) => typeof length !== 'number')) return undefined;
    return closed(input.axes.filter(({ length }) => length !== 1));
  }
  const places = dimensionsIn(along)?.map((dimension) => placeOfAxis(input, dimension));
  if (places === undefined || places.includes(undefined)) return undefined;
  // Where the length is not known, whether the axis goes is not known either.
  if (places.some((place) => place !== undefined && typeof input.axes[place]?.length !== 'number'))
    return undefined;
  return {
    open: input.open,
    axes: input.axes.filter(({ length }, index) => !(places.includes(index) && length === 1)),
  };
}

function widened(input: Shape, dimension: number | undefined): Shape | undefined {
  if (dimension === undefined) return undefined;
  const place = dimension < 0 ? input.axes.length + 1 + dimension : input.open ? undefined : dimension;
  if (place === undefined || place < 0 || place > input.axes.length) return undefined;
  return {
    open: input.open,
    axes: [...input.axes.slice(0, place), axis(1, 'position'), ...input.axes.slice(place)],
  };
}

function permuted(context: ShapeContext, input: Shape, name: string): Shape | undefined {
  const call = callOfNode(context.node);
  const count = input.axes.length;
  if (name === 'Permute') {
    const written = dimensionsIn(node(context, 'dims', '@0'));
    return written === undefined ? undefined : ordered(input, [0, ...written]);
  }
  if (name === 't' || name === 'T')
    return count === 2 || (name === 'T' && !input.open)
      ? ordered(input, [...input.axes.keys()].reverse())
      : undefined;
  if (name === 'mT') return swapped(input, -1, -2);
  const rest = call.positional.slice(1);
  const numbers = numbersBehind(call);
  if (name === 'permute' || name === 'permute_dimensions' || (name === 'transpose' && rest.length !== 2)) {
    const order = numbers ?? dimensionsIn(call.keywords.get('dims') ?? call.keywords.get('perm'));
    if (order === undefined || order.some((place) => place === undefined)) return undefined;
    return ordered(
      input,
      order.filter((place) => place !== undefined),
    );
  }
  const [one, other] = [
    numberIn(argument(call, 1, 'dim0', 'source')),
    numberIn(argument(call, 2, 'dim1', 'destination')),
  ];
  if (one === undefined || other === undefined) return undefined;
  if (!/^move/.test(name)) return swapped(input, one, other);
  const [from, to] = [placeOfAxis(input, one), placeOfAxis(input, other)];
  if (from === undefined || to === undefined || input.open) return undefined;
  const order = [...input.axes.keys()].filter((place) => place !== from);
  order.splice(to, 0, from);
  return ordered(input, order);
}

function node({ node: step }: ShapeContext, ...names: readonly string[]): Given | undefined {
  for (const name of names) {
    const value = own(step.arguments, name);
    if (value !== undefined) return { kind: 'constant', value };
  }
  return undefined;
}

function ordered(input: Shape, order: readonly number[]): Shape | undefined {
  if (input.open || order.length !== input.axes.length) return undefined;
  const axes = order.flatMap((place) => {
    const own = input.axes.at(place);
    return own === undefined ? [] : [own];
  });
  return axes.length === input.axes.length ? closed(axes) : undefined;
}

function swapped(input: Shape, one: number, other: number): Shape | undefined {
  const [first, second] = [placeOfAxis(input, one), placeOfAxis(input, other)];
  if (first === undefined || second === undefined) return undefined;
  const axes = [...input.axes];
  const [left, right] = [axes[first], axes[second]];
  if (left === undefined || right === undefined) return undefined;
  axes[first] = right;
  axes[second] = left;
  return { open: input.open, axes };
}

function expanded(context: ShapeContext, input: Shape): Shape | undefined {
  const target = targetOf(context);
  if (target === undefined || input.open || target.length < input.axes.length) return undefined;
  const shift = target.length - input.axes.length;
  return closed(
    target.map((length, index) => {
      const own = input.axes[index - shift];
      if (length === 'rest') return own ?? axis(undefined);
      return own?.length === 1 || own === undefined ? axis(length, own?.role ?? 'unknown') : own;
    }),
  );
}

function repeated(context: ShapeContext, input: Shape): Shape | undefined {
  const target = targetOf(context);
  if (target === undefined || input.open || target.length < input.axes.length) return undefined;
  const shift = target.length - input.axes.length;
  return closed(
    target.map((times_, index) => {
      const own = input.axes[index - shift];
      const count = times_ === 'rest' ? undefined : times_;
      return own === undefined ? axis(count) : axis(times(own.length, count), own.role);
    }),
  );
}

/** Pairs of numbers from the last axis on, as `F.pad` takes them. */
function padded(input: Shape, sides: readonly Length[] | undefined): Shape | undefined {
  if (sides === undefined || sides.length % 2 === 1) return undefined;
  const count = sides.length / 2;
  if (count > input.axes.length) return undefined;
  return {
    open: input.open,
    axes: input.axes.map((own, index) => {
      const back = input.axes.length - 1 - index;
      if (back >= count) return own;
      return axis(plus(own.length, plus(sides[2 * back], sides[2 * back + 1])), own.role);
    }),
  };
}

/** By how much a resampling that is told a size makes its input longer; undefined unless it is the same along all axes. */
export function scaleBetween(before: Shape | undefined, after: Shape | undefined): number | undefined {
  if (before === undefined || after === undefined || before.axes.length !== after.axes.length)
    return undefined;
  const scales = before.axes.slice(2).map(({ length }, place) => {
    const grown = after.axes[place + 2]?.length;
    return typeof length === 'number' && typeof grown === 'number' ? grown / length : undefined;
  });
  const [first] = scales;
  return scales.every((scale) => scale === first) ? first : undefined;
}

/** `scale_factor`, or the size that a resampling is told. */
export function scaleOf(context: Pick<ShapeContext, 'node'>): number | undefined {
  const call = callOfNode(context.node);
  const own = context.node.arguments['scale_factor'] ?? context.node.arguments['1'];
  const written = own ?? constantIn(argument(call, 2, 'scale_factor'));
  if (typeof written === 'number') return written;
  const sides = sidesOf(written, 2);
  return sides !== undefined && sides[0] === sides[1] ? sides[0] : undefined;
}

function resampled(context: ShapeContext, input: Shape): Shape | undefined {
  const scale = scaleOf(context);
  if (input.open || input.axes.length < 3) return undefined;
  const call = callOfNode(context.node);
  const size = context.node.arguments['size'] ?? constantIn(argument(call, 1, 'size'));
  const sizes = sidesOf(size, input.axes.length - 2);
  const parts = partsOf(argument(call, 1, 'size'));
  return closed(
    input.axes.map((own, index) => {
      if (index < 2) return own;
      if (sizes !== undefined) return axis(sizes[index - 2], 'position');
      const part = parts?.length === input.axes.length - 2 ? parts[index - 2] : undefined;
      if (part?.kind === 'size') return axis(context.lengthOf(part.size), 'position');
      if (scale === undefined) return axis(undefined, 'position');
      if (Number.isInteger(scale)) return axis(times(own.length, scale), 'position');
      return axis(typeof own.length === 'number' ? Math.floor(own.length * scale) : undefined, 'position');
    }),
  );
}

function shuffled(input: Shape, factor: number | undefined): Shape | undefined {
  if (factor === undefined || input.axes.length < 3) return undefined;
  const count = input.axes.length;
  return {
    open: input.open,
    axes: input.axes.map((own, index) => {
      if (index === count - 3) return axis(quotient(own.length, factor ** 2), own.role);
      return index > count - 3 ? axis(times(own.length, factor), own.role) : own;
    }),
  };
}

function unshuffled(input: Shape, factor: number | undefined): Shape | undefined {
  if (factor === undefined || input.axes.length < 3) return undefined;
  const count = input.axes.length;
  return {
    open: input.open,
    axes: input.axes.map((own, index) => {
      if (index === count - 3) return axis(times(own.length, factor ** 2), own.role);
      return index > count - 3 ? axis(quotient(own.length, factor), own.role) : own;
    }),
  };
}

/** Keras' padding and upsampling of all spatial axes. */
function grown(context: ShapeContext, input: Shape, name: string): Shape | undefined {
  const spatial = Number(/([123])D$/.exec(name)?.[1] ?? 0);
  if (input.open || input.axes.length !== spatial + 2) return undefined;
  const written =
    context.node.arguments[name.startsWith('Up') ? 'size' : 'padding'] ??
    context.node.arguments['@0'] ??
    (name.startsWith('Up') ? 2 : 1);
  const sides = sidesOf(written, spatial);
  return closed(
    input.axes.map((own, index) => {
      if (index === 0 || index > spatial) return own;
      const side = sides?.[index - 1];
      if (side === undefined) return axis(undefined, 'position');
      return axis(name.startsWith('Up') ? times(own.length, side) : plus(own.length, 2 * side), 'position');
    }),
  );
}
