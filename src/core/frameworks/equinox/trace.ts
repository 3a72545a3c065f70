/** Equinox: modules are called directly, layers take one example, and `MLP` is a stack of layers of its own. */
import { canonicalName, symbolOf, layerSymbol } from '..';
import type { Place } from '../../python/syntax';
import { bindValues, keepInOrder } from '../../network/operations/arguments';
import { moduleActivation } from '../../network/operations/calls';
import { numberOf } from '../../network/machine/constants';
import { applyActivation } from '../../network/declarative/activation-value';
import { bindLayer, runLayer } from '../../network/declarative/layers';
import { declarativeShape } from '../../network/declarative/shapes';
import { noteActivationPlaces } from '../../network/declarative/perceptrons';
import type { FrontEnd } from '../../network/machine/front-end';
import { callValue } from '../../network/interpreter/call';
import type { Machine } from '../../network/machine/machine';
import { containerChildren, fillFromList, runSequential } from '../../network/declarative/containers';
import {
  UNKNOWN,
  external,
  positional,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';

const SEQUENTIAL = 'equinox.nn.Sequential';
const isModelBase = (base: string): boolean => base === 'equinox.Module' || base === SEQUENTIAL;
/** Transformations that hand on what they are given: `eqx.filter_jit(f)`. */
const isTransform = (name: string): boolean => /^equinox\.(?:filter_\w+|internal\.while_loop)$/.test(name);
/** Wrappers of a layer with their weights. */
const wrappers = new Set(['equinox.nn.SpectralNorm', 'equinox.nn.WeightNorm', 'equinox.nn.Shared']);

function callEquinox(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  if (isTransform(name)) {
    if (name.endsWith('vmap')) machine.mapsExamples = true;
    return given.positional.length > 0 ? first : UNKNOWN;
  }
  if (wrappers.has(name)) return given.keywords.get('layer') ?? first;
  if (!/^equinox\.(?:Module$|nn\.)/.test(name)) return undefined;
  const object = machine.create(canonicalName(name), undefined, site);
  initialize(machine, object, object.base, given, site);
  return object;
}

const mlpParameters = [
  'in_size',
  'out_size',
  'width_size',
  'depth',
  'activation',
  'final_activation',
  'use_bias',
  'use_final_bias',
] as const;

function initialize(
  machine: Machine,
  object: ObjectValue,
  base: string,
  given: CallArguments,
  site: Place,
): void {
  if (base === SEQUENTIAL) {
    fillFromList(machine, object, given, site);
    return;
  }
  if (base === 'equinox.nn.MLP') {
    noteActivationPlaces(object, site);
    keepInOrder(object, mlpParameters, given);
    return;
  }
  if (base === 'equinox.nn.Lambda') {
    object.arguments.set('fn', given.keywords.get('fn') ?? given.positional[0] ?? UNKNOWN);
    return;
  }
  const layer = layerSymbol(base);
  if (layer !== undefined) {
    bindLayer(machine, object, layer, given, site);
    return;
  }
  const symbol = symbolOf(base);
  if (symbol !== undefined) bindValues(symbol.parameters, given, object.arguments);
}

/** Hidden layers of an `MLP` are counted up to here. */
const DEEPEST_MLP = 64;

/** `depth` hidden layers, each followed by the activation, and one more of `out_size`. */
function runMlp(machine: Machine, object: ObjectValue, input: Value, site: Place): Value {
  const known = numberOf(object.arguments.get('depth'));
  const linear = layerSymbol('equinox.nn.Linear');
  if (linear === undefined || (known !== undefined && known > DEEPEST_MLP)) return UNKNOWN;
  // However many there are, the first is followed by the activation.
  if (known === undefined) object.certain = false;
  const depth = known ?? 1;
  const width = object.arguments.get('width_size') ?? UNKNOWN;
  const activation = object.arguments.get('activation') ?? external('jax.nn.relu');
  let signal = input;
  let inputs = object.arguments.get('in_size') ?? UNKNOWN;
  for (let index = 0; index <= depth; index += 1) {
    const last = index === depth;
    const outputs = last ? (object.arguments.get('out_size') ?? UNKNOWN) : width;
    const layer = machine.create('equinox.nn.Linear', undefined, object.place);
    const bias = object.arguments.get(last ? 'use_final_bias' : 'use_bias');
    const given = new Map([
      ['in_features', inputs],
      ['out_features', outputs],
    ]);
    if (bias !== undefined) given.set('use_bias', bias);
    bindLayer(machine, layer, linear, { positional: [], keywords: given, open: false }, object.place);
    machine.heap.set(object.attributes, `layers.${String(index)}`, layer);
    signal = runLayer(machine, linear, layer, [signal], site);
    const argument = last ? 'final_activation' : 'activation';
    const follows = last ? object.arguments.get(argument) : activation;
    const named = object.argumentPlaces?.get(argument) ?? object.place;
    if (follows !== undefined)
      signal = applyActivation(machine, 'jax', follows, signal, named, object, 'equinox.nn.MLP');
    inputs = outputs;
  }
  return signal;
}

function callObject(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const { base } = object;
  const input = given.positional[0] ?? UNKNOWN;
  if (base === SEQUENTIAL) return runSequential(machine, object, positional(input), site);
  if (base === 'equinox.nn.MLP') return runMlp(machine, object, input, site);
  if (base === 'equinox.nn.Identity') return input;
  if (base === 'equinox.nn.Lambda')
    return callValue(machine, object.arguments.get('fn') ?? UNKNOWN, positional(input), site);
  const symbol = symbolOf(base);
  if (symbol?.role === 'activation') {
    return moduleActivation(machine, symbol, object, [input], site);
  }
  const layer = layerSymbol(base);
  if (layer === undefined) return undefined;
  // A cell is called with its state behind the input, attention with query, key and value; a norm gives back its state, too.
  const several = layer.role === 'recurrent' || layer.role === 'attention';
  return runLayer(machine, layer, object, several ? given.positional : [input], site, given);
}

/** `layer.weight`, which functions multiply with by hand. */
function heldParameter(owner: ObjectValue, name: string): Value | undefined {
  if (name !== 'weight' && name !== 'bias') return undefined;
  return owner.behaviour.layer?.weighted === true ? { kind: 'parameter', owner, name } : undefined;
}

export const frontEnd: FrontEnd = {
  roots: ['equinox'],
  callMethods: ['__call__'],
  prepareMethods: [],
  isModelBase,
  fieldsAreParameters: (base) => base === 'equinox.Module',
  callExternal: callEquinox,
  callObject,
  callMethod: (machine, object, name, given, site) =>
    name === '__call__' ? callObject(machine, object, given, site) : undefined,
  initialize,
  attribute: (_machine, object, name) => object.arguments.get(name) ?? heldParameter(object, name),
  layerShape: (layer, given) => declarativeShape(layer, given, undefined),
  iterate: (_machine, object) => (object.base === SEQUENTIAL ? containerChildren(object) : undefined),
  isSubclass: (name, of) => (name === of || of === 'equinox.Module' ? true : undefined),
};
