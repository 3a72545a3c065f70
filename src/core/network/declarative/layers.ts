/** Layers whose activation and initialisers are arguments: Keras, tf.layers, Flax. */
import { canonicalName, initializerFromString, symbolOf } from '../../frameworks';
import type { Framework, FrameworkSymbol, LayerSymbol } from '../../frameworks/symbol';
import { isCall, placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { asBoundArguments, bindValues, signatureOf } from '../operations/arguments';
import { initializerArguments } from '../../frameworks';
import { applyOperation } from '../operations/steps';
import { layerStep } from '../operations/calls';
import { initializationKey } from '../operations/initialize';
import type { Machine } from '../machine/machine';
import { isWeightLayer, layerNode, layerRole } from '../operations/layers';
import {
  NONE,
  UNKNOWN,
  external,
  positional,
  settingsIn,
  type CallArguments,
  type InitializationValue,
  type ObjectValue,
  type Value,
} from '../machine/values';
import { applyActivation } from './activation-value';
import { declarativeShape } from './shapes';

/** Where arguments stand in the call that makes a layer. */
export function noteArgumentPlaces(
  object: ObjectValue,
  parameters: LayerSymbol['parameters'],
  site: Place,
  skipped = 0,
): void {
  if (!isCall(site)) return;
  const { byPosition } = signatureOf(parameters);
  let position = skipped;
  for (const argument of site.arguments) {
    const name = argument.form === 'keyword' ? argument.name : byPosition[position];
    if (argument.form === 'positional') position += 1;
    if (name !== undefined)
      (object.argumentPlaces ??= new Map<string, Place>()).set(name, placeOf(argument.value));
  }
}

/** Which weight an initialiser argument sets. */
const weightOfArgument = Object.entries({
  kernel_initializer: 'kernel',
  depthwise_initializer: 'kernel',
  embeddings_initializer: 'kernel',
  weights_initializer: 'kernel',
  kernel_init: 'kernel',
  w_init: 'kernel',
  embedding_init: 'kernel',
  recurrent_initializer: 'recurrent',
  recurrent_kernel_init: 'recurrent',
  bias_initializer: 'bias',
  biases_initializer: 'bias',
  bias_init: 'bias',
  b_init: 'bias',
  scale_init: 'weight',
  gamma_initializer: 'weight',
  offset_init: 'bias',
  beta_initializer: 'bias',
});

/** Binds a layer's constructor arguments, and notes the initialisers among them. */
export function bindLayer(
  machine: Machine,
  object: ObjectValue,
  symbol: LayerSymbol,
  given: CallArguments,
  site: Place,
): void {
  bindValues(symbol.parameters, given, object.arguments);
  noteArgumentPlaces(object, symbol.parameters, site);
  for (const [argument, weight] of weightOfArgument) {
    const value = object.arguments.get(argument);
    if (value === undefined) continue;
    machine.heap.set(
      object.attributes,
      initializationKey(weight),
      initializerValue(symbol.framework, value, object.argumentPlaces?.get(argument) ?? object.place),
    );
  }
}

/** What an initialiser given as a value sets; unknown ones make the weight's start unknown. */
export function initializerValue(framework: Framework, value: Value, place: Place): Value {
  if (value.kind === 'scalar') {
    if (value.value === null) return NONE;
    const named =
      typeof value.value === 'string'
        ? initializerFromString(framework === 'tensorflow' ? 'keras' : framework, value.value)
        : undefined;
    return named === undefined ? UNKNOWN : initialization(named, new Map(), place);
  }
  if (value.kind === 'external') {
    const symbol = symbolOf(canonicalName(value.name));
    return symbol?.role === 'initializer' ? initialization(symbol, new Map(), place) : UNKNOWN;
  }
  if (value.kind === 'object') {
    const symbol = symbolOf(value.base);
    // Made elsewhere and kept in a name: there it is to be changed, unless that is another file.
    const made = value.place.unit.uri === place.unit.uri ? value.place : place;
    return symbol?.role === 'initializer' ? initialization(symbol, value.arguments, made) : UNKNOWN;
  }
  return UNKNOWN;
}

function initialization(
  symbol: Extract<ReturnType<typeof symbolOf>, { role: 'initializer' }>,
  bound: ReadonlyMap<string, Value>,
  place: Place,
): InitializationValue {
  const constants = asBoundArguments(symbol.parameters, bound);
  const uncertain = symbol.parameters.some(
    (parameter) =>
      parameter.maps !== undefined &&
      bound.has(parameter.name) &&
      constants.byName.get(parameter.name)?.value === undefined,
  );
  return {
    kind: 'initialization',
    initializer: symbol.initializer,
    place: placeOf(place),
    arguments: initializerArguments(symbol, constants),
    certain: !uncertain,
  };
}

/** Parameters that hold the activation of a layer's output; gates inside recurrent cells are not that. */
const outputActivations = ['activation', 'activation_fn', 'act'];

/** Runs a tensor through a layer and then through its activation argument. */
export function runLayer(
  machine: Machine,
  symbol: LayerSymbol,
  object: ObjectValue,
  inputs: readonly Value[],
  site: Place,
  /** The call itself, where it may say more than its inputs: attention hears masks and switches. */
  called?: CallArguments,
): Value {
  if (!isWeightLayer(symbol)) return layerStep(machine, symbol, inputs.slice(0, 1), site, object);
  const nodes = machine.graph.nodesOfAll(inputs);
  const shape = declarativeShape(symbol, object.arguments, machine.graph.widthOf(nodes));
  const settings = called !== undefined && layerRole(symbol) === 'attention' ? settingsIn(called) : undefined;
  const own = layerNode(machine, symbol, shape, inputs, site, object, object.arguments, settings);
  const output = normalized(machine, object, own, site);
  if (symbol.role === 'recurrent') return output;
  for (const name of outputActivations) {
    const activation = object.arguments.get(name) ?? defaultActivation(symbol, name);
    if (activation === undefined) continue;
    const place = object.argumentPlaces?.get(name) ?? object.place;
    return applyActivation(
      machine,
      symbol.framework,
      activation,
      output,
      place,
      object,
      symbol.qualifiedName,
    );
  }
  return output;
}

/** `normalizer_fn=slim.batch_norm` stands between a layer and its activation. */
function normalized(machine: Machine, object: ObjectValue, output: Value, site: Place): Value {
  const normalizer = object.arguments.get('normalizer_fn');
  if (normalizer === undefined || (normalizer.kind === 'scalar' && normalizer.value === null)) return output;
  return machine.graph.operation(
    'norm',
    'tf.contrib.layers.batch_norm',
    machine.graph.nodesOf(output),
    object.argumentPlaces?.get('normalizer_fn') ?? placeOf(site),
    { chain: machine.chain() },
  );
}

/** `tf.contrib.layers.fully_connected` has ReLU by default. */
function defaultActivation(symbol: LayerSymbol, name: string): Value | undefined {
  const parameter = symbol.parameters.find((candidate) => candidate.name === name);
  return parameter?.defaultSymbol === undefined ? undefined : external(parameter.defaultSymbol);
}

/** An initialiser of a library that makes it an object: `VarianceScaling(2.0)`. */
export function initializerObject(
  machine: Machine,
  { qualifiedName, parameters }: Extract<FrameworkSymbol, { role: 'initializer' }>,
  given: CallArguments,
  site: Place,
): ObjectValue {
  const object = machine.create(qualifiedName, undefined, site);
  bindValues(parameters, given, object.arguments);
  return object;
}

/** What a module gives that only reshapes. One that is called `Flatten` leaves the batch as it is. */
export function reshapedBy(machine: Machine, object: ObjectValue, input: Value, site: Place): Value {
  const flattens = object.base.endsWith('Flatten');
  return applyOperation(
    machine,
    { kind: 'reshape', name: flattens ? 'flatten' : 'reshape' },
    [input],
    site,
    object,
    undefined,
    flattens ? { name: 'Flatten', given: positional(input) } : undefined,
  );
}
