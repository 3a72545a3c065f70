/** TensorFlow outside Keras: tf.nn, tf.layers, plain functions. */
import { byNames } from '../../../by-names';
import { symbolOf, layerSymbol } from '../..';
import { writtenWithSplits } from '../../../network/operations/written-splits';
import { placeOf } from '../../../python/place';
import type { Place } from '../../../python/syntax';
import { bindValues, constantArguments } from '../../../network/operations/arguments';
import { constantOf, knownConstants } from '../../../network/machine/constants';
import { activationFunction, layerStep, lossFunction } from '../../../network/operations/calls';
import { shapeWidth } from '../../../network/declarative/shapes';
import { drawnWeight } from '../../../network/declarative/drawn-weights';
import { bindLayer, runLayer } from '../../../network/declarative/layers';
import { countedFrom, isMade, tensorFlowFactory } from '../../../network/data/made-tensors';
import { shapeValue } from '../../../network/interpreter/tensors';
import { heldWeight } from '../../../network/operations/weights-by-hand';
import type { FrontEnd } from '../../../network/machine/front-end';
import { callValue } from '../../../network/interpreter/call';
import { elementsOf } from '../../../network/interpreter/iterate';
import type { Machine } from '../../../network/machine/machine';
import { tensorFunction } from '../../../network/interpreter/tensor-function';
import { isWeightLayer } from '../../../network/operations/layers';
import { isWeight } from '../../../network/operations/weights-by-hand';
import { applyOperation, withBias } from '../../../network/operations/steps';
import { UNKNOWN, list, positional, type CallArguments, type Value } from '../../../network/machine/values';
import { argumentScope, withScopes } from './argument-scopes';

/** A call of a function of TensorFlow's that is more than a row of its tables. */
interface FunctionCall {
  readonly machine: Machine;
  readonly plain: string;
  readonly given: CallArguments;
  readonly first: Value;
  readonly site: Place;
}

const functions = byNames<(call: FunctionCall) => Value | undefined>([
  ['tf.placeholder', ({ machine, given, site }) => placeholder(machine, given, site)],
  [
    'tf.Variable',
    ({ machine, given, first, site }) =>
      heldWeight(machine, 'tf.Variable', given.keywords.get('initial_value') ?? first, site),
  ],
  ['tf.get_variable', ({ machine, given, site }) => getVariable(machine, given, site)],
  ['tf.function', ({ first }) => first],
  ['tf.shape', ({ first }) => (first.kind === 'signal' ? shapeValue(first) : UNKNOWN)],
  ['tf.range', ({ given, site }) => countedFrom(given, site) ?? UNKNOWN],
  [
    'tf.contrib.layers.arg_scope tf.contrib.framework.arg_scope',
    ({ machine, given, site }) => argumentScope(machine, given, site),
  ],
  [
    'tf.contrib.layers.repeat tf.contrib.layers.stack',
    ({ machine, plain, given, site }) => repeated(machine, plain.endsWith('stack'), given, site),
  ],
  [
    'tf.nn.dynamic_rnn tf.nn.static_rnn tf.nn.rnn tf.nn.rnn_cell.static_rnn',
    ({ machine, given, first, site }) =>
      unrolled(machine, [given.keywords.get('cell') ?? first], given, 1, site),
  ],
  [
    'tf.nn.bidirectional_dynamic_rnn tf.nn.static_bidirectional_rnn',
    ({ machine, given, site }) => unrolled(machine, given.positional.slice(0, 2), given, 2, site),
  ],
  [
    'tf.nn.rnn_cell.DropoutWrapper tf.nn.rnn_cell.ResidualWrapper tf.nn.rnn_cell.DeviceWrapper',
    ({ given, first }) => given.keywords.get('cell') ?? first,
  ],
  ['tf.nn.rnn_cell.MultiRNNCell', ({ given, first }) => given.keywords.get('cells') ?? first],
  [
    'tf.nn.bias_add',
    ({ machine, given, first, site }) =>
      withBias(machine, [first, given.positional[1] ?? given.keywords.get('bias') ?? UNKNOWN]) ??
      applyOperation(machine, { kind: 'elementwise', name: 'add' }, [first], site),
  ],
]);

