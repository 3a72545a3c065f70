/**
 * The shape of every traced tensor, as far as the code fixes it: one pass over a model's graph, made once. An axis is a number, a name or
 * unknown; where a step has no rule its shape is unknown, never a guess.
 */
import { own } from '../own';
import type { Model, LayerNode, SignalNode, SignalReference, Size } from '../network/graph';
import { consumersOf } from '../network/ways';
import {
  axis,
  axisAt,
  closed,
  common,
  negated,
  plus,
  quotient,
  symbol,
  times,
  type Axis,
  type Length,
  type Shape,
} from './axis';
import { constantParts } from './read-call';
import { patternOf } from './einops';
import { ranksOf } from './ranks';
import { tableIn, tableShape } from './shape-made';
import { shapeRule } from './shape-rules';

/** What a step gives: a tensor, several in a row, or something of which nothing is known. */
export type Traced = Shape | Items | undefined;
export interface Items {
  readonly items: readonly Traced[];
}
export const isItems = (traced: Traced): traced is Items => traced !== undefined && 'items' in traced;

/** What a rule of a step looks at. */
export interface ShapeContext {
  readonly node: SignalNode;
  /** The shape of a signal that the step takes. */
  readonly shapeOf: (signal: SignalReference) => Shape | undefined;
  readonly tracedOf: (signal: SignalReference) => Traced;
  readonly lengthOf: (size: Size | undefined) => Length;
  /** Of the step's first input. */
  readonly input: Shape | undefined;
}

const known = new WeakMap<Model, readonly Traced[]>();
const nothingTaken: Sizes = new Map();
/** Models that are traced for lengths that the code leaves open: the lengths, and the model as the code says it. */
const taken = new WeakMap<Model, { readonly sizes: Sizes; readonly of: Model }>();

export function shapesOf(model: Model): readonly Traced[] {
  let shapes = known.get(model);
  if (shapes === undefined)
    known.set(model, (shapes = trace(model, taken.get(model)?.sizes ?? nothingTaken)));
  return shapes;
}

/** Lengths by the names that stand in shapes: `time`, `H`. */
export type Sizes = ReadonlyMap<string, number>;

/** The same model, with lengths that the code leaves open taken to be these. */
export function takenFor(model: Model, sizes: Sizes): Model {
  const other = { ...model };
  taken.set(other, { sizes, of: model });
  return other;
}

/** Of a model for which lengths were taken: the model as the code says it. */
export const withoutTaken = (model: Model): Model | undefined => taken.get(model)?.of;
/** Of a model for which lengths were taken: the lengths. */
export const takenSizes = (model: Model): Sizes | undefined => taken.get(model)?.sizes;

/** Names of the lengths that a model's inputs leave open. */
export function openLengths(model: Model): readonly string[] {
  const traced = shapesOf(model);
  const names = model.nodes.flatMap(({ kind, index }): readonly string[] => {
    const shape = traced[index];
    if (kind !== 'input' || shape === undefined || isItems(shape)) return [];
    return shape.axes.flatMap(({ length }) => nameOf(length) ?? []);
  });
  return [...new Set(names)];
}

/** Of a length that is a name and nothing else. */
const nameOf = (length: Length): string | undefined =>
  typeof length === 'object' && length.factor === 1 && length.offset === 0 && length.names.length === 1
    ? length.names[0]
    : undefined;

function withSizes(shape: Shape | undefined, sizes: Sizes): Shape | undefined {
  if (shape === undefined || sizes.size === 0) return shape;
  const axes = shape.axes.map((own) => ({
    ...own,
    length: sizes.get(nameOf(own.length) ?? '') ?? own.length,
  }));
  return { ...shape, axes };
}

/** Other weights leave the shapes as they are. */
export function shareShapes(from: Model, to: Model): void {
  known.set(to, shapesOf(from));
}

/** The shape of a node's output; undefined where nothing is known, or where it gives several tensors. */
export function shapeOf(model: Model, index: number): Shape | undefined {
  const traced = shapesOf(model)[index];
  return isItems(traced) ? undefined : traced;
}

/** The shape of what a step takes: all of a node's output, or an item of it. */
export const shapeOfReference = (model: Model, reference: SignalReference): Shape | undefined =>
  readers(shapesOf(model)).shapeOf(reference);

/** What a length that the code computes comes to. */
export function lengthOf(model: Model, size: Size | undefined): Length {
  return readers(shapesOf(model)).lengthOf(size);
}

