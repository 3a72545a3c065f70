/** `torch.*`, `torch.nn.functional.*`, and constructors of `torch.nn`. */
import { byNames } from '../../../by-names';
import type { FrameworkSymbol } from '../../symbol';
import { lastPart } from '../../../python/dotted-name';
import { calculateGain, canonicalName, symbolOf, asLayer, layerSymbol } from '../..';
import type { LayerSymbol } from '../../symbol';
import type { ConstantValue } from '../../../python/names';
import { madeOf } from '../../../network/machine/given';
import { placeOf } from '../../../python/place';
import type { Place } from '../../../python/syntax';
import { bindValues, constantArguments } from '../../../network/operations/arguments';
import { activationFunction, layerStep, lossFunction } from '../../../network/operations/calls';
import { numberOf, stringOf } from '../../../network/machine/constants';
import {
  initializationOf,
  REPARAMETRIZATION,
  setInitialization,
} from '../../../network/operations/initialize';
import { callValue, unfollowed } from '../../../network/interpreter/call';
import { elementsOf } from '../../../network/interpreter/iterate';
import { NO_GRADIENT, type Machine } from '../../../network/machine/machine';
import { tensorFunction } from '../../../network/interpreter/tensor-function';
import { dataFrom } from '../../../network/data/data-sources';
import {
  fixedShape,
  gatheredFrom,
  isMade,
  madeTensor,
  torchFactory,
  trainedWhere,
} from '../../../network/data/made-tensors';
import {
  isMadeOfWeight,
  isWeight,
  trainedWeight,
  weightOf,
} from '../../../network/operations/weights-by-hand';
import { isWeightLayer, layerNode } from '../../../network/operations/layers';
import { applyOperation, withBias } from '../../../network/operations/steps';
import {
  NO_KEYWORDS,
  UNKNOWN,
  positional,
  scalar,
  transposed,
  truth,
  valuesOf,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { normalDistribution } from './distributions';
import { noteArgumentPlaces } from '../../../network/declarative/layers';
import { callTorchLayer, initializeTorch, isStack } from './modules';
import { torchShape } from './shapes';

/** Wrappers that hand on what they wrap. */
const wrappers = new Set(
  (
    'torch.compile torch.jit.script torch.jit.trace torch.nn.DataParallel torch.nn.parallel.DataParallel ' +
    'torch.nn.parallel.DistributedDataParallel torch.nn.utils.spectral_norm torch.nn.utils.weight_norm ' +
    'torch.nn.utils.parametrizations.spectral_norm torch.nn.utils.parametrizations.weight_norm ' +
    'torch.nn.utils.parametrizations.orthogonal torch.nn.utils.remove_weight_norm torch.nn.SyncBatchNorm.convert_sync_batchnorm'
  ).split(' '),
);
/** In the catalogue as activations, used as arithmetic. */
const plainFunctions = new Set(['torch.exp', 'torch.logsumexp', 'torch.special.logsumexp']);
const factories = new Set(
  'zeros ones empty full rand randn arange linspace eye tensor randint from_numpy device Size'
    .split(' ')
    .map((name) => `torch.${name}`),
);

export function callTorch(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  if (wrappers.has(wrapperName(name))) return wrapped(machine, name, given.keywords.get('module') ?? first);
  const special = specialFunctions.get(name)?.(machine, given, site);
  if (special !== undefined) return special;
  // Its numbers are known one by one.
  const even = name === 'torch.linspace' ? dataFrom(machine, name, given, site) : undefined;
  const made = even ?? torchFactory(lastPart(name), given, site);
  if (made !== undefined && /^torch\.\w+$/.test(name)) return trainedIfAsked(made, given);
  const data =
    machine.graph.nodesOfAll(valuesOf(given)).length === 0 ? dataFrom(machine, name, given, site) : undefined;
  if (data !== undefined) return data;
  if (factories.has(name)) return UNKNOWN;
  const symbol = symbolOf(name);
  const called =
    symbol === undefined || plainFunctions.has(name)
      ? undefined
      : calledByRole(machine, name, symbol, given, site);
  if (called !== undefined) return called;
  const layer = asLayer(symbol);
  if (layer?.form === 'module') return construct(machine, name, given, site);
  if (layer?.form === 'function')
    return layerFunction(machine, layer, given, site) ?? functionStep(machine, name, given, site);
  if (/^torch\.(?:ao\.)?nn\.(?:quantized\.)?[A-Z]\w*$/.test(name))
    return construct(machine, name, given, site);
  return functionStep(machine, name, given, site);
}

const trainedIfAsked = (value: Value, given: CallArguments): Value =>
  isMade(value) ? trainedWhere(value, given.keywords.get('requires_grad')) : value;

/** `torch.nn.utils.spectral_norm.spectral_norm`: the module that defines a wrapper has its name. */
const wrapperName = (name: string): string => name.replace(/^(torch\.nn\.utils\.(\w+))\.\2$/, '$1');

/** A module whose weights another one computes keeps a note of it. */
function wrapped(machine: Machine, name: string, module: Value): Value {
  if (module.kind === 'object' && /\.utils\./.test(name))
    machine.heap.set(
      module.attributes,
      REPARAMETRIZATION,
      scalar(wrapperName(name).replace(/^torch\.nn\.utils\./, '')),
    );
  return module;
}

/** Functions that stand in no table. */
type SpecialFunction = (machine: Machine, given: CallArguments, site: Place) => Value | undefined;
const specialFunctions: ReadonlyMap<string, SpecialFunction> = byNames<SpecialFunction>([
  [
    'torch.utils.checkpoint.checkpoint',
    (machine, { positional: [called = UNKNOWN, ...rest], open }, site) =>
      callValue(machine, called, { positional: rest, keywords: NO_KEYWORDS, open }, site),
  ],
  [
    'torch.nn.Parameter torch.nn.parameter.Parameter',
    (machine, given, site) =>
      weightOf(
        machine,
        'torch.nn.Parameter',
        given.keywords.get('data') ?? given.positional[0] ?? UNKNOWN,
        site,
      ),
  ],
  ['torch.gather', (_machine, given) => gatheredFrom(given)],
  [
    'torch.nn.Buffer torch.nn.parameter.Buffer',
    (_machine, { positional: [first = UNKNOWN], keywords }) => keywords.get('data') ?? first,
  ],
  [
    'torch.autograd.Variable',
    (_machine, given) => trainedIfAsked(given.keywords.get('data') ?? given.positional[0] ?? UNKNOWN, given),
  ],
  // What is read is a program that Python runs.
  [
    'torch.jit.is_scripting torch.jit.is_tracing torch.compiler.is_compiling torch.onnx.is_in_onnx_export',
    () => truth(false),
  ],
  [
    'torch.no_grad torch.inference_mode torch.autograd.no_grad torch.autograd.grad_mode.no_grad',
    (machine, { positional: [mode] }, site) =>
      mode?.kind === 'scalar' && mode.value === false
        ? UNKNOWN
        : machine.create(NO_GRADIENT, undefined, site),
  ],
  [
    'torch.set_grad_enabled torch.autograd.set_grad_enabled',
    (machine, { positional: [mode] }, site) =>
      mode?.kind === 'scalar' && mode.value === false
        ? machine.create(NO_GRADIENT, undefined, site)
        : UNKNOWN,
  ],
  ['torch.is_tensor', (_machine, { positional: [value = UNKNOWN] }) => isTensor(value)],
  [
    'torch.distributions.Normal torch.distributions.normal.Normal',
    (machine, given, site) => normalDistribution(machine, given, site),
  ],
  ['torch.nn.init.calculate_gain', (_machine, given) => gainValue(given)],
]);

function isTensor(value: Value): Value {
  if (value.kind === 'signal' || isMade(value)) return truth(true);
  return value.kind === 'scalar' || value.kind === 'list' ? truth(false) : UNKNOWN;
}

/** What a name comes to that the tables say the role of; undefined where it is none of these. */
function calledByRole(
  machine: Machine,
  name: string,
  symbol: FrameworkSymbol,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  switch (symbol.role) {
    case 'activation':
      return symbol.form === 'module'
        ? construct(machine, name, given, site)
        : activationFunction(machine, symbol, given, site);
    case 'initializer':
      setInitialization(machine, weightIn(first, given), initializationOf(symbol, given, site));
      return first;
    case 'loss':
      return symbol.form === 'module'
        ? construct(machine, name, given, site)
        : lossFunction(machine, symbol, given, site);
    case 'optimizer':
      return noteOptimizer(machine, symbol, given, site);
    default:
      return undefined;
  }
}

/** An optimiser, with the modules whose weights it is given. */
function noteOptimizer(machine: Machine, symbol: FrameworkSymbol, given: CallArguments, site: Place): Value {
  const bound = bindValues(symbol.parameters, given);
  machine.graph.optimizers.push({
    qualifiedName: symbol.qualifiedName,
    place: placeOf(site),
    arguments: constantArguments(symbol.parameters, bound),
    objects: ownersIn(machine, given.positional[0] ?? given.keywords.get('params') ?? UNKNOWN, 0),
  });
  return UNKNOWN;
}

/** `calculate_gain('leaky_relu', 0.2)`; unknown where an argument is, and where PyTorch raises. */
function gainValue(given: CallArguments): Value {
  const nonlinearity = stringOf(given.keywords.get('nonlinearity') ?? given.positional[0]);
  const param = given.keywords.get('param') ?? given.positional[1];
  const slope = numberOf(param);
  const omitted = param === undefined || (param.kind === 'scalar' && param.value === null);
  if (nonlinearity === undefined || given.open || (slope === undefined && !omitted)) return UNKNOWN;
  const gain = calculateGain(nonlinearity, slope);
  return gain === undefined ? UNKNOWN : scalar(gain);
}

const weightIn = (first: Value, given: CallArguments): Value => given.keywords.get('tensor') ?? first;

function construct(machine: Machine, name: string, given: CallArguments, site: Place): ObjectValue {
  const canonical = canonicalName(name);
  const object = machine.create(canonical, undefined, site);
  initializeTorch(machine, object, canonical, given, site);
  const { layer } = object.behaviour;
  if (layer !== undefined && isStack(layer)) noteArgumentPlaces(object, layer.parameters, site);
  return object;
}

/** Objects whose parameters an optimiser gets. */
function ownersIn(machine: Machine, value: Value, depth: number): readonly ObjectValue[] {
  if (depth > 4) return [];
  if (value.kind === 'parameter') return [value.owner];
  if (value.kind === 'list')
    return elementsOf(machine, value).elements.flatMap((element) => ownersIn(machine, element, depth + 1));
  if (value.kind === 'dictionary')
    return [...value.entries.values()].flatMap((element) => ownersIn(machine, element, depth + 1));
  return [];
}

/** `F.linear(x, w)`, `F.conv2d(x, w)`: a layer when what is multiplied with is a weight. */
function layerFunction(
  machine: Machine,
  symbol: LayerSymbol,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (!isWeightLayer(symbol)) return undefined;
  const bound = bindValues(symbol.parameters, given);
  const written = bound.get('weight') ?? UNKNOWN;
  const weight = trainedWeight(machine, written) ?? written;
  const input = bound.get('input') ?? UNKNOWN;
  if (weight.kind === 'parameter' && weight.owner.base !== 'torch.nn.Embedding') {
    const layer = callTorchLayer(
      machine,
      weight.owner,
      { positional: [input], keywords: NO_KEYWORDS, open: false },
      site,
    );
    if (layer !== undefined) return layer;
  }
  if (weight.kind === 'parameter' || (weight.kind === 'object' && weight.base === 'torch.nn.Parameter')) {
    const product = applyOperation(
      machine,
      { kind: 'matmul', name: symbol.qualifiedName },
      [input, weight],
      site,
    );
    if (symbol.role === 'conv' && weight.kind === 'object')
      noteWindow(machine, product, weight, constantArguments(symbol.parameters, bound));
    const bias = bound.get('bias');
    return (bias && withBias(machine, [product, bias])) ?? product;
  }
  const own = bound.has('weight') && weight.kind === 'unknown' ? ownConvolution(machine, symbol) : undefined;
  if (own !== undefined)
    return callTorchLayer(machine, own, { positional: [input], keywords: NO_KEYWORDS, open: false }, site);
  if (symbol.role === 'conv' && isMadeOfWeight(machine, weight)) {
    unfollowed(machine, positional(weight), site, symbol.qualifiedName);
    const shape = { fanIn: undefined, fanOut: undefined, width: undefined, bias: undefined };
    return layerNode(machine, symbol, shape, [input], site, undefined, bound);
  }
  // A convolution with something else is a filter, and what it does to a distribution is unknown.
  if (symbol.role === 'conv') return unfollowed(machine, given, site, symbol.qualifiedName);
  return layerNode(machine, symbol, torchShape(symbol, bound), [input], site, undefined, bound);
}

/** A convolution with a weight by hand slides a window of that weight's size. */
function noteWindow(
  machine: Machine,
  product: Value,
  weight: ObjectValue,
  given: Readonly<Record<string, ConstantValue>>,
): void {
  const [index] = machine.graph.nodesOf(product);
  const facts = index === undefined ? undefined : machine.graph.nodes[index]?.facts;
  const kernel = fixedShape(madeOf(weight)?.shape)?.slice(2);
  if (facts !== undefined && kernel !== undefined && kernel.length > 0)
    facts.arguments = { ...given, kernel_size: { tuple: kernel } };
}

/** The convolution whose own call this is, with a weight that it computes from its own: one that is standardised. */
function ownConvolution(machine: Machine, { qualifiedName }: LayerSymbol): ObjectValue | undefined {
  const self = machine.self();
  const isOwn = self?.base.toLowerCase() === `torch.nn.${lastPart(qualifiedName).replaceAll('_', '')}`;
  if (self === undefined || !isOwn) return undefined;
  machine.heap.set(self.attributes, REPARAMETRIZATION, scalar('standardisation'));
  return self;
}

/** Functions that turn a matrix. */
const turning = /^torch\.(?:t|transpose|permute|swapaxes|swapdims|adjoint)$/;

/** `F.normalize(self.weight)`: drawn as it is, each of its rows has the length 1. */
function weightOfUnitLength(machine: Machine, given: CallArguments): ObjectValue | undefined {
  const [weight] = given.positional;
  const along = given.keywords.get('dim') ?? given.positional[2] ?? scalar(1);
  if (weight === undefined || along.kind !== 'scalar' || typeof along.value !== 'number') return undefined;
  const lengths = lengthsOfWeight(weight);
  const length = lengths?.at(along.value);
  if (lengths === undefined || length === undefined || length < 1) return undefined;
  const place = weight.kind === 'parameter' ? weight.owner.place : (weight as ObjectValue).place;
  const drawn = { initializer: 'normal', arguments: { mean: 0, std: length ** -0.5 } };
  return weightOf(machine, 'torch.nn.Parameter', madeTensor(lengths, drawn, place), place);
}

function lengthsOfWeight(weight: Value): readonly number[] | undefined {
  if (weight.kind === 'object' && isWeight(weight)) return fixedShape(madeOf(weight)?.shape);
  if (weight.kind !== 'parameter' || weight.owner.base !== 'torch.nn.Linear') return undefined;
  const sides = ['out_features', 'in_features'].map((side) => weight.owner.arguments.get(side));
  const lengths = sides.flatMap((side) =>
    side?.kind === 'scalar' && typeof side.value === 'number' ? [side.value] : [],
  );
  return weight.name === 'weight' && lengths.length === 2 ? lengths : undefined;
}

function functionStep(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  // `torch.transpose(self.embedding.weight, 0, 1)`: what is multiplied with is the layer still.
  const [turned] = given.positional;
  if (turned?.kind === 'parameter' && turning.test(name)) return transposed(turned);
  const rows = name.endsWith('.functional.normalize') ? weightOfUnitLength(machine, given) : undefined;
  if (rows !== undefined) return rows;
  const values = valuesOf(given);
  if (name.endsWith('.logsumexp'))
    return applyOperation(machine, { kind: 'pooling', name: 'logsumexp' }, values.slice(0, 1), site);
  const written = { name: lastPart(name), given };
  const moved = tensorFunction(machine, name, given, site, written);
  if (moved !== undefined) return moved;
  const symbol = layerSymbol(name);
  if (symbol !== undefined) return layerStep(machine, symbol, values.slice(0, 1), site, undefined, given);
  if (name === 'torch.nn.functional.scaled_dot_product_attention')
    return applyOperation(
      machine,
      { kind: 'attention', name: 'attention' },
      values.slice(0, 3),
      site,
      undefined,
      undefined,
      written,
    );
  return undefined;
}
