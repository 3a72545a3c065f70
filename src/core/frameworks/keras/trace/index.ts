/** Keras 2 and 3, tf.keras. */
import { byNames } from '../../../by-names';
import { lastPart } from '../../../python/dotted-name';
import { canonicalName, symbolOf, layerSymbol } from '../..';
import { writtenWithSplits } from '../../../network/operations/written-splits';
import type { ApiParameter } from '../../symbol';
import { placeOf } from '../../../python/place';
import type { ConstantValue } from '../../../python/names';
import type { Place } from '../../../python/syntax';
import { bindValues } from '../../../network/operations/arguments';
import { activationFunction, lossFunction } from '../../../network/operations/calls';
import { modulesBelow } from '../../../network/machine/children';
import { knownConstants } from '../../../network/machine/constants';
import { drawnWeight } from '../../../network/declarative/drawn-weights';
import { bindLayer, noteArgumentPlaces } from '../../../network/declarative/layers';
import { shapeWidth } from '../../../network/declarative/shapes';
import { countedFrom, tensorFlowFactory } from '../../../network/data/made-tensors';
import type { FrontEnd } from '../../../network/machine/front-end';
import type { WrittenCall } from '../../../network/machine/given';
import { shapeValue } from '../../../network/interpreter/tensors';
import { elementsOf } from '../../../network/interpreter/iterate';
import type { Machine } from '../../../network/machine/machine';
import { unknownActivation } from '../../../network/machine/unknown-activation';
import { tensorFunction } from '../../../network/interpreter/tensor-function';
import { applyOperation } from '../../../network/operations/steps';
import { weightOf } from '../../../network/operations/weights-by-hand';
import { addChild, containerChildren } from '../../../network/declarative/containers';
import {
  NONE,
  UNKNOWN,
  list,
  scalar,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { compileModel, noteTargets } from './compile';
import { recordFunctional } from './functional';
import { callKerasObject } from './layer-calls';
import { mergeStep } from './merges';

const NO_PARAMETERS: readonly ApiParameter[] = [];
const isSequential = (base: string): boolean => base === 'keras.Sequential';
const isModel = (base: string): boolean => base === 'keras.Model' || isSequential(base);

function callKeras(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  if (/^keras\.(?:layers\.)?Input$/.test(name)) return inputNode(machine, given, site);
  if (isModel(name)) return construct(machine, name, given, site);
  if (name === 'keras.Functional') return construct(machine, 'keras.Model', given, site);
  if (/^keras\.(?:backend\.)?Variable$/.test(name))
    return weightOf(machine, 'keras.Variable', given.keywords.get('initializer') ?? first, site);
  const symbol = symbolOf(name);
  switch (symbol?.role) {
    case 'activation':
      if (symbol.form === 'module') return construct(machine, name, given, site);
      return activationFunction(machine, symbol, given, site);
    case 'initializer':
    case 'regularizer':
    case 'optimizer':
      return construct(machine, name, given, site);
    case 'loss':
      if (symbol.form === 'module') return construct(machine, name, given, site);
      return lossFunction(machine, symbol, given, site);
    default:
  }
  if (/^keras\.activations\.(?:get|deserialize)$/.test(name)) {
    const isNameless = first.kind === 'unknown' && first.fact === undefined;
    return isNameless ? unknownActivation(machine, 'instance', site) : first;
  }
  if (name.startsWith('keras.layers.')) {
    const step = mergeStep(lastPart(name));
    if (step !== undefined && /^[a-z]/.test(lastPart(name)))
      return applyOperation(machine, step, [first], site, undefined, undefined, joining(name, given));
    return construct(machine, name, given, site);
  }
  return madeByKeras(name, given, site) ?? functionOfKeras(machine, name, given, site);
}

/** A function of `keras.ops` or of the old backend. */
function functionOfKeras(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  if (!/^keras\.(?:backend|ops)\./.test(name)) return undefined;
  if (/^(?:int_)?shape$/.test(lastPart(name)) && first.kind === 'signal') return shapeValue(first);
  return tensorFunction(machine, name, given, site, joining(name, given));
}

/** Keras joins along the last axis, where nothing else is said, whether it is asked by a layer or by a function. */
const joining = (name: string, given: CallArguments): WrittenCall =>
  lastPart(name) === 'concatenate' ? { name: 'Concatenate', given } : writtenWithSplits(name, given, 'cuts');

/** Noise, and positions that are counted. */
function madeByKeras(name: string, given: CallArguments, site: Place): Value | undefined {
  const drawn = /^keras\.(?:random\.|backend\.random_)(normal|uniform|truncated_normal)$/.exec(name)?.[1];
  if (drawn !== undefined) return tensorFlowFactory(`tf.random.${drawn}`, given, site);
  return /^keras\.(?:backend|ops)\.arange$/.test(name) ? countedFrom(given, site) : undefined;
}

function inputNode(machine: Machine, given: CallArguments, site: Place): Value {
  const shape = given.keywords.get('shape') ?? given.positional[0];
  const bound = new Map<string, Value>(shape === undefined ? [] : [['shape', shape]]);
  const signal = machine.graph.operation('input', 'keras.Input', [], placeOf(site), {
    arguments: knownConstants(bound),
  });
  for (const node of signal.nodes) machine.graph.setWidth(node, shapeWidth(bound));
  return signal;
}

/** `keras.Input(…)` among the layers of a Sequential: the layer that says how wide what comes in is. */
function asLayer(machine: Machine, entry: Value): Value {
  const node = entry.kind === 'signal' ? machine.graph.nodes[entry.nodes[0] ?? -1] : undefined;
  if (entry.kind !== 'signal' || node?.facts.qualifiedName !== 'keras.Input') return entry;
  const layer = machine.create('keras.layers.InputLayer', undefined, node.facts.place);
  const width = machine.graph.widthOf(entry.nodes);
  const axes = lengthsIn(node.facts.arguments['shape']);
  if (axes !== undefined) layer.arguments.set('shape', list(axes.map(scalar), 'tuple'));
  else if (width !== undefined) layer.arguments.set('shape', scalar(width));
  return layer;
}

function lengthsIn(shape: ConstantValue | undefined): readonly (number | null)[] | undefined {
  if (typeof shape !== 'object' || shape === null) return undefined;
  const parts = 'tuple' in shape ? shape.tuple : 'list' in shape ? shape.list : [];
  const lengths = parts.filter((part) => typeof part === 'number' || part === null);
  return lengths.length === parts.length && parts.length > 0 ? lengths : undefined;
}

function construct(machine: Machine, name: string, given: CallArguments, site: Place): ObjectValue {
  const object = machine.create(canonicalName(name), undefined, site);
  initializeKeras(machine, object, object.base, given, site);
  return object;
}

function initializeKeras(
  machine: Machine,
  object: ObjectValue,
  base: string,
  given: CallArguments,
  site: Place,
): void {
  if (isSequential(base)) {
    const layers = given.keywords.get('layers') ?? given.positional[0];
    if (layers === undefined || layers.kind === 'scalar') return;
    const { elements, known } = elementsOf(machine, layers);
    for (const layer of elements) addChild(machine, object, asLayer(machine, layer));
    if (!known) object.certain = false;
    return;
  }
  if (base === 'keras.Model') {
    const inputs = given.keywords.get('inputs') ?? given.keywords.get('input') ?? given.positional[0];
    const outputs = given.keywords.get('outputs') ?? given.keywords.get('output') ?? given.positional[1];
    if (inputs === undefined || outputs === undefined) return;
    object.arguments.set('inputs', inputs);
    object.arguments.set('outputs', outputs);
    recordFunctional(machine, object);
    return;
  }
  const layer = base === object.base ? object.behaviour.layer : layerSymbol(base);
  if (layer !== undefined) {
    bindLayer(machine, object, layer, given, site);
    return;
  }
  if (base === 'keras.layers.InputLayer') {
    const shape = given.keywords.get('shape') ?? given.keywords.get('input_shape') ?? given.positional[0];
    if (shape !== undefined) object.arguments.set('shape', shape);
    return;
  }
  const symbol = symbolOf(base);
  bindValues(symbol?.parameters ?? NO_PARAMETERS, given, object.arguments);
  for (const [index, value] of given.positional.entries()) object.arguments.set(`@${index}`, value);
  if (symbol !== undefined) noteArgumentPlaces(object, symbol.parameters, site);
}

/** A call of a method of Keras' models and layers. */
interface ModelCall {
  readonly machine: Machine;
  readonly object: ObjectValue;
  readonly given: CallArguments;
  readonly site: Place;
}

const modelMethods = byNames<(call: ModelCall) => Value | undefined>([
  [
    'add',
    ({ machine, object, given }) => {
      addChild(
        machine,
        object,
        asLayer(machine, given.keywords.get('layer') ?? given.positional[0] ?? UNKNOWN),
      );
      return NONE;
    },
  ],
  [
    'pop',
    ({ object }) => {
      object.certain = false;
      return UNKNOWN;
    },
  ],
  [
    'compile',
    ({ machine, object, given, site }) => {
      compileModel(machine, object, given, site);
      return NONE;
    },
  ],
  [
    'load_weights set_weights',
    ({ machine, object }) => {
      for (const child of modulesBelow(object)) machine.graph.loaded.add(child);
      return NONE;
    },
  ],
  ['add_weight add_variable', ({ machine, given, site }) => addedWeight(machine, given, site)],
  [
    'fit fit_generator train_on_batch',
    ({ machine, object, given, site }) => {
      noteTargets(machine, object, given, site);
      return NONE;
    },
  ],
  ['track_layer', ({ given }) => given.positional[0] ?? UNKNOWN],
  ['build summary evaluate add_loss add_metric', () => NONE],
  ['call __call__', ({ machine, object, given, site }) => callKerasObject(machine, object, given, site)],
  ['predict get_layer get_weights', () => UNKNOWN],
]);

/** `self.add_weight(shape=(dim, units), initializer='he_normal')`; Keras 2 has the name in front. */
function addedWeight(machine: Machine, { keywords, positional: values }: CallArguments, site: Place): Value {
  const [first, second, , fourth] = values;
  const isNamed = first?.kind === 'scalar' && typeof first.value === 'string';
  return drawnWeight(
    machine,
    {
      ...{ base: 'keras.Variable', framework: 'keras', isDefaultGlorot: true },
      shape: keywords.get('shape') ?? (isNamed ? second : first),
      initializer: keywords.get('initializer') ?? (isNamed ? fourth : second),
    },
    site,
  );
}

function modelMethod(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  return modelMethods.get(name)?.({ machine, object, given, site });
}

const bookkeeping =
  /^(?:trainable|training|weights|trainable_variables|trainable_weights|losses|optimizer|dtype|built)$/;

function attribute(machine: Machine, object: ObjectValue, name: string): Value | undefined {
  if (name === 'layers') machine.look(object.attributes.size);
  if (name === 'layers') return list([...containerChildren(object)], 'list', !object.certain);
  if (name === 'output' || name === 'outputs') {
    const outputs = object.arguments.get('outputs');
    if (outputs !== undefined) return outputs;
    const call = machine.modelCalls.finished.find((candidate) => candidate.object === object);
    return call === undefined ? UNKNOWN : { kind: 'signal', graph: machine.graph, nodes: call.outputs };
  }
  if (name === 'input' || name === 'inputs') return object.arguments.get('inputs') ?? UNKNOWN;
  return bookkeeping.test(name) ? UNKNOWN : object.arguments.get(name);
}

export const frontEnd: FrontEnd = {
  roots: ['keras'],
  callMethods: ['call'],
  prepareMethods: ['build'],
  isModelBase: isModel,
  fieldsAreParameters: () => false,
  callExternal: callKeras,
  callObject: callKerasObject,
  initialize: initializeKeras,
  callMethod: modelMethod,
  attribute,
  setAttribute: (_machine, _object, name) => name === 'trainable' || name === 'built',
  iterate: (_machine, object) => (isSequential(object.base) ? containerChildren(object) : undefined),
  isSubclass(name, of) {
    if (name === of || of === 'keras.layers.Layer') return true;
    if (of === 'keras.Model') return isModel(name);
    return symbolOf(of) === undefined && symbolOf(name) === undefined ? undefined : false;
  },
};