function readers(traced: readonly Traced[]): Pick<ShapeContext, 'tracedOf' | 'shapeOf' | 'lengthOf'> {
  const tracedOf = (signal: SignalReference): Traced => {
    const [first, ...others] = signal.nodes;
    if (first === undefined) return undefined;
    let result = traced[first];
    for (const other of others) {
      const next = traced[other];
      result = isItems(result) || isItems(next) ? undefined : common(result, next);
    }
    return pieceOf(result, signal);
  };
  const shapeOfSignal = (signal: SignalReference): Shape | undefined => {
    const found = tracedOf(signal);
    return isItems(found) ? undefined : found;
  };
  const lengthOf = (size: Size | undefined): Length => {
    if (size === undefined || typeof size === 'number') return size;
    if ('of' in size) return axisAt(shapeOfSignal(size.of), size.axis)?.length;
    const [left, right] = [lengthOf(size.left), lengthOf(size.right)];
    switch (size.operator) {
      case '+':
        return plus(left, right);
      case '-':
        return plus(left, negated(right));
      case '*':
        return times(left, right);
      case '//':
        return quotient(left, right);
      case '%':
        return typeof left === 'number' && typeof right === 'number' && right > 0
          ? left - Math.floor(left / right) * right
          : undefined;
      case '/':
        return typeof left === 'number' && typeof right === 'number' && right !== 0
          ? left / right
          : quotient(left, right);
      case '**':
        return typeof left === 'number' && typeof right === 'number' ? finite(left ** right) : undefined;
    }
  };
  return { tracedOf, shapeOf: shapeOfSignal, lengthOf };
}

function trace(model: Model, sizes: Sizes): readonly Traced[] {
  const traced: Traced[] = [];
  const { tracedOf, shapeOf: shapeOfSignal, lengthOf } = readers(traced);
  const ranks = ranksOf(model);
  for (const node of model.nodes) {
    if (node.inputs.length === 0 && node.kind === 'input') {
      traced.push(withSizes(inputShape(model, node, ranks[node.index], lengthOf), sizes));
      continue;
    }
    const first = node.call?.positional[0];
    const signal: SignalReference =
      first?.kind === 'signal' ? first.signal : { nodes: node.inputs, piece: undefined };
    const table = node.inputs.length === 0 && node.call !== undefined ? tableIn(node.call) : undefined;
    const input =
      table === undefined ? shapeOfSignal(signal) : tableShape(table, { lengthOf, shapeOf: shapeOfSignal });
    const context = { node, shapeOf: shapeOfSignal, tracedOf, lengthOf, input };
    traced.push(ofRank(shapeRule(context), ranks[node.index]));
  }
  return traced;
}

/** A tensor of which the code names all axes has no others. */
function ofRank(traced: Traced, rank: number | undefined): Traced {
  if (rank === undefined || isItems(traced) || traced?.open === false) return traced;
  const last = traced?.axes ?? [];
  if (last.length > rank) return traced;
  return closed([...Array.from({ length: rank - last.length }, () => axis(undefined)), ...last]);
}

const finite = (value: number): Length => (Number.isFinite(value) ? value : undefined);

/** An item of what a step gives: one of several tensors, or a tensor's part at a place of its first axis. */
function pieceOf(traced: Traced, { piece }: SignalReference): Traced {
  if (piece === undefined) return traced;
  if (piece === 'any') {
    if (!isItems(traced))
      return traced === undefined || traced.open ? undefined : { open: true, axes: traced.axes.slice(1) };
    const [first, ...others] = traced.items;
    return others.reduce(
      (left, right) => (isItems(left) || isItems(right) ? undefined : common(left, right)),
      first,
    );
  }
  let result = traced;
  for (const index of piece) {
    if (isItems(result)) result = result.items[index];
    else if (result !== undefined) result = result.open ? result : closed(result.axes.slice(1));
  }
  return result;
}

/** What a model takes: the shape that the code states, or what the first layers behind it need. */
function inputShape(
  model: Model,
  node: SignalNode,
  namedAxes: number | undefined,
  lengthOf: (size: Size | undefined) => Length,
): Shape | undefined {
  const given = node.call?.positional[0];
  if (given?.kind === 'made' && given.tensor.shape !== undefined) {
    const axes = given.tensor.shape.map((size) => axis(lengthOf(size)));
    return { open: false, axes: rolesFrom(model, node, axes) };
  }
  const stated = constantParts(node.arguments['shape']);
  if (stated !== undefined) {
    const axes = stated.map((length, index): Axis => {
      if (typeof length === 'number') return axis(length);
      return axis(symbol(stated.length === 1 || index > 0 ? `axis${index + 1}` : 'time'));
    });
    const whole = node.qualifiedName === 'tf.placeholder' ? axes : [axis(symbol('batch'), 'batch'), ...axes];
    return closed(rolesFrom(model, node, whole));
  }
  const needed = neededBy(model, node);
  const rank = namedAxes ?? needed?.rank;
  if (rank !== undefined) {
    const axes = Array.from({ length: rank }, (_, index) =>
      axis(symbol(index === 0 ? 'batch' : `axis${index}`)),
    );
    return closed(rolesFrom(model, node, axes));
  }
  if (needed === undefined) return undefined;
  return { open: true, axes: rolesFrom(model, node, [axis(undefined)]) };
}