function callTensorFlow(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  const everything = [...given.positional, ...given.keywords.values()];
  const plain = name.replace(/^tf\.compat\.v1\./, 'tf.');
  const known = functions.get(plain);
  if (known !== undefined) return known({ machine, plain, given, first, site });

  const made = tensorFlowFactory(plain, given, site);
  if (made !== undefined) return made;
  const symbol = plain === 'tf.exp' || plain === 'tf.math.exp' ? undefined : symbolOf(name);
  switch (symbol?.role) {
    case 'activation':
      return activationFunction(machine, symbol, given, site);
    case 'loss':
      return lossFunction(machine, symbol, given, site);
    case 'initializer': {
      const object = machine.create(symbol.qualifiedName, undefined, site);
      for (const [key, value] of bindValues(symbol.parameters, given)) object.arguments.set(key, value);
      return object;
    }
    case 'optimizer': {
      const object = machine.create(symbol.qualifiedName, undefined, site);
      machine.graph.optimizers.push({
        qualifiedName: object.base,
        place: object.place,
        arguments: constantArguments(symbol.parameters, bindValues(symbol.parameters, given)),
        // It minimises a loss and is told of no model.
        objects: [],
      });
      return object;
    }
    default:
  }
  const layer = layerSymbol(name);
  if (layer !== undefined) {
    if (layer.form === 'module') {
      const cell = machine.create(layer.qualifiedName, undefined, site);
      bindLayer(machine, cell, layer, given, site);
      return cell;
    }
    given = withScopes(machine, layer.qualifiedName, given);
    const bound = bindValues(layer.parameters, given);
    const inputName = layer.parameters.find((parameter) => parameter.role === 'input')?.name ?? 'inputs';
    const tensor = bound.get(inputName) ?? first;
    if (!isWeightLayer(layer)) return layerStep(machine, layer, [tensor], site, undefined, given);
    const object = machine.create(layer.qualifiedName, undefined, site);
    bindLayer(machine, object, layer, given, site);
    object.arguments.delete(inputName);
    return runLayer(machine, layer, object, [tensor], site);
  }
  // `tf.nn.conv2d(x, w)`: a layer when what it convolves with is a variable.
  if (/^tf\.nn\.(?:conv\w*|depthwise_conv2d|xw_plus_b)$/.test(plain))
    return withWindow(
      machine,
      given,
      applyOperation(machine, { kind: 'matmul', name: plain }, convolved(everything), site),
    );
  // An array that the code makes is data, and no step of a network.
  if (isMade(first) && machine.graph.nodesOfAll(everything).length === 0) return undefined;
  return tensorFunction(machine, name, given, site, writtenWithSplits(name, given, 'lengths'));
}

/** What is convolved is never the weight: a variable there is an image that is painted. */
function convolved(inputs: readonly Value[]): readonly Value[] {
  const [first, ...rest] = inputs;
  return first !== undefined && isWeight(first) ? [UNKNOWN, ...rest] : inputs;
}

/** Cells above each other: what a step gives, and its state. */
function runCells(machine: Machine, cells: readonly Value[], given: CallArguments, site: Place): Value {
  let signal = given.positional[0] ?? given.keywords.get('inputs') ?? UNKNOWN;
  for (const cell of cells)
    if (cell.kind === 'object' && cell.behaviour.layer !== undefined)
      signal = runLayer(machine, cell.behaviour.layer, cell, [signal], site);
  return list([signal, signal], 'tuple');
}

/** `tf.nn.dynamic_rnn(cell, inputs)`, of one cell or of several above each other, or with one for each direction. */
function unrolled(
  machine: Machine,
  directions: readonly Value[],
  given: CallArguments,
  before: number,
  site: Place,
): Value {
  const inputs = given.keywords.get('inputs') ?? given.positional[before] ?? UNKNOWN;
  const outputs = directions.map((cell) =>
    runCells(machine, cell.kind === 'list' ? cell.elements : [cell], positional(inputs), site),
  );
  if (directions.length === 1) return outputs[0] ?? UNKNOWN;
  const signals = outputs.map((output) =>
    output.kind === 'list' ? (output.elements[0] ?? UNKNOWN) : output,
  );
  return list([list([...signals], 'tuple'), list([...signals], 'tuple')], 'tuple');
}

