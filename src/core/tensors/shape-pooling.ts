/** Poolings over windows, over all positions, and reductions of axes. */
import { put } from '../own';
import { axis, closed, placeOfAxis, type Axis, type Shape } from './axis';
import { einopsShape, patternOf, reducedAxes } from './einops';
import { argument, callOfNode, constantIn, constantParts, dimensionsIn, sidesOf, truthIn } from './read-call';
import { spatialBase } from './shape-rules';
import type { Items, ShapeContext } from './shapes';
import { hasChannelsFirst, placesOf, windowOf } from './windows';
import type { Given, StepCall } from '../network/graph';
import type { ConstantValue } from '../python/names';

/** What a pooling does, read off its name and its arguments. */
export interface Pooling {
  readonly kind: 'window' | 'adaptive' | 'global' | 'reduction';
  readonly how: 'average' | 'max' | 'min' | 'sum' | 'deviation' | 'variance' | 'norm' | 'other';
  readonly spatial: number;
  readonly channelsLast: boolean;
  readonly arguments: Readonly<Record<string, ConstantValue>>;
  /** Of a reduction: the axes, undefined for all of them. */
  readonly dimensions: readonly number[] | 'all' | undefined;
  readonly keepsAxes: boolean;
}

const windowArguments = ['input', 'kernel_size', 'stride', 'padding'];

/** @param lengthOf for windows that are as long as an axis: `avg_pool2d(x, x.size(3))` */
export function poolingOf({ node, lengthOf }: Pick<ShapeContext, 'node' | 'lengthOf'>): Pooling | undefined {
  if (node.kind !== 'pooling') return undefined;
  const call = callOfNode(node);
  const name = call.name === '' ? (node.qualifiedName.split('.').at(-1) ?? '') : call.name;
  if (name === 'reduce') return einopsReduction({ node });
  const spatial = Number(/([123])[dD]$/.exec(name)?.[1] ?? 0);
  const channelsLast = !hasChannelsFirst(node) && /^[A-Z]/.test(name);
  const how = howOf(name);
  const base = { how, spatial, channelsLast, arguments: node.arguments, keepsAxes: false } as const;
  if (/^Global(?:Average|Max)Pool/.test(name))
    return {
      ...base,
      kind: 'global',
      dimensions: undefined,
      keepsAxes: node.arguments['keepdims'] === true,
    };
  if (/^adaptive_|^Adaptive/.test(name)) {
    const size = constantIn(argument(call, 1, 'output_size'));
    const isGiven = node.arguments['output_size'] !== undefined || size === undefined;
    const given = isGiven ? node.arguments : { output_size: size };
    return { ...base, kind: 'adaptive', dimensions: undefined, arguments: given };
  }
  if (/unpool|fractional|^lp_|^LP/i.test(name)) return undefined;
  const padded = windowByName(name, call);
  if (padded !== undefined)
    return { ...base, kind: 'window', channelsLast: true, dimensions: undefined, ...padded };
  if (spatial > 0 && /pool/i.test(name))
    return {
      ...base,
      kind: 'window',
      dimensions: undefined,
      arguments: windowArgumentsOf(node.arguments, call, lengthOf),
    };
  const plain = /^(?:avg|max|average)_pool$/.test(name) ? functionWindow(node.arguments) : undefined;
  if (plain !== undefined)
    return {
      ...base,
      kind: 'window',
      spatial: plain.spatial,
      channelsLast: true,
      dimensions: undefined,
      arguments: plain.arguments,
    };
  const reduction = reductionOf(name, call);
  return reduction && { ...base, kind: 'reduction', ...reduction };
}

/** Functions that are told a window of each axis: Flax' without batch and features and a step of 1 where none is given, TensorFlow's with both. */
function functionWindow(
  given: Pooling['arguments'],
): { readonly spatial: number; readonly arguments: Pooling['arguments'] } | undefined {
  const { padding } = given;
  if (padding !== undefined && typeof padding !== 'string') return undefined;
  const within = (value: ConstantValue | undefined): readonly ConstantValue[] | undefined =>
    constantParts(value)?.slice(1, -1);
  const [inner, outer] = [constantParts(given['window_shape']), within(given['ksize'])];
  const sides = inner ?? outer;
  if (sides === undefined || sides.length === 0) return undefined;
  const steps = inner === undefined ? within(given['strides']) : constantParts(given['strides']);
  if (inner === undefined && steps === undefined) return undefined;
  return {
    spatial: sides.length,
    arguments: {
      window_shape: { tuple: sides },
      strides: steps === undefined ? 1 : { tuple: steps },
      padding: padding ?? 'VALID',
    },
  };
}

