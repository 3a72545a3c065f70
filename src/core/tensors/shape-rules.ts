/** What each kind of step makes of a shape. */
import type { LayerNode, MadeTensor } from '../network/graph';
import { activationShape, sameShape } from './shape-elementwise';
import { axis, broadcast, closed, times, type Axis, type Role, type Shape } from './axis';
import { isSineOrCosine, isPairMask } from './made-signal';
import { madeShape } from './shape-made';
import { movedShape } from './shape-moves';
import { matmulShape, productShape } from './shape-products';
import { pooledShape } from './shape-pooling';
import { joinedShape, splitShape } from './shape-splits';
import { callOfNode, signalsIn } from './read-call';
import type { Items, ShapeContext, Traced } from './shapes';
import { grownBy, hasChannelsFirst, placesOf, spatialOf, windowOf } from './windows';

export function shapeRule(context: ShapeContext): Traced {
  const { node, input } = context;
  switch (node.kind) {
    case 'layer':
      return layerShape(context, node);
    case 'activation':
      return activationShape(node, input);
    case 'norm':
    case 'dropout':
      return sameShape(node, input);
    case 'pooling':
      return pooledShape(context);
    case 'reshape':
      return movedShape(context);
    case 'split':
      return splitShape(context);
    case 'concat':
      return joinedShape(context);
    case 'add':
    case 'multiply':
    case 'elementwise':
      return elementwiseShape(context);
    case 'matmul':
      return matmulShape(context);
    case 'attention':
      return attentionShape(context);
    case 'output':
      return input;
    case 'input':
    case 'loss':
    case 'unknown':
      return undefined;
  }
}

/** Complex numbers of length 1 turn what they are multiplied with, and masks hide some of it: it keeps its shape. */
const isAsLong = (tensor: MadeTensor): boolean => tensor.initializer === 'rotations' || isPairMask(tensor);

function elementwiseShape(context: ShapeContext): Shape | undefined {
  const call = callOfNode(context.node);
  let shape: Shape | undefined;
  let started = false;
  for (const given of call.positional) {
    let next: Shape | undefined;
    if (given.kind === 'constant' || given.kind === 'size') continue;
    if (given.kind === 'signal')
      next = given.signal.nodes.length === 0 ? undefined : context.shapeOf(given.signal);
    else if (given.kind === 'made' && isAsLong(given.tensor)) continue;
    else if (given.kind === 'made' && (given.tensor.shape !== undefined || given.tensor.like !== undefined))
      next = madeShape(given.tensor, context);
    // Waves whose table is not told are multiplied with what they turn.
    else if (
      given.kind === 'made' &&
      isSineOrCosine(given.tensor.initializer) &&
      context.node.kind === 'multiply'
    )
      continue;
    // Noise that keeps or drops whole samples is as long as they are, or of length 1.
    else if (given.kind === 'made' && given.tensor.initializer === 'bernoulli') continue;
    else if (given.kind === 'sequence') {
      const shapes = signalsIn({ ...call, positional: [given], keywords: new Map() }).map(context.shapeOf);
      const [first, ...others] = shapes;
      next = others.reduce((left, right) => broadcast(left, right), first);
    } else if (/^(?:clamp|clip|masked_fill|where|pow|lerp|addcdiv|addcmul)/.test(call.name)) continue;
    else if (context.node.kind === 'elementwise') continue;
    else if (context.node.kind === 'add' && started && shape !== undefined) {
      shape = broadcastWithUnknown(shape);
      continue;
    }
    shape = started ? broadcast(shape, next) : next;
    started = true;
    if (shape === undefined) return undefined;
  }
  return started ? shape : context.input;
}

/** What is added may have more axes in front; an axis longer than 1 stays as it is, whatever stands beside it. */
const broadcastWithUnknown = (shape: Shape): Shape => ({
  open: true,
  axes: shape.axes.map((own) =>
    typeof own.length === 'number' && own.length > 1 ? own : axis(undefined, own.role),
  ),
});