interface Need {
  readonly rank: number | undefined;
  readonly layout: 'channels-first' | 'channels-last' | 'tokens';
  readonly features: number | undefined;
}

/** What the first layer behind an input asks of it. */
function neededBy(model: Model, from: SignalNode): Need | undefined {
  const queue: SignalNode[] = [from];
  const seen = new Set<number>();
  for (let position = 0; position < queue.length && position < 64; position += 1) {
    const node = queue[position];
    if (node === undefined) continue;
    for (const next of consumersOf(model, node.index)) {
      if (seen.has(next.index)) continue;
      seen.add(next.index);
      const need = needOf(model, next);
      if (need !== undefined && isAgreed(model, node, next, need)) return need;
      if (keepsAxes(next)) queue.push(next);
    }
  }
  return undefined;
}

/** Of `Conv1d`, `Conv2d` and `Conv3d`, one of which is called, none says what it takes. */
function isAgreed(model: Model, from: SignalNode, taker: SignalNode, { rank }: Need): boolean {
  return (
    taker.isOneOfSeveral !== true ||
    consumersOf(model, from.index).every(
      (other) => other.isOneOfSeveral !== true || needOf(model, other)?.rank === rank,
    )
  );
}

/** Behind it each axis is what it was. */
function keepsAxes(node: SignalNode): boolean {
  if (node.kind === 'reshape') return /[pP]ad(?:ding)?(?:[123][dD])?$/.test(node.call?.name ?? '');
  return node.kind === 'activation' || node.kind === 'dropout' || node.kind === 'elementwise';
}

/** Tokens whose embeddings go into a layer over time come in rows. */
function isSequence(model: Model, embedding: SignalNode): boolean {
  let node: SignalNode | undefined = embedding;
  for (let step = 0; node !== undefined && step < 6; step += 1) {
    const next: readonly SignalNode[] = consumersOf(model, node.index);
    if (next.some((own) => own.kind === 'layer' && (own.role === 'recurrent' || own.role === 'attention')))
      return true;
    node = next.find(({ kind }) => kind === 'dropout' || kind === 'add' || kind === 'norm');
  }
  return false;
}

const numberAt = (node: SignalNode, name: string): number | undefined => {
  const value = own(node.arguments, name);
  return typeof value === 'number' ? value : undefined;
};

/** How many axes its name says that a layer slides over: 2 of `Conv2d`, 0 of none. */
const slidAxes = ({ qualifiedName }: SignalNode): number =>
  Number(/([123])[dD](?:Transpose)?$/.exec(qualifiedName)?.[1] ?? 0);

const isTorch = ({ qualifiedName }: SignalNode): boolean => qualifiedName.startsWith('torch.');

function needOf(model: Model, node: SignalNode): Need | undefined {
  if (node.kind === 'reshape') return needOfPattern(node);
  if (node.kind === 'norm') return needOfNorm(node);
  return node.kind === 'layer' ? needOfLayer(model, node) : undefined;
}

/** `b c (h p) (w q) -> …`: einops' own names say which axes are the batch and the channels. */
function needOfPattern(node: SignalNode): Need | undefined {
  const left = patternOf({ node })?.left;
  if (left === undefined || left[0]?.join() !== 'b' || left.some((group) => group.includes('…')))
    return undefined;
  const channels = left.findIndex((group) => group.length === 1 && (group[0] === 'c' || group[0] === 'd'));
  if (channels === 1 && left.length > 3)
    return { rank: left.length, layout: 'channels-first', features: undefined };
  return channels === left.length - 1
    ? { rank: left.length, layout: 'channels-last', features: undefined }
    : undefined;
}