/** `slim.repeat(x, 3, slim.conv2d, 64, [3, 3])`, `slim.stack(x, slim.fully_connected, [32, 64])`. */
function repeated(machine: Machine, stack: boolean, given: CallArguments, site: Place): Value {
  const [input = UNKNOWN, second = UNKNOWN, third = UNKNOWN, ...rest] = given.positional;
  const keywords = new Map([...given.keywords].filter(([name]) => name !== 'scope'));
  const layer = stack ? second : third;
  const rows: readonly (readonly Value[])[] = stack
    ? elementsOf(machine, third).elements.map((own) => (own.kind === 'list' ? own.elements : [own]))
    : second.kind === 'scalar' && typeof second.value === 'number'
      ? Array.from({ length: Math.min(second.value, MOST_REPEATS) }, () => rest)
      : [rest];
  let signal = input;
  for (const row of rows)
    signal = callValue(machine, layer, { positional: [signal, ...row], keywords, open: given.open }, site);
  return signal;
}

const MOST_REPEATS = 64;

export const frontEnd: FrontEnd = {
  roots: ['tf', 'tfa'],
  callMethods: [],
  prepareMethods: [],
  isModelBase: () => false,
  fieldsAreParameters: () => false,
  callExternal: callTensorFlow,
  callObject: (machine, object, given, site) =>
    object.behaviour.layer?.role === 'recurrent' ? runCells(machine, [object], given, site) : undefined,
  callMethod: (_machine, object) => (symbolOf(object.base)?.role === 'optimizer' ? UNKNOWN : undefined),
  initialize: () => undefined,
  attribute: () => undefined,
  isSubclass: (name, of) => name === of,
};

/** `tf.get_variable('w', [784, 256], initializer=tf.zeros_initializer())`; Glorot where nothing else is given. */
function getVariable(machine: Machine, given: CallArguments, site: Place): Value {
  return drawnWeight(
    machine,
    {
      ...{ base: 'tf.Variable', framework: 'tensorflow', isDefaultGlorot: true },
      shape: given.keywords.get('shape') ?? given.positional[1],
      initializer: given.keywords.get('initializer') ?? given.positional[3],
    },
    site,
  );
}

/** How the kernel of `tf.nn.conv2d(x, w, strides=[1, 2, 2, 1], padding='SAME')` goes over its input. */
function withWindow(machine: Machine, given: CallArguments, result: Value): Value {
  const facts = result.kind === 'signal' ? machine.graph.nodes[result.nodes[0] ?? -1]?.facts : undefined;
  if (facts?.kind !== 'layer') return result;
  const { keywords, positional: values } = given;
  const padding = constantOf(keywords.get('padding') ?? values[3]);
  const written = constantOf(keywords.get('strides') ?? keywords.get('stride') ?? values[2]);
  const steps = typeof written === 'object' && written !== null && 'list' in written ? written.list : [];
  // Batch and channels are not gone over.
  const strides =
    steps.length > 2 ? { tuple: steps.slice(1, -1) } : typeof written === 'number' ? written : undefined;
  facts.arguments =
    typeof padding === 'string' && strides !== undefined
      ? { ...facts.arguments, padding: padding.toLowerCase(), strides }
      : {};
  return result;
}

/** `tf.placeholder(tf.float32, [None, 784])`. */
function placeholder(machine: Machine, given: CallArguments, site: Place): Value {
  const shape = given.keywords.get('shape') ?? given.positional[1];
  const bound = new Map<string, Value>(shape === undefined ? [] : [['shape', shape]]);
  const signal = machine.graph.operation('input', 'tf.placeholder', [], placeOf(site), {
    arguments: knownConstants(bound),
  });
  for (const node of signal.nodes) machine.graph.setWidth(node, shapeWidth(bound));
  return signal;
}
