/** TensorFlow outside Keras: tf.nn, tf.layers, plain functions. */
import { lastPart } from '../../python/dotted-name';
import { symbolOf } from '../../frameworks';
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { bindValues, constantArguments } from '../arguments';
import { knownConstants } from '../constants';
import { activationFunction, layerStep, lossFunction } from '../calls';
import { bindLayer, runLayer } from '../declarative/layers';
import { registerFrontEnd, type FrontEnd } from '../front-end';
import type { Machine } from '../interpreter/machine';
import { tensorOperation } from '../interpreter/tensor-operations';
import { isWeightLayer, layerSymbol } from '../layers';
import { applyOperation } from '../steps';
import { UNKNOWN, type CallArguments, type Value } from '../values';

function callTensorFlow(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  const everything = [...given.positional, ...given.keywords.values()];
  const plain = name.replace(/^tf\.compat\.v1\./, 'tf.');
  switch (plain) {
    case 'tf.placeholder':
      return placeholder(machine, given, site);
    case 'tf.Variable':
    case 'tf.get_variable':
      return machine.create('tf.Variable', undefined, site);
    case 'tf.function':
      return first;
    case 'tf.nn.bias_add':
      return applyOperation(machine, { kind: 'elementwise', name: 'add' }, [first], site);
    default:
  }
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
    const bound = bindValues(layer.parameters, given);
    const inputName = layer.parameters.find((parameter) => parameter.role === 'input')?.name ?? 'inputs';
    const tensor = bound.get(inputName) ?? first;
    if (!isWeightLayer(layer)) return layerStep(machine, layer, [tensor], site);
    const object = machine.create(layer.qualifiedName, undefined, site);
    bindLayer(machine, object, layer, given, site);
    object.arguments.delete(inputName);
    return runLayer(machine, layer, object, [tensor], site);
  }
  // `tf.nn.conv2d(x, w)`: a layer when what it convolves with is a variable.
  if (/^tf\.nn\.(?:conv\w*|depthwise_conv2d|xw_plus_b)$/.test(plain))
    return applyOperation(machine, { kind: 'matmul', name: plain }, everything, site);
  const operation = tensorOperation(lastPart(name));
  if (operation === 'same') return first;
  if (operation === 'none') return UNKNOWN;
  return operation === undefined
    ? undefined
    : applyOperation(machine, operation, everything, site, undefined, undefined, {
        name: lastPart(name),
        given,
      });
}

const tensorFlow: FrontEnd = {
  callMethods: [],
  prepareMethods: [],
  isModelBase: () => false,
  fieldsAreParameters: () => false,
  callExternal: callTensorFlow,
  callObject: () => undefined,
  callMethod: (_machine, object) => (symbolOf(object.base)?.role === 'optimizer' ? UNKNOWN : undefined),
  initialize: () => undefined,
  attribute: () => undefined,
  isSubclass: (name, of) => name === of,
};
registerFrontEnd(['tf', 'tfa'], tensorFlow);

/** `tf.placeholder(tf.float32, [None, 784])`. */
function placeholder(machine: Machine, given: CallArguments, site: Place): Value {
  const shape = given.keywords.get('shape') ?? given.positional[1];
  return machine.graph.operation('input', 'tf.placeholder', [], placeOf(site), {
    arguments: knownConstants(new Map(shape === undefined ? [] : [['shape', shape]])),
  });
}
