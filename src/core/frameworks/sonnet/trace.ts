/** Sonnet: modules that are called, in its first version by `_build`. */
import { byNames } from '../../by-names';
import { canonicalName, layerSymbol, symbolOf } from '..';
import type { Place } from '../../python/syntax';
import { lastPart } from '../../python/dotted-name';
import {
  bindLayer,
  initializerObject,
  noteArgumentPlaces,
  reshapedBy,
  runLayer,
} from '../../network/declarative/layers';
import { noteActivationPlaces, runStack, type Stack } from '../../network/declarative/perceptrons';
import { drawnWeight } from '../../network/declarative/drawn-weights';
import { containerChildren, fillFromList, runSequential } from '../../network/declarative/containers';
import type { FrontEnd } from '../../network/machine/front-end';
import { callValue } from '../../network/interpreter/call';
import { elementsOf } from '../../network/interpreter/iterate';
import type { Machine } from '../../network/machine/machine';
import { applyOperation } from '../../network/operations/steps';
import {
  NONE,
  NO_ARGUMENTS,
  UNKNOWN,
  external,
  positional,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';

const SEQUENTIAL = 'sonnet.Sequential';
const CORES = 'sonnet.DeepRNN';
const isModelBase = (base: string): boolean => /^sonnet\.(?:Module|RNNCore|Sequential)$/.test(base);
const isReshape = (base: string): boolean =>
  /^sonnet\.(?:Batch)?(?:Flatten|Reshape|MergeDims|SplitDim)$/.test(base);
const stacks = new Set(['sonnet.nets.MLP', 'sonnet.nets.ConvNet2D', 'sonnet.nets.ConvNet2DTranspose']);

/** A call of a function of Sonnet's that is more than a row of its tables. */
interface FunctionCall {
  readonly machine: Machine;
  readonly given: CallArguments;
  readonly first: Value;
  readonly site: Place;
}

const functions = byNames<(call: FunctionCall) => Value | undefined>([
  // In the first version it makes a module of a function.
  ['Module BatchApply reuse_variables', ({ first, given }) => given.keywords.get('build') ?? first],
  ['scale_gradient clip_gradient', ({ first }) => first],
  [
    'reshape flatten merge_leading_dims split_leading_dim',
    ({ machine, first, site }) =>
      applyOperation(machine, { kind: 'reshape', name: 'reshape' }, [first], site),
  ],
  [
    'Deferred',
    ({ machine, given, first, site }) =>
      callValue(machine, given.keywords.get('constructor') ?? first, NO_ARGUMENTS, site),
  ],
  [
    'dynamic_unroll static_unroll',
    ({ machine, given, first, site }) =>
      callValue(machine, first, { ...given, positional: given.positional.slice(1) }, site),
  ],
  [
    'TrainableVariable',
    ({ machine, given, first, site }) =>
      drawnWeight(
        machine,
        {
          ...{ base: 'tf.Variable', framework: 'tensorflow', isHeld: true },
          shape: given.keywords.get('shape') ?? first,
          initializer: UNKNOWN,
        },
        site,
      ),
  ],
]);

function callSonnet(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  const known = functions.get(lastPart(name))?.({ machine, given, first, site });
  if (known !== undefined) return known;
  if (
    isModelBase(name) ||
    layerSymbol(name) !== undefined ||
    stacks.has(name) ||
    name === CORES ||
    isReshape(name)
  ) {
    const object = machine.create(canonicalName(name), undefined, site);
    initialize(machine, object, object.base, given, site);
    return object;
  }
  const symbol = symbolOf(name);
  return symbol?.role === 'initializer' ? initializerObject(machine, symbol, given, site) : undefined;
}

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
  if (stacks.has(base)) {
    noteStack(object, given);
    noteActivationPlaces(object, site);
    return;
  }
  if (base === CORES)
    object.arguments.set(
      'cores',
      given.keywords.get('cores') ?? given.keywords.get('layers') ?? given.positional[0] ?? UNKNOWN,
    );
  const layer = layerSymbol(base);
  if (layer === undefined) return;
  bindLayer(machine, object, layer, withTableOfStarts(given), site);
  noteArgumentPlaces(object, layer.parameters, site);
}

