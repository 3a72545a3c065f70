/** Instances of Keras' classes, called. */
import { byNames } from '../../../by-names';
import { lastPart } from '../../../python/dotted-name';
import type { Place } from '../../../python/syntax';
import type { ConstantValue } from '../../../python/names';
import { lossFunction, moduleActivation } from '../../../network/operations/calls';
import { constantOf, numberOf } from '../../../network/machine/constants';
import { applyActivation } from '../../../network/declarative/activation-value';
import { drawnWeight } from '../../../network/declarative/drawn-weights';
import { runLayer } from '../../../network/declarative/layers';
import { shapeWidth } from '../../../network/declarative/shapes';
import { callValue, unfollowed } from '../../../network/interpreter/call';
import type { Machine } from '../../../network/machine/machine';
import { applyOperation } from '../../../network/operations/steps';
import { runSequential } from '../../../network/declarative/containers';
import {
  UNKNOWN,
  positional,
  scalar,
  valuesOf,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../../network/machine/values';
import { replay } from './functional';
import { mergeStep } from './merges';

interface KerasCall {
  readonly machine: Machine;
  readonly object: ObjectValue;
  readonly input: Value;
  readonly site: Place;
}

/** Layers that hand their input on as it is. */
const passOn = ({ input }: KerasCall): Value => input;

/** Layers that call what they are given as `layer`. */
const callWrapped = ({ machine, object, input, site }: KerasCall): Value =>
  callValue(machine, object.arguments.get('layer') ?? UNKNOWN, positional(input), site);

/** Recurrent wrappers, which hold a layer or a cell. */
function runCell({ machine, object, input, site }: KerasCall): Value {
  const inner = object.arguments.get('layer') ?? object.arguments.get('cell') ?? UNKNOWN;
  if (inner.kind !== 'object') return unfollowed(machine, positional(input), site, object.base);
  const both = joinsDirections(object) ? numberOf(inner.arguments.get('units')) : undefined;
  if (both !== undefined) inner.arguments.set('bidirectional', scalar(true));
  const result = callValue(machine, inner, positional(input), site);
  if (both !== undefined)
    for (const node of machine.graph.nodesOf(result)) machine.graph.setWidth(node, 2 * both);
  return result;
}

/** Keras joins what both directions give, unless it is told to do something else. */
function joinsDirections(object: ObjectValue): boolean {
  const mode = object.arguments.get('merge_mode');
  return (
    lastPart(object.base) === 'Bidirectional' &&
    (mode === undefined || (mode.kind === 'scalar' && mode.value === 'concat'))
  );
}

/** `Rescaling(1 / 127.5, offset=-1)` */
function rescaled({ machine, object, input, site }: KerasCall): Value {
  const line = (operator: '*' | '+', by: Value): readonly [string, Value] => [operator, by];
  const steps = [
    line('*', object.arguments.get('scale') ?? object.arguments.get('@0') ?? UNKNOWN),
    line('+', object.arguments.get('offset') ?? object.arguments.get('@1') ?? scalar(0)),
  ].filter(([operator, by]) => !(operator === '+' && numberOf(by) === 0));
  return steps.reduce<Value>(
    (signal, [operator, by]) =>
      applyOperation(machine, { kind: 'elementwise', name: 'rescale' }, [signal], site, object, undefined, {
        name: operator,
        given: positional(signal, by),
      }),
    input,
  );
}

/** What calls of layers do that are more than one step of the graph, or none. */
const calls: ReadonlyMap<string, (call: KerasCall) => Value> = byNames([
  ['Identity Masking ActivityRegularization', passOn],
  [
    'InputLayer',
    ({ machine, object, input }) => {
      const width = shapeWidth(object.arguments);
      if (width !== undefined)
        for (const node of machine.graph.nodesOf(input)) machine.graph.setWidth(node, width);
      return input;
    },
  ],
  [
    'Activation',
    ({ machine, object, input, site }) => {
      const activation = object.arguments.get('activation') ?? UNKNOWN;
      // The layer itself is the activation: it stands where the layer is made.
      const named = activation.kind === 'scalar' || activation.kind === 'external';
      const place = named ? object.place : site;
      return applyActivation(machine, 'keras', activation, input, place, object, object.base, site);
    },
  ],
  ['Rescaling', rescaled],
  ['TimeDistributed SpectralNormalization', callWrapped],
  ['Bidirectional RNN StackedRNNCells', runCell],
  [
    'Lambda',
    ({ machine, object, input, site }) => {
      const action = object.arguments.get('function') ?? object.arguments.get('@0') ?? UNKNOWN;
      return callValue(machine, action, positional(input), site);
    },
  ],
]);

export function callKerasObject(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const input = given.positional[0] ?? given.keywords.get('inputs') ?? UNKNOWN;
  const { base } = object;
  const stated = inputShape(object.arguments);
  if (stated !== undefined) machine.graph.noteShape(machine.graph.nodesOf(input), stated);
  if (base === 'keras.Sequential') return runSequential(machine, object, given, site);
  if (base === 'keras.Model')
    return object.arguments.has('outputs') ? replay(machine, object, [input]) : undefined;
  const name = lastPart(base);
  const call = calls.get(name);
  if (call) return call({ machine, object, input, site });
  const step = mergeStep(name);
  if (step !== undefined)
    return applyOperation(machine, step, [input], site, object, object.arguments, {
      name,
      given: positional(input),
    });
  return callOfTables({ machine, object, input, site }, name, given);
}

/** What the tables say that a layer is: an activation, a loss, a layer with weights. */
function callOfTables(
  { machine, object, input, site }: KerasCall,
  name: string,
  given: CallArguments,
): Value | undefined {
  const { symbol, layer } = object.behaviour;
  // `init(shape)`: what it draws.
  if (symbol?.role === 'initializer')
    return drawnWeight(
      machine,
      {
        ...{ base: 'keras.Variable', framework: 'keras', initializer: object },
        shape: given.keywords.get('shape') ?? given.positional[0],
      },
      site,
    );
  if (symbol?.role === 'activation') return moduleActivation(machine, symbol, object, [input], site);
  if (symbol?.role === 'loss') {
    // `loss(y_true, y_pred)`.
    const prediction = given.keywords.get('y_pred') ?? given.positional[1] ?? UNKNOWN;
    return lossFunction(machine, symbol, positional(prediction), site, object);
  }
  if (layer === undefined) return undefined;
  // Attention takes query and value, the rest one tensor or a list of them.
  const inputs = /Attention/.test(name) ? valuesOf(given) : [input];
  return runLayer(machine, layer, object, inputs, site, given);
}

/** `input_shape=(28, 28, 1)`, `batch_input_shape=…`, `input_dim=784`: what a layer says of its input, the batch left out. */
function inputShape(given: ReadonlyMap<string, Value>): ConstantValue | undefined {
  const one = constantOf(given.get('input_shape') ?? given.get('shape'));
  if (typeof one === 'object' && one !== null) return one;
  if (typeof one === 'number') return { tuple: [one] };
  const whole = constantOf(given.get('batch_input_shape') ?? given.get('batch_shape'));
  if (typeof whole === 'object' && whole !== null && 'tuple' in whole) return { tuple: whole.tuple.slice(1) };
  const width = given.has('output_dim') ? undefined : constantOf(given.get('input_dim'));
  return typeof width === 'number' ? { tuple: [width] } : undefined;
}