function needOfNorm(node: SignalNode): Need | undefined {
  if (/BatchNorm|InstanceNorm|GroupNorm/.test(node.qualifiedName) && isTorch(node)) {
    const slid = slidAxes(node);
    const features = numberAt(node, 'num_features') ?? numberAt(node, 'num_channels');
    return slid < 2 ? undefined : { rank: slid + 2, layout: 'channels-first', features };
  }
  if (!/LayerNorm|RMSNorm/.test(node.qualifiedName)) return undefined;
  // Other frameworks' norms ask for no length: they run over the last axis unless they are told another one.
  if (!isTorch(node)) {
    const along = own(node.arguments, 'axis') ?? own(node.arguments, 'reduction_axes');
    const isLast = along === undefined || along === -1;
    return isLast ? { rank: undefined, layout: 'channels-last', features: undefined } : undefined;
  }
  const shape = own(node.arguments, 'normalized_shape');
  const parts = typeof shape === 'number' ? [shape] : constantParts(shape);
  const features = parts?.at(-1);
  if (parts?.length !== 1 || typeof features !== 'number') return undefined;
  return { rank: undefined, layout: 'channels-last', features };
}

function needOfLayer(model: Model, node: LayerNode): Need | undefined {
  const slid = slidAxes(node);
  switch (node.role) {
    case 'conv':
      if (slid === 0) return undefined;
      return {
        rank: slid + 2,
        layout: isTorch(node) ? 'channels-first' : 'channels-last',
        features: numberAt(node, 'in_channels') ?? numberAt(node, 'in_features'),
      };
    case 'embedding':
      return { rank: isSequence(model, node) ? 2 : undefined, layout: 'tokens', features: undefined };
    case 'recurrent':
      return {
        rank: /Cell$/.test(node.qualifiedName) ? 2 : 3,
        layout: 'channels-last',
        features: numberAt(node, 'input_size'),
      };
    case 'attention':
      return {
        rank: 3,
        layout: 'channels-last',
        features: numberAt(node, 'embed_dim') ?? numberAt(node, 'd_model') ?? innerWidth(node),
      };
    case 'linear':
      return {
        rank: undefined,
        layout: 'channels-last',
        features: numberAt(node, 'in_features') ?? node.fanIn,
      };
  }
}

function innerWidth(node: SignalNode): number | undefined {
  const width = node.kind === 'layer' ? node.inner?.['d_model'] : undefined;
  return typeof width === 'number' ? width : undefined;
}

/** How many features an input has, where no layer says so. */
export const CHANNELS = 'C';

/** Gives an input's axes their roles and, where it is not stated, the length of the one with the features. */
function rolesFrom(model: Model, node: SignalNode, axes: readonly Axis[]): readonly Axis[] {
  const need = neededBy(model, node);
  if (need === undefined) return axes;
  const { layout, features } = need;
  const batchLast = layout === 'channels-last' && axes.length === 3 && takesTimeFirst(model, node);
  const place = layout === 'tokens' ? undefined : layout === 'channels-first' ? 1 : axes.length - 1;
  const isOpenTail = axes.length === 1 && axes[0]?.length === undefined;
  return axes.map(({ length, role }, index): Axis => {
    if (index === place || (isOpenTail && place !== undefined)) {
      const named = typeof length === 'number' ? length : (features ?? (length && symbol(CHANNELS)));
      return { length: named, role: 'feature' };
    }
    if (role !== 'unknown') return { length: renamed(length, index, axes.length, layout), role };
    const batch = batchLast ? 1 : 0;
    return {
      length: renamed(length, index, axes.length, layout, batchLast),
      role: index === batch ? 'batch' : 'position',
    };
  });
}

/** The usual names of axes whose length nobody states. */
function renamed(
  length: Length,
  index: number,
  count: number,
  layout: Need['layout'],
  timeFirst = false,
): Length {
  if (typeof length === 'number' || length === undefined) return length;
  if (index === (timeFirst ? 1 : 0)) return symbol('batch');
  if (layout === 'channels-first') return symbol(['L', 'H', 'W', 'D'][count === 3 ? 0 : index - 1] ?? 'L');
  if (layout === 'channels-last' && count === 4) return symbol(index === 1 ? 'H' : 'W');
  return symbol(count === 2 || index < 2 || timeFirst ? 'time' : `axis${index}`);
}

/** PyTorch's recurrent and attention modules take time first unless they are told otherwise. */
function takesTimeFirst(model: Model, node: SignalNode): boolean {
  return consumersOf(model, node.index).some(
    (next) =>
      next.kind === 'layer' &&
      /^torch\.nn\.(?:RNN|LSTM|GRU|MultiheadAttention|Transformer\w*)$/.test(next.qualifiedName) &&
      (next.inner?.['batch_first'] ?? next.arguments['batch_first'] ?? false) === false,
  );
}