/** `initializers={'w': …, 'b': …}` of the first version in the words of the second. */
function withTableOfStarts(given: CallArguments): CallArguments {
  const table = given.keywords.get('initializers');
  if (table === undefined || table.kind === 'scalar') return given;
  const start = (name: string): Value =>
    table.kind === 'dictionary' ? (table.entries.get(`s${name}`) ?? (table.open ? UNKNOWN : NONE)) : UNKNOWN;
  return {
    ...given,
    keywords: new Map([...given.keywords, ['w_init', start('w')], ['b_init', start('b')]]),
  };
}

const stackArguments = [
  'output_sizes',
  'output_channels',
  'kernel_shapes',
  'strides',
  'activation',
  'activate_final',
];

/** Both versions write all but the widths by name. */
function noteStack(object: ObjectValue, given: CallArguments): void {
  for (const name of stackArguments) {
    const value = given.keywords.get(name);
    if (value !== undefined) object.arguments.set(name, value);
  }
  const [widths] = given.positional;
  if (widths !== undefined)
    object.arguments.set(object.base === 'sonnet.nets.MLP' ? 'output_sizes' : 'output_channels', widths);
}

const common = { framework: 'tensorflow', activation: external('tf.nn.relu') } as const;
const perceptron: Stack = {
  ...common,
  ...{ layer: 'sonnet.Linear', part: 'linear', widths: 'output_sizes', isFinalActive: false },
  argumentsOf: (width) => positional(width),
};

function stackOf({ base, arguments: own }: ObjectValue): Stack {
  if (base === 'sonnet.nets.MLP') return perceptron;
  const at = (name: string, index: number): Value => {
    const all = own.get(name);
    const chosen = all?.kind === 'list' && !all.open ? (all.elements[index] ?? all.elements[0]) : undefined;
    return chosen ?? UNKNOWN;
  };
  return {
    ...common,
    layer: base.endsWith('Transpose') ? 'sonnet.Conv2DTranspose' : 'sonnet.Conv2D',
    ...{ part: 'conv_2d', widths: 'output_channels', isFinalActive: !base.endsWith('Transpose') },
    argumentsOf: (width, index) => ({
      positional: [width],
      keywords: new Map([
        ['kernel_shape', at('kernel_shapes', index)],
        ['stride', at('strides', index)],
      ]),
      open: false,
    }),
  };
}

/** Cores above each other: each takes what the one below gives. */
function runCores(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const { elements, known } = elementsOf(machine, object.arguments.get('cores') ?? UNKNOWN);
  if (!known) return UNKNOWN;
  const state = given.positional.slice(1);
  let signal = given.positional[0] ?? UNKNOWN;
  for (const core of elements) {
    const result = callValue(machine, core, positional(signal, ...state), site);
    signal = result.kind === 'list' ? (result.elements[0] ?? UNKNOWN) : result;
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
  const input = given.positional[0] ?? given.keywords.get('inputs') ?? UNKNOWN;
  if (base === SEQUENTIAL) return runSequential(machine, object, positional(input), site);
  if (base === CORES) return runCores(machine, object, given, site);
  if (stacks.has(base)) return runStack(machine, object, input, stackOf(object), site);
  if (isReshape(base)) return reshapedBy(machine, object, input, site);
  const layer = layerSymbol(base);
  if (layer === undefined) return undefined;
  return runLayer(
    machine,
    layer,
    object,
    layer.role === 'recurrent' ? given.positional : [input],
    site,
    given,
  );
}

export const frontEnd: FrontEnd = {
  roots: ['sonnet'],
  callMethods: ['_build', '__call__'],
  prepareMethods: [],
  isModelBase,
  fieldsAreParameters: () => false,
  callExternal: callSonnet,
  callObject,
  callMethod: (machine, object, name, given, site) =>
    name === '__call__' || name === '_build' ? callObject(machine, object, given, site) : undefined,
  initialize,
  attribute: (_machine, object, name) => object.arguments.get(name),
  iterate: (_machine, object) => (object.base === SEQUENTIAL ? containerChildren(object) : undefined),
  isSubclass: (name, of) => (name === of || of === 'sonnet.Module' ? true : undefined),
};