/**
 * `tf.nn.max_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME')`, `keras.ops.max_pool(x, 2, padding='same')`: functions whose
 * padding is a name, with channels last.
 */
function windowByName(name: string, call: StepCall): Pick<Pooling, 'spatial' | 'arguments'> | undefined {
  const rank = /^(?:max|avg|average)_pool([123]?)d?(?:_v2)?$/.exec(name)?.[1];
  const padding = constantIn(argument(call, 3, 'padding'));
  if (rank === undefined || typeof padding !== 'string') return undefined;
  const inner = (value: ConstantValue | undefined): readonly ConstantValue[] | undefined => {
    const parts = constantParts(value);
    return parts !== undefined && parts[0] === 1 && parts.length > 2 && parts.at(-1) === 1
      ? parts.slice(1, -1)
      : parts;
  };
  const written = constantIn(argument(call, 1, 'ksize', 'pool_size', 'window_shape'));
  const kernel = inner(written);
  const spatial = kernel?.length ?? Number(rank === '' ? 2 : rank);
  const stated = constantIn(argument(call, 2, 'strides'));
  const steps = inner(stated);
  if (written === undefined || (stated === undefined && call.positional.length > 2)) return undefined;
  return {
    spatial,
    arguments: {
      window_shape: kernel === undefined ? written : { tuple: kernel },
      ...(stated === undefined || stated === null
        ? {}
        : { strides: steps === undefined ? stated : { tuple: steps } }),
      padding,
    },
  };
}

/** What a pooling takes of its elements, by how its name begins or ends. */
const namesOfPoolings: readonly (readonly [RegExp, Pooling['how']])[] = [
  [/avg|average|mean/i, 'average'],
  [/max/i, 'max'],
  [/min/i, 'min'],
  [/sum$/i, 'sum'],
  [/^std$/, 'deviation'],
  [/^var$/, 'variance'],
  [/^norm$/, 'norm'],
];

const howOf = (name: string): Pooling['how'] =>
  namesOfPoolings.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';

function windowArgumentsOf(
  written: Pooling['arguments'],
  call: StepCall,
  lengthOf: ShapeContext['lengthOf'],
): Pooling['arguments'] {
  const given: Record<string, ConstantValue> = { ...written };
  if (given['kernel_size'] === undefined && given['pool_size'] === undefined)
    for (const [position, name] of windowArguments.entries()) {
      const value = sidesIn(argument(call, position, name), lengthOf);
      if (position > 0 && value !== undefined) put(given, name, value);
    }
  const ceil = truthIn(argument(call, -1, 'ceil_mode'));
  if (ceil !== undefined) given['ceil_mode'] = ceil;
  return given;
}

/** `x.mean(1)`, `std(dim, unbiased, keepdim)`, `norm(p, dim, keepdim)`; undefined where the axes are not known. */
function reductionOf(name: string, call: StepCall): Pick<Pooling, 'dimensions' | 'keepsAxes'> | undefined {
  if (!/^(?:reduce_)?(?:mean|sum|max|min|amax|amin|average|std|var|norm)$/.test(name)) return undefined;
  const along = argument(call, name === 'norm' ? 2 : 1, 'dim', 'axis');
  const place = /^(?:std|var|norm)$/.test(name) ? 3 : 2;
  const keepsAxes = truthIn(argument(call, place, 'keepdim', 'keepdims', 'keep_dims')) ?? false;
  const isWhole = along === undefined || (along.kind === 'constant' && along.value === null);
  const dimensions = isWhole ? 'all' : dimensionsIn(along);
  return dimensions && { dimensions, keepsAxes };
}