function layerShape(context: ShapeContext, node: LayerNode): Traced {
  const { input } = context;
  switch (node.role) {
    case 'linear':
      return productShape(context, node);
    case 'conv':
      return convolved(node, input);
    case 'embedding':
      return embedded(context, node);
    case 'recurrent':
      return recurrentShape(context, node);
    case 'attention':
      if (/MultiheadAttention$/.test(node.qualifiedName)) return multiheadShape(context, node);
      return input;
  }
}

function convolved(node: LayerNode, input: Shape | undefined): Shape | undefined {
  const { qualifiedName: name } = node;
  const spatial = spatialOf(node);
  if (spatial === 0 || name.includes('matmul')) return undefined;
  const channelsLast = !hasChannelsFirst(node) && node.arguments['data_format'] !== 'channels_first';
  const window = windowOf(node.arguments, spatial, false);
  const base = spatialBase(input, spatial);
  if (base === undefined) return undefined;
  const extra = node.arguments['output_padding'];
  const axes = base.map((own, index): Axis => {
    const channel = channelsLast ? base.length - 1 : base.length - spatial - 1;
    if (index === channel) return axis(node.width, 'feature');
    const dimension = channelsLast ? index - (base.length - spatial - 1) : index - channel - 1;
    if (dimension < 0) return own;
    const length =
      window === undefined
        ? undefined
        : /[Tt]ranspose/.test(name)
          ? grownBy(own.length, window, dimension, typeof extra === 'number' ? extra : 0)
          : placesOf(own.length, window, dimension);
    return axis(length, 'position');
  });
  return closed(axes);
}

/** The axes of what a layer over `spatial` axes takes: of unknown lengths where its shape is not known. */
export function spatialBase(input: Shape | undefined, spatial: number): readonly Axis[] | undefined {
  if (input === undefined) return undefined;
  if (!input.open) {
    if (input.axes.length === spatial + 2) return input.axes;
    // A sample without its batch.
    return input.axes.length === spatial + 1 ? input.axes : undefined;
  }
  return Array.from({ length: spatial + 2 }, (_, index): Axis => {
    const place = input.axes.length - (spatial + 2) + index;
    return input.axes[place] ?? axis(undefined, index === 0 ? 'batch' : index === 1 ? 'feature' : 'position');
  });
}

function embedded(context: ShapeContext, node: LayerNode): Shape | undefined {
  const { input } = context;
  const bag = /EmbeddingBag$/.test(node.qualifiedName);
  const feature = axis(node.width, 'feature');
  // Positions that are counted: `arange(t)`.
  const counted = node.inputs.length === 0 ? node.call?.positional[0] : undefined;
  const places = counted?.kind === 'made' ? madeShape(counted.tensor, context) : undefined;
  if (places !== undefined)
    return {
      open: places.open,
      axes: [
        ...places.axes.map(({ length, role }) => axis(length, role === 'unknown' ? 'position' : role)),
        feature,
      ],
    };
  if (node.inputs.length === 0 || input === undefined) return { open: true, axes: [feature] };
  const kept = bag ? input.axes.slice(0, -1) : input.axes;
  return { open: input.open, axes: [...kept, feature] };
}

function recurrentShape(context: ShapeContext, node: LayerNode): Traced {
  const { arguments: given, qualifiedName: name } = node;
  const projected = given['proj_size'];
  const width = axis(typeof projected === 'number' && projected > 0 ? projected : node.width, 'feature');
  const isCell = /Cell$/.test(name);
  if (!name.startsWith('torch.')) {
    if (!isCell) return kerasRecurrentShape(context, node, width);
    const front = isRunOverTime(node) ? axesInFront(context) : undefined;
    return front && closed([...front, width]);
  }
  return isCell ? torchCellShape(context, name, width) : torchRecurrentShape(context, node, width);
}

function kerasRecurrentShape({ input }: ShapeContext, node: LayerNode, own: Axis): Traced {
  const { arguments: given, qualifiedName: name } = node;
  const width = given['bidirectional'] === true ? axis(times(2, own.length), 'feature') : own;
  const [batch, time] = input === undefined || input.open || input.axes.length !== 3 ? [] : input.axes;
  if (batch === undefined || time === undefined) return undefined;
  const output = given['return_sequences'] === true ? closed([batch, time, width]) : closed([batch, width]);
  if (given['return_state'] !== true) return output;
  const last = closed([batch, width]);
  return { items: /LSTM/.test(name) ? [output, last, last] : [output, last] };
}

