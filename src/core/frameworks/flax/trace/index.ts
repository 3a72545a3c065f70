/** JAX: jax.nn and jax.numpy, Flax linen and nnx, optax. */
import { lastPart } from '../../../python/dotted-name';
import { canonicalName, symbolOf, layerSymbol } from '../..';
import { writtenWithSplits } from '../../../network/operations/written-splits';
import type { Place } from '../../../python/syntax';
import { bindValues, constantArguments } from '../../../network/operations/arguments';
import {
  moduleActivation,
  activationFunction,
  layerStep,
  lossFunction,
} from '../../../network/operations/calls';
import { drawnWeight } from '../../../network/declarative/drawn-weights';
import { bindLayer, noteArgumentPlaces, runLayer } from '../../../network/declarative/layers';
import type { FrontEnd } from '../../../network/machine/front-end';
import type { MadeTensor } from '../../../network/graph';
import { callValue } from '../../../network/interpreter/call';
import { elementsOf } from '../../../network/interpreter/iterate';
import { numberOf } from '../../../network/machine/constants';
import type { Machine } from '../../../network/machine/machine';
import { tensorFunction } from '../../../network/interpreter/tensor-function';
import { REPARAMETRIZATION } from '../../../network/operations/initialize';
import { applyOperation } from '../../../network/operations/steps';
import { dataFrom } from '../../../network/data/data-sources';
import { isMade, jaxFactory, remade, torchFactory } from '../../../network/data/made-tensors';
import { HELD, heldWeight, isWeight, weightOf } from '../../../network/operations/weights-by-hand';
import { containerChildren, fillSequential, runSequential } from '../../../network/declarative/containers';
import {
  NONE,
  UNKNOWN,
  external,
  list,
  positional,
  scalar,
  truth,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { collection } from './collections';
import { partitioned } from './partitioning';
import { callScanned, scanned, scannedClass } from './scan';
import { isTransform } from './transforms';

const isSequential = (base: string): boolean => /^flax\.(?:linen|nnx)\.Sequential$/.test(base);
const isModuleBase = (base: string): boolean => /^flax\.(?:linen|nnx)\.(?:Module|Sequential)$/.test(base);

function callJax(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const own = callOfFlax(machine, name, given, site) ?? arrayOf(machine, name, given, site);
  if (own !== undefined) return own;
  const symbol = name === 'jax.numpy.exp' ? undefined : symbolOf(name);
  switch (symbol?.role) {
    case 'activation':
      if (symbol.form === 'module') return construct(machine, name, given, site);
      return activationFunction(machine, symbol, given, site);
    case 'loss':
      return lossFunction(machine, symbol, given, site);
    case 'initializer':
      // `zeros(key, shape)`: a function that draws, no factory of one.
      if (/\.(?:zeros|ones)$/.test(name) && given.positional.length > 1)
        return drawnBy(machine, external(name), given, site);
      return construct(machine, name, given, site);
    case 'optimizer': {
      const object = construct(machine, name, given, site);
      optimize(machine, object, []);
      return object;
    }
    default:
  }
  const layer = layerSymbol(name);
  if (layer?.form === 'module') return construct(machine, name, given, site);
  if (layer !== undefined)
    return layerStep(machine, layer, given.positional.slice(0, 1), site, undefined, given);
  if (name.startsWith('jax.lax.conv') && given.positional.some(isWeight))
    return applyOperation(
      machine,
      { kind: 'matmul', name: lastPart(name) },
      given.positional.slice(0, 2),
      site,
    );
  if (name === 'jax.numpy.einsum')
    return applyOperation(
      machine,
      { kind: 'matmul', name: 'einsum' },
      given.positional,
      site,
      undefined,
      undefined,
      { name: 'einsum', given },
    );
  return tensorFunction(machine, name, given, site, writtenWithSplits(name, given, 'cuts'));
}

/** A model's function with its weights and its optimiser: `state.apply_fn({'params': params}, x)` is a call of the model. */
const trainState = 'flax.training.train_state.TrainState';

/** Transformations, and what Flax does with whole modules. */
function callOfFlax(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  const blocks = name === 'flax.linen.scan' ? scannedClass(machine, given, site) : undefined;
  if (blocks !== undefined) return blocks;
  if (isTransform(name)) {
    if (name.endsWith('vmap')) machine.mapsExamples = true;
    return given.positional.length > 0 ? first : UNKNOWN;
  }
  if (/^flax\.(?:linen|nnx)\.(?:make_causal_mask|make_attention_mask|combine_masks)$/.test(name))
    return UNKNOWN;
  // `x, w = promote_dtype(x, self.w, dtype=dtype)`: the same arrays, in Flax NNX given as a tuple.
  if (lastPart(name) === 'promote_dtype')
    return first.kind === 'list' ? first : list([...given.positional], 'tuple', given.open);
  if (name === 'jax.lax.scan') return scanned(machine, given, site);
  const kept = collection(machine, name, given) ?? partitioned(machine, name, given, site);
  if (kept !== undefined) return kept;
  // A model in parts, from which `merge` makes it again: its structure and one state for each filter.
  if (name === 'flax.nnx.split')
    return list(
      [first, ...Array.from({ length: Math.max(1, given.positional.length - 1) }, () => UNKNOWN)],
      'tuple',
    );
  if (name === 'flax.nnx.merge' || name === 'flax.nnx.clone') return first;
  if (isModuleBase(name)) return construct(machine, name, given, site);
  if (name === `${trainState}.create`) {
    const state = machine.create(trainState, undefined, site);
    for (const [key, value] of given.keywords) state.arguments.set(key, value);
    return state;
  }
  // Factories of parameters in nnx: `nnx.Param(init(key, shape))`.
  if (name === 'flax.nnx.Param') return parameterOf(machine, first, site);
  if (name === 'flax.nnx.Optimizer') {
    const optimizer = given.positional[1];
    if (optimizer?.kind === 'object') optimize(machine, optimizer, first.kind === 'object' ? [first] : []);
    return UNKNOWN;
  }
  return undefined;
}

/** `nnx.Param(init(key, shape))`: what it holds, as an attribute of a module. */
function parameterOf(machine: Machine, data: Value, site: Place): ObjectValue {
  const parameter = heldWeight(machine, 'flax.Parameter', data, site);
  parameter.arguments.set(HELD, truth(true));
  return parameter;
}

/** `init(key, shape)`. */
const drawnBy = (machine: Machine, initializer: Value, given: CallArguments, site: Place): ObjectValue =>
  drawnWeight(
    machine,
    {
      ...{ base: 'flax.Parameter', framework: 'jax', takesKey: true, initializer },
      shape: given.keywords.get('shape') ?? given.positional[1],
    },
    site,
  );

/** Arrays that the code makes. */
function arrayOf(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  if (randomArrays.has(name)) return madeByHand(machine, name, given, site);
  if (name === 'jax.random.randint')
    return torchFactory(
      'randint',
      {
        ...given,
        keywords: new Map([['size', given.keywords.get('shape') ?? given.positional[1] ?? UNKNOWN]]),
      },
      site,
    );
  if (name.startsWith('jax.numpy.')) {
    const array = jaxFactory(lastPart(name), given, site);
    if (array !== undefined) return array;
    // What is computed from made numbers alone is data, no step of a network.
    if (
      first.kind === 'unknown' &&
      isMade(first) &&
      machine.graph.nodesOfAll(given.positional).length === 0
    ) {
      const data = dataFrom(machine, name, given, site);
      if (data !== undefined) return data;
    }
  }
  return undefined;
}

/** Arrays that start at random: weights, where something is multiplied by them. */
const randomArrays: ReadonlySet<string> = new Set(
  ['normal', 'uniform', 'truncated_normal', 'orthogonal'].map((name) => `jax.random.${name}`),
);

function madeByHand(machine: Machine, name: string, given: CallArguments, site: Place): Value {
  const [place, distribution] = drawOf(lastPart(name), given);
  const shape = given.keywords.get('shape') ?? given.positional[place];
  const laid = torchFactory(
    'empty',
    { positional: shape === undefined ? [] : [shape], keywords: new Map<string, Value>(), open: given.open },
    site,
  );
  const made =
    laid !== undefined && isMade(laid) && distribution !== undefined
      ? remade(laid, { ...laid.fact.tensor, ...distribution }, undefined)
      : laid;
  // As long as a tensor of the model is no weight, but noise.
  if (made !== undefined && isMade(made) && isAsLong(made.fact.tensor)) return made;
  const array = weightOf(machine, 'flax.Parameter', made, site);
  if (made === undefined) array.arguments.set('data', UNKNOWN);
  return array;
}

/** Where the shape stands, and how an array is drawn; the latter undefined where its bounds are not known. */
function drawOf(
  name: string,
  { positional, keywords }: CallArguments,
): readonly [number, Pick<MadeTensor, 'initializer' | 'arguments'> | undefined] {
  const bound = (place: number, keyword: string, usual?: number): number | undefined => {
    const value = keywords.get(keyword) ?? positional[place];
    return value === undefined ? usual : numberOf(value);
  };
  const between = (
    initializer: string,
    more: MadeTensor['arguments'],
    low: number | undefined,
    high: number | undefined,
  ) =>
    low === undefined || high === undefined ? undefined : { initializer, arguments: { ...more, low, high } };
  switch (name) {
    case 'normal':
      return [1, { initializer: 'normal', arguments: STANDARD }];
    case 'uniform':
      return [1, between('uniform', {}, bound(3, 'minval', 0), bound(4, 'maxval', 1))];
    case 'truncated_normal':
      return [3, between('trunc_normal', STANDARD, bound(1, 'lower'), bound(2, 'upper'))];
    default:
      return [1, undefined];
  }
}

const STANDARD = { mean: 0, std: 1 };

const isAsLong = ({ like, shape }: MadeTensor): boolean =>
  like !== undefined || shape?.some((length) => typeof length === 'object' && 'of' in length) === true;

function optimize(machine: Machine, optimizer: ObjectValue, objects: readonly ObjectValue[]): void {
  machine.graph.optimizers.push({
    qualifiedName: optimizer.base,
    place: optimizer.place,
    arguments: constantArguments(symbolOf(optimizer.base)?.parameters ?? [], optimizer.arguments),
    objects,
  });
}

function construct(machine: Machine, name: string, given: CallArguments, site: Place): ObjectValue {
  const object = machine.create(canonicalName(name), undefined, site);
  initialize(machine, object, object.base, given, site);
  return object;
}

function initialize(
  machine: Machine,
  object: ObjectValue,
  base: string,
  given: CallArguments,
  site: Place,
): void {
  if (isSequential(base)) {
    const layers = given.keywords.get('layers');
    const listed = layers ?? (given.positional[0]?.kind === 'list' ? given.positional[0] : undefined);
    const made =
      listed === undefined ? { elements: given.positional, known: !given.open } : elementsOf(machine, listed);
    fillSequential(machine, object, made, site);
    return;
  }
  const layer = layerSymbol(base);
  if (layer !== undefined) {
    bindLayer(machine, object, layer, given, site);
    return;
  }
  const symbol = symbolOf(base);
  if (symbol === undefined) return;
  for (const [name, value] of bindValues(symbol.parameters, given)) object.arguments.set(name, value);
  noteArgumentPlaces(object, symbol.parameters, site);
}

function callObject(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const { base } = object;
  const scanned = callScanned(machine, object, given, site);
  if (scanned !== undefined) return scanned;
  if (isSequential(base)) return runSequential(machine, object, given, site);
  const input = given.positional[0] ?? UNKNOWN;
  const symbol = symbolOf(base);
  if (symbol?.role === 'activation') {
    return moduleActivation(machine, symbol, object, [input], site);
  }
  if (symbol?.role === 'initializer') return drawnBy(machine, object, given, site);
  if (symbol?.role === 'optimizer') return UNKNOWN;
  if (reparametrizing.test(base)) return throughWrapped(machine, object, given, site);
  const layer = layerSymbol(base);
  if (layer === undefined) return undefined;
  if (layer.role === 'container') {
    const inner = object.arguments.get('cell') ?? object.arguments.get('forward_rnn') ?? UNKNOWN;
    return inner.kind === 'object' ? callValue(machine, inner, positional(input), site) : undefined;
  }
  // A cell is called with its carry first and gives back both.
  const inputs = layer.role === 'recurrent' || /Attention/.test(base) ? given.positional : [input];
  return runLayer(machine, layer, object, inputs, site, given);
}

/** Wrappers of a layer whose weights they compute from others: what they make of how those start depends on the data that come first. */
const reparametrizing = /^flax\.(?:linen|nnx)\.(?:Spectral|Weight)Norm$/;

/** `nn.SpectralNorm(nn.Dense(8))(x, update_stats=train)`: the layer itself, whose weights keep a note of it. */
function throughWrapped(
  machine: Machine,
  { base, arguments: made }: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const layer = made.get('layer_instance');
  if (layer?.kind !== 'object') return undefined;
  machine.heap.set(layer.attributes, REPARAMETRIZATION, scalar(lastPart(base)));
  const keywords = new Map([...given.keywords].filter(([name]) => name !== 'update_stats'));
  return callValue(machine, layer, { ...given, keywords }, site);
}

function callMethod(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  switch (name) {
    case 'param':
      return drawnWeight(
        machine,
        {
          ...{ base: 'flax.Parameter', framework: 'jax', takesKey: true, isHeld: true },
          initializer: given.keywords.get('init_fn') ?? given.positional[1],
          shape: given.positional[2],
        },
        site,
      );
    case 'variable':
      return UNKNOWN;
    case 'apply': {
      // `model.apply(variables, x, rngs=…, mutable=…)`.
      const keywords = new Map([...given.keywords].filter(([key]) => !/^(?:rngs|mutable|method)$/.test(key)));
      return callValue(machine, object, { ...given, positional: given.positional.slice(1), keywords }, site);
    }
    case 'apply_gradients':
    case 'replace':
      return object.base === trainState ? object : undefined;
    case 'bind':
    case 'clone':
    case 'copy':
    case 'unbind':
      return object;
    case 'train':
    case 'eval':
      return NONE;
    case 'init':
      started(machine, object, given, site);
      return UNKNOWN;
    case 'init_with_output':
      return list([started(machine, object, given, site), UNKNOWN], 'tuple');
    case 'make_rng':
    case 'sow':
    case 'is_initializing':
    case 'tabulate':
    case 'initialize_carry':
      return UNKNOWN;
    case '__call__':
      return callObject(machine, object, given, site);
    default:
      return undefined;
  }
}

/** Arguments that say whether a network is trained: its weights are the same either way. */
const MODES = /^(?:(?:is_)?train(?:ing)?|deterministic|mutable|rngs)$/;

/** `model.init(key, x)`: a first call, which says what the network is given. */
function started(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  if (given.keywords.has('method')) return UNKNOWN;
  const keywords = new Map([...given.keywords].filter(([key]) => !MODES.test(key)));
  return callValue(machine, object, { ...given, positional: given.positional.slice(1), keywords }, site);
}

/** What a parameter of nnx calls the array that it holds. */
const arraysOfParameter: ReadonlySet<string> = new Set(['value', 'raw_value', 'T']);

export const frontEnd: FrontEnd = {
  roots: ['jax', 'flax', 'optax'],
  callMethods: ['__call__'],
  prepareMethods: ['setup'],
  isModelBase: isModuleBase,
  fieldsAreParameters: (base) => base === 'flax.linen.Module',
  callExternal: callJax,
  callObject,
  callMethod,
  initialize,
  attribute: (_machine, object, name) =>
    object.base === 'flax.Parameter' && arraysOfParameter.has(name) ? object : object.arguments.get(name),
  iterate: (_machine, object) => (isSequential(object.base) ? containerChildren(object) : undefined),
  isSubclass(name, of) {
    if (name === of || /^flax\.(?:linen|nnx)\.Module$/.test(of)) return true;
    return symbolOf(of) === undefined ? undefined : false;
  },
};