/** Numbers as they are written, or as the lengths of axes come to. */
function sidesIn(given: Given | undefined, lengthOf: ShapeContext['lengthOf']): ConstantValue | undefined {
  if (given?.kind === 'size') {
    const length = lengthOf(given.size);
    return typeof length === 'number' ? length : undefined;
  }
  // The last axes of a whole shape: `x.shape[2:]`.
  if (given?.kind !== 'sequence' || given.open) return constantIn(given);
  const sides = given.elements.map((side) => sidesIn(side, lengthOf));
  return sides.every((side) => typeof side === 'number') ? { tuple: sides } : undefined;
}

/** `reduce(x, 'b n d -> b d', 'mean')` */
function einopsReduction({ node }: Pick<ShapeContext, 'node'>): Pooling | undefined {
  const pattern = patternOf({ node });
  const dimensions = pattern && reducedAxes(pattern);
  const written = node.arguments['1'] ?? constantIn(argument(callOfNode(node), 2, 'reduction'));
  const how = written === 'mean' ? 'average' : written;
  if (dimensions === undefined || (how !== 'average' && how !== 'max' && how !== 'min' && how !== 'sum'))
    return undefined;
  return {
    kind: 'reduction',
    how,
    spatial: 0,
    channelsLast: false,
    arguments: node.arguments,
    dimensions,
    keepsAxes: false,
  };
}

export function pooledShape(context: ShapeContext): Shape | Items | undefined {
  if (patternOf(context) !== undefined) return einopsShape(context);
  const pooling = poolingOf(context);
  const { input } = context;
  if (pooling === undefined || input === undefined) return undefined;
  switch (pooling.kind) {
    case 'reduction': {
      const shape = reduced(input, pooling);
      const name = callOfNode(context.node).name;
      // PyTorch's `max(dim)` gives values and indices.
      const both = /^(?:max|min)$/.test(name) && pooling.dimensions !== 'all';
      return both && shape !== undefined ? { items: [shape, shape] } : shape;
    }
    case 'global': {
      if (input.open || input.axes.length !== pooling.spatial + 2) return undefined;
      const [batch, ...rest] = input.axes;
      const feature = pooling.channelsLast ? rest.at(-1) : rest[0];
      if (batch === undefined || feature === undefined) return undefined;
      return pooling.keepsAxes
        ? closed([batch, ...rest.slice(0, -1).map(() => axis(1, 'position')), feature])
        : closed([batch, feature]);
    }
    case 'adaptive': {
      const sides = sidesOf(pooling.arguments['output_size'], pooling.spatial);
      const base = spatialBase(input, pooling.spatial);
      return (
        base &&
        closed(
          base.map((own, index) =>
            pooledAxis(own, index, base.length, pooling, (dimension) => sides?.[dimension]),
          ),
        )
      );
    }
    case 'window': {
      const window = windowOf(pooling.arguments, pooling.spatial, true);
      const base = spatialBase(input, pooling.spatial);
      return (
        base &&
        closed(
          base.map((own, index) =>
            pooledAxis(own, index, base.length, pooling, (dimension) =>
              window === undefined ? undefined : placesOf(own.length, window, dimension),
            ),
          ),
        )
      );
    }
  }
}

function pooledAxis(
  own: Axis,
  index: number,
  count: number,
  { spatial, channelsLast }: Pooling,
  length: (dimension: number) => Axis['length'],
): Axis {
  const dimension = index - (count - spatial) + (channelsLast ? 1 : 0);
  return dimension < 0 || dimension >= spatial ? own : axis(length(dimension), 'position');
}

function reduced(input: Shape, { dimensions, keepsAxes }: Pooling): Shape | undefined {
  if (dimensions === undefined) return undefined;
  if (dimensions === 'all')
    return closed(keepsAxes && !input.open ? input.axes.map(({ role }) => axis(1, role)) : []);
  const places = dimensions.map((dimension) => placeOfAxis(input, dimension));
  if (places.includes(undefined)) return undefined;
  return {
    open: input.open,
    axes: input.axes.flatMap((own, index) =>
      places.includes(index) ? (keepsAxes ? [axis(1, own.role)] : []) : [own],
    ),
  };
}