/** A cell that a layer around it runs over time, `nn.RNN(nn.LSTMCell(64))`: it takes the sequence and nothing else. */
export const isRunOverTime = (node: LayerNode): boolean =>
  /^flax\..*Cell$/.test(node.qualifiedName) && node.call === undefined;

const axesInFront = ({ input }: ShapeContext): readonly Axis[] | undefined =>
  input === undefined || input.open ? undefined : input.axes.slice(0, -1);

function torchCellShape(context: ShapeContext, name: string, width: Axis): Traced {
  const front = axesInFront(context);
  const output = front && closed([...front, width]);
  return /LSTM/.test(name) ? { items: [output, output] } : output;
}

function torchRecurrentShape(context: ShapeContext, node: LayerNode, width: Axis): Traced {
  const { arguments: given, qualifiedName: name } = node;
  const isLstm = /LSTM/.test(name);
  const layers = typeof given['num_layers'] === 'number' ? given['num_layers'] : undefined;
  const directions = given['bidirectional'] === true ? 2 : given['bidirectional'] === false ? 1 : undefined;
  const front = axesInFront(context);
  if (front === undefined)
    return { items: [undefined, isLstm ? { items: [undefined, undefined] } : undefined] };
  const both = axis(
    typeof width.length === 'number' && directions !== undefined ? width.length * directions : undefined,
    'feature',
  );
  const batch = front.length === 2 ? front[given['batch_first'] === true ? 0 : 1] : undefined;
  const depth = axis(layers === undefined || directions === undefined ? undefined : layers * directions);
  const state = (own: Axis): Shape => closed(batch === undefined ? [depth, own] : [depth, batch, own]);
  const hidden = state(width);
  const last: Items | Shape = isLstm ? { items: [hidden, state(axis(node.width, 'feature'))] } : hidden;
  return { items: [closed([...front, both]), last] };
}

function multiheadShape(context: ShapeContext, node: LayerNode): Traced {
  if (!node.qualifiedName.startsWith('torch.')) return context.input;
  const call = callOfNode(node);
  const query = call.positional[0] ?? call.keywords.get('query');
  // Queries that are made are no signal, and not as many as there are keys.
  const input =
    query?.kind === 'made'
      ? madeShape(query.tensor, context)
      : query?.kind === 'signal'
        ? context.shapeOf(query.signal)
        : context.input;
  const key = call.positional[1] ?? call.keywords.get('key');
  const keys = key?.kind === 'signal' ? context.shapeOf(key.signal) : context.input;
  if (input === undefined || input.open || input.axes.length !== 3) return { items: [input, undefined] };
  const first = node.arguments['batch_first'] === true;
  const [batch, time] = first ? [input.axes[0], input.axes[1]] : [input.axes[1], input.axes[0]];
  const source = keys === undefined || keys.open ? undefined : keys.axes[first ? 1 : 0];
  if (batch === undefined || time === undefined) return { items: [input, undefined] };
  const dimension = node.arguments['embed_dim'];
  const width = axis(node.width ?? (typeof dimension === 'number' ? dimension : undefined), 'feature');
  const [samples, places] = [withRole(batch, 'batch'), withRole(time, 'position')];
  const output = closed(first ? [samples, places, width] : [places, samples, width]);
  return { items: [output, closed([samples, places, source ?? axis(undefined, 'position')])] };
}

const withRole = (own: Axis, role: Role): Axis => (own.role === 'unknown' ? axis(own.length, role) : own);

/** Scaled dot-product attention as a function: the query's shape, with the value's features. */
function attentionShape(context: ShapeContext): Shape | undefined {
  const call = callOfNode(context.node);
  const value = call.positional[2] ?? call.keywords.get('value');
  const values = value?.kind === 'signal' ? context.shapeOf(value.signal) : undefined;
  const { input } = context;
  if (input === undefined) return undefined;
  const last = values?.axes.at(-1) ?? axis(undefined, 'feature');
  return { open: input.open, axes: [...input.axes.slice(0, -1), last] };
}
