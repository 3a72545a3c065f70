/** Weights and biases of PyTorch's modules as values, and what is done to them by hand. */
import type { Place } from '../../../python/syntax';
import { constantOf, numberOf } from '../../../network/machine/constants';
import { productOfSizes, sizeValue, sizesValue } from '../../../network/machine/given';
import {
  initializationKey,
  plainInitialization,
  setInitialization,
} from '../../../network/operations/initialize';
import { own } from '../../../own';
import type { InitializerArguments } from '../../variance';
import type { Machine } from '../../../network/machine/machine';
import { drawnInPlace } from '../../../network/data/distributions';
import { isMade, madeMethod, madeValue } from '../../../network/data/made-tensors';
import {
  UNKNOWN,
  scalar,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';

/** Names of the parameters that an object itself holds, in PyTorch's order. */
export function parameterNames(object: ObjectValue): readonly string[] {
  const { symbol, layer } = object.behaviour;
  if (symbol?.role === 'activation') return symbol.activation === 'prelu' ? WEIGHT : NO_NAMES;
  if (layer === undefined) return NO_NAMES;
  const bias = object.arguments.get('bias');
  const withBias = !(bias?.kind === 'scalar' && bias.value === false);
  switch (layer.role) {
    case 'attention':
      if (layer.qualifiedName !== 'torch.nn.MultiheadAttention') return NO_NAMES;
      return withBias ? ['in_proj_weight', 'in_proj_bias'] : ['in_proj_weight'];
    case 'linear':
      return withBias ? WEIGHT_AND_BIAS : WEIGHT;
    case 'conv':
      return withBias ? WEIGHT_AND_BIAS : WEIGHT;
    case 'embedding':
      return WEIGHT;
    case 'norm': {
      const affine = object.arguments.get('affine') ?? object.arguments.get('elementwise_affine');
      const without = affine?.kind === 'scalar' && affine.value === false;
      if (/InstanceNorm/.test(layer.qualifiedName) && affine === undefined) return NO_NAMES;
      return without || /LocalResponse/.test(layer.qualifiedName) ? NO_NAMES : WEIGHT_AND_BIAS;
    }
    case 'recurrent': {
      const suffix = /Cell$/.test(layer.qualifiedName) ? [''] : layerSuffixes(object);
      return suffix.flatMap((tail) =>
        ['weight_ih', 'weight_hh', ...(withBias ? ['bias_ih', 'bias_hh'] : [])].map((name) => name + tail),
      );
    }
    default:
      return NO_NAMES;
  }
}

const NO_NAMES: readonly string[] = [];
const WEIGHT: readonly string[] = ['weight'];
const WEIGHT_AND_BIAS: readonly string[] = ['weight', 'bias'];

function layerSuffixes(object: ObjectValue): readonly string[] {
  const layers = Math.min(numberOf(object.arguments.get('num_layers')) ?? 1, 64);
  const both = object.arguments.get('bidirectional');
  const suffixes: string[] = [];
  for (let layer = 0; layer < layers; layer += 1) {
    suffixes.push(`_l${layer}`);
    if (both?.kind === 'scalar' && both.value === true) suffixes.push(`_l${layer}_reverse`);
  }
  return suffixes;
}

export const parameter = (owner: ObjectValue, name: string): Value => ({ kind: 'parameter', owner, name });

/** Parameters of an object and of everything below it, given with their paths, with dotted names. */
export function allParameters(
  paths: ReadonlyMap<ObjectValue, string>,
): readonly { readonly name: string; readonly value: Value }[] {
  const found: { name: string; value: Value }[] = [];
  for (const [child, name] of paths) {
    const prefix = name === '' ? '' : `${name}.`;
    for (const own of parameterNames(child)) found.push({ name: prefix + own, value: parameter(child, own) });
    for (const [attribute, value] of child.attributes) {
      if (value.kind === 'object' && value.base === 'torch.nn.Parameter')
        found.push({ name: prefix + attribute, value });
    }
  }
  return found;
}

/** Dimensions of a parameter: 1 for biases and norms, 2 for matrices, more for kernels. */
function dimensions(object: ObjectValue, name: string): number | undefined {
  if (/bias/.test(name)) return 1;
  const { layer: symbol } = object.behaviour;
  if (symbol === undefined) return object.behaviour.symbol?.role === 'activation' ? 1 : undefined;
  if (symbol.role === 'norm') return /LayerNorm|RMSNorm/.test(symbol.qualifiedName) ? undefined : 1;
  if (symbol.role === 'conv') return 2 + Number(/([123])d$/.exec(symbol.qualifiedName)?.[1] ?? 0);
  return symbol.qualifiedName.endsWith('Bilinear') ? 3 : 2;
}

/** Methods that give the parameter itself, and those that give it in another form or type: a kernel is one still. */
const handsOn = new Set([
  'requires_grad_',
  'detach',
  'to',
  'cuda',
  'float',
  't',
  'transpose',
  'permute',
  'swapaxes',
]);
const movesKernel = new Set([
  'squeeze',
  'unsqueeze',
  'type',
  'type_as',
  'contiguous',
  'half',
  'double',
  'bfloat16',
]);
/** The lengths of a parameter's axes; one is undefined where the code does not fix it. */
export function parameterShape(
  owner: ObjectValue,
  name: string,
): readonly (number | undefined)[] | undefined {
  const { layer } = owner.behaviour;
  const given = (argument: string): number | undefined => numberOf(owner.arguments.get(argument));
  const short = layer?.qualifiedName.replace('torch.nn.', '');
  if (layer === undefined || short === undefined || !/^(?:weight|bias)$/.test(name)) return undefined;
  if (short === 'Embedding') return [given('num_embeddings'), given('embedding_dim')];
  if (short === 'Linear')
    return name === 'bias' ? [given('out_features')] : [given('out_features'), given('in_features')];
  if (/^(?:Batch|Instance)Norm/.test(short)) return [given('num_features')];
  if (short === 'GroupNorm') return [given('num_channels')];
  const sides = /^Conv(?:Transpose)?([123])d$/.exec(short)?.[1];
  if (sides === undefined) return undefined;
  const [inputs, outputs, groups] = [given('in_channels'), given('out_channels'), given('groups') ?? 1];
  if (name === 'bias') return [outputs];
  const kernel = owner.arguments.get('kernel_size');
  const lengths = kernel?.kind === 'list' && !kernel.open ? kernel.elements.map(numberOf) : undefined;
  const window = Array.from({ length: Number(sides) }, (_, side) => lengths?.[side] ?? numberOf(kernel));
  const isTransposed = short.startsWith('ConvTranspose');
  const [first, second] = isTransposed ? [inputs, outputs] : [outputs, inputs];
  return [first, second === undefined ? undefined : second / groups, ...window];
}

/** Laws that a tensor is drawn from whatever takes it. */
const DRAWN = /^(?:normal|uniform|zeros|ones|constant)$/;

interface Start {
  readonly initializer: string;
  readonly arguments: InitializerArguments;
}

/** How a weight starts that is changed in its place: of what is no copy and no multiple nothing is known. */
function startInPlace(owner: ObjectValue, name: string, method: string, call: CallArguments): Start {
  const given = call.keywords.get(method === 'copy_' ? 'src' : 'other') ?? call.positional[0];
  if (method === 'copy_' && given !== undefined && isMade(given)) {
    const { initializer, arguments: known } = given.fact.tensor;
    if (initializer !== undefined && DRAWN.test(initializer)) return { initializer, arguments: known };
  }
  const drawn = drawnAfter(owner, name, method, call);
  if (drawn !== undefined) return drawn;
  const number = numberOf(given);
  if (number !== undefined && number !== 0 && (method === 'mul_' || method === 'div_')) {
    const scaled = scaledStart(owner, name, method === 'mul_' ? number : 1 / number);
    if (scaled !== undefined) return scaled;
  }
  return { initializer: 'unknown', arguments: {} };
}

/** How a weight starts that was drawn by its own methods before, `w.uniform_(-1, 1)` and `w.erfinv_()`; undefined where it was not. */
function drawnAfter(
  owner: ObjectValue,
  name: string,
  method: string,
  call: CallArguments,
): Start | undefined {
  const before = owner.attributes.get(initializationKey(name));
  if (before?.kind !== 'initialization' || !before.certain) return undefined;
  const drawn = drawnInPlace(before, method, call);
  return drawn?.initializer === undefined
    ? undefined
    : { initializer: drawn.initializer, arguments: drawn.arguments };
}

/** How a weight starts that is multiplied by a number; undefined where it is not known how it started. */
function scaledStart(owner: ObjectValue, name: string, factor: number): Start | undefined {
  const before = owner.attributes.get(initializationKey(name));
  if (before?.kind !== 'initialization') return scaledDefault(owner, name, factor);
  if (!before.certain) return undefined;
  const { initializer, arguments: given } = before;
  const times = (...names: readonly string[]): Start | undefined => {
    const scaled = names.map((key) => [key, own(given, key)] as const);
    return scaled.every(([, value]) => typeof value === 'number')
      ? {
          initializer,
          arguments: {
            ...given,
            ...Object.fromEntries(scaled.map(([key, value]) => [key, Number(value) * factor])),
          },
        }
      : undefined;
  };
  switch (initializer) {
    case 'torch_default_linear':
      return scaledDefault(owner, name, factor);
    case 'zeros':
      return { initializer, arguments: given };
    case 'ones':
      return { initializer: 'constant', arguments: { value: factor } };
    case 'constant':
      return times('value');
    case 'normal':
      return times('mean', 'std');
    case 'uniform':
      return times('low', 'high');
    case 'xavier_uniform':
    case 'xavier_normal':
    case 'orthogonal':
      return times('gain');
    default:
      return undefined;
  }
}

function scaledDefault(owner: ObjectValue, name: string, factor: number): Start | undefined {
  const { layer } = owner.behaviour;
  if (name !== 'weight' || layer === undefined) return undefined;
  if (layer.qualifiedName === 'torch.nn.Embedding')
    return { initializer: 'normal', arguments: { mean: 0, std: Math.abs(factor) } };
  return /^torch\.nn\.(?:Linear|Conv[123]d)$/.test(layer.qualifiedName)
    ? {
        initializer: 'variance_scaling',
        arguments: { scale: factor ** 2 / 3, mode: 'fan_in', distribution: 'uniform' },
      }
    : undefined;
}

function sizeOfParameter(
  lengths: readonly (number | undefined)[] | undefined,
  asked: Value | undefined,
): Value {
  if (lengths === undefined) return UNKNOWN;
  if (asked === undefined) return sizesValue(lengths);
  const place = numberOf(asked);
  return sizeValue(place === undefined ? undefined : lengths.at(place));
}

/** A method of a parameter. */
export function parameterMethod(
  machine: Machine,
  owner: ObjectValue,
  name: string,
  method: string,
  given: CallArguments,
  site: Place,
): Value {
  const self = parameter(owner, name);
  const argument = (index: number, keyword: string): Value | undefined =>
    given.keywords.get(keyword) ?? given.positional[index];
  const set = (initializer: string, values: Readonly<Record<string, Value | undefined>>): Value => {
    const constants = Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) => {
        const constant = constantOf(value);
        return constant === undefined ? [] : [[key, constant] as const];
      }),
    );
    const certain = Object.keys(constants).length === Object.keys(values).length;
    setInitialization(machine, self, { ...plainInitialization(initializer, constants, site), certain });
    return self;
  };
  switch (method) {
    case 'dim':
    case 'ndimension': {
      const count = dimensions(owner, name);
      return count === undefined ? UNKNOWN : scalar(count);
    }
    case 'size':
      return sizeOfParameter(parameterShape(owner, name), argument(0, 'dim'));
    case 'numel':
    case 'nelement':
      return sizeValue(productOfSizes(parameterShape(owner, name) ?? [undefined]));
    case 'normal_':
      return set('normal', { mean: argument(0, 'mean') ?? scalar(0), std: argument(1, 'std') ?? scalar(1) });
    case 'uniform_':
      return set('uniform', { low: argument(0, 'from') ?? scalar(0), high: argument(1, 'to') ?? scalar(1) });
    case 'zero_':
      return set('zeros', {});
    case 'fill_': {
      const value = argument(0, 'value');
      return numberOf(value) === 0 ? set('zeros', {}) : set('constant', { value });
    }
    default: {
      if (handsOn.has(method)) return self;
      if (method.endsWith('_')) {
        const start = startInPlace(owner, name, method, given);
        setInitialization(machine, self, plainInitialization(start.initializer, start.arguments, site));
        return self;
      }
      if (movesKernel.has(method) && /^(?:linear|conv)$/.test(owner.behaviour.layer?.role ?? '')) return self;
      const table = madeValue(self, site);
      return (table && madeMethod(table, method, given)) ?? UNKNOWN;
    }
  }
}
