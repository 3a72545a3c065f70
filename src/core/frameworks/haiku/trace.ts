/** Haiku: layers are made where they are called, and functions become models by `transform`. */
import { byNames } from '../../by-names';
import { canonicalName, layerSymbol, symbolOf } from '..';
import type { Place } from '../../python/syntax';
import { lastPart } from '../../python/dotted-name';
import { drawnWeight } from '../../network/declarative/drawn-weights';
import { bindLayer, initializerObject, reshapedBy, runLayer } from '../../network/declarative/layers';
import { noteActivationPlaces, runStack, type Stack } from '../../network/declarative/perceptrons';
import type { FrontEnd } from '../../network/machine/front-end';
import { callObject as callModule, callValue } from '../../network/interpreter/call';
import { childrenOf, isModule } from '../../network/machine/children';
import type { Machine } from '../../network/machine/machine';
import { tensorOperation } from '../../network/interpreter/tensor-operations';
import { keepInOrder } from '../../network/operations/arguments';
import { applyOperation } from '../../network/operations/steps';
import { containerChildren, fillFromList, runSequential } from '../../network/declarative/containers';
import {
  NO_KEYWORDS,
  UNKNOWN,
  external,
  positional,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';

const SEQUENTIAL = 'haiku.Sequential';
const MLP = 'haiku.nets.MLP';
const TRANSFORMED = 'haiku.Transformed';
const isModelBase = (base: string): boolean =>
  base === 'haiku.Module' || base === 'haiku.RNNCore' || base === SEQUENTIAL || base === TRANSFORMED;

/** How many arguments `apply` takes before those of the function: parameters, state, random key. */
const argumentsBefore: ReadonlyMap<string, number> = new Map([
  ['transform', 2],
  ['transform_with_state', 3],
  ['multi_transform', 2],
]);

/** A call of a function of Haiku's that is more than a row of its tables. */
interface FunctionCall {
  readonly machine: Machine;
  readonly name: string;
  readonly given: CallArguments;
  readonly first: Value;
  readonly site: Place;
}

const functions = byNames<(call: FunctionCall) => Value | undefined>([
  [
    'without_apply_rng',
    ({ first }) => {
      const count = first.kind === 'object' ? first.arguments.get('before') : undefined;
      if (first.kind !== 'object' || count?.kind !== 'scalar') return UNKNOWN;
      // The same network, called without a key.
      first.arguments.set('before', { kind: 'scalar', value: Number(count.value) - 1 });
      return first;
    },
  ],
  ['jit remat vmap grad value_and_grad BatchApply to_module', ({ first }) => first],
  [
    'get_parameter',
    ({ machine, given, site }) =>
      drawnWeight(
        machine,
        {
          ...{ base: 'flax.Parameter', framework: 'jax', takesKey: true, isHeld: true },
          initializer: given.keywords.get('init') ?? given.positional[3],
          shape: given.keywords.get('shape') ?? given.positional[1],
        },
        site,
      ),
  ],
  [
    'dropout',
    ({ machine, given, site }) =>
      applyOperation(machine, { kind: 'dropout', name: 'haiku.dropout' }, given.positional.slice(2), site),
  ],
  [
    'dynamic_unroll static_unroll',
    ({ machine, given, first, site }) =>
      first.kind === 'object'
        ? callValue(machine, first, positional(...given.positional.slice(1)), site)
        : undefined,
  ],
  ['Reshape Flatten', ({ machine, name, site }) => machine.create(name, undefined, site)],
]);

function callHaiku(machine: Machine, name: string, given: CallArguments, site: Place): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  const last = lastPart(name);
  const before = argumentsBefore.get(last);
  if (before !== undefined) return transformed(machine, given.keywords.get('f') ?? first, before, site);
  const known = functions.get(last);
  if (known !== undefined) return known({ machine, name, given, first, site });

  if (layerSymbol(name) !== undefined || isModelBase(name) || name === MLP) {
    const object = machine.create(canonicalName(name), undefined, site);
    initialize(machine, object, object.base, given, site);
    return object;
  }
  const symbol = symbolOf(name);
  if (symbol?.role === 'initializer') return initializerObject(machine, symbol, given, site);
  const operation = tensorOperation(last);
  return typeof operation === 'object'
    ? applyOperation(machine, operation, given.positional, site)
    : undefined;
}

function transformed(machine: Machine, inner: Value, before: number, site: Place): Value {
  const object = machine.create(TRANSFORMED, undefined, site);
  object.arguments.set('f', inner);
  object.arguments.set('before', { kind: 'scalar', value: before });
  return object;
}

const mlpParameters = ['output_sizes', 'w_init', 'b_init', 'with_bias', 'activation', 'activate_final'];

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
  if (base === MLP) {
    noteActivationPlaces(object, site);
    keepInOrder(object, mlpParameters, given);
    return;
  }
  const layer = layerSymbol(base);
  if (layer !== undefined) bindLayer(machine, object, layer, given, site);
}

/** One layer for each size. */
const perceptron: Stack = {
  ...{ framework: 'jax', layer: 'haiku.Linear', part: 'linear', widths: 'output_sizes' },
  activation: external('jax.nn.relu'),
  isFinalActive: false,
  argumentsOf: (width) => positional(width),
};

function callObject(
  machine: Machine,
  object: ObjectValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const { base } = object;
  const input = given.positional[0] ?? UNKNOWN;
  if (base === SEQUENTIAL) return runSequential(machine, object, positional(input), site);
  if (base === TRANSFORMED) return runTransformed(machine, object, given, site);
  if (base === MLP) return runStack(machine, object, input, perceptron, site);
  if (base === 'haiku.Flatten' || base === 'haiku.Reshape') return reshapedBy(machine, object, input, site);
  const layer = layerSymbol(base);
  if (layer === undefined) return undefined;
  const several = layer.role === 'recurrent' || layer.role === 'attention';
  return runLayer(machine, layer, object, several ? given.positional : [input], site, given);
}

function callMethod(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (name === '__call__') return callObject(machine, object, given, site);
  if (object.base !== TRANSFORMED) return name === 'initial_state' ? UNKNOWN : undefined;
  if (name !== 'apply' && name !== 'init') return UNKNOWN;
  const before = object.arguments.get('before');
  const skipped = before?.kind === 'scalar' ? Number(before.value) : 0;
  const own = given.positional.slice(name === 'init' ? 1 : skipped);
  const output = callModule(
    machine,
    object,
    { positional: own, keywords: NO_KEYWORDS, open: given.open },
    site,
  );
  // `f.init(key, x)` is a first call, which says what the network is given, and gives its weights.
  return name === 'init' ? UNKNOWN : output;
}

/** Runs a transformed function: what it makes are its parts, called as Haiku calls them, `linear`, `linear_1`. */
function runTransformed(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const before = new Set(machine.objects);
  const result = callValue(machine, object.arguments.get('f') ?? UNKNOWN, given, site);
  const counts = new Map<string, number>();
  const made = machine.objects.filter((one) => !before.has(one) && isModule(one));
  const inner = new Set(made.flatMap((one) => childrenOf(one).map(({ child }) => child)));
  for (const one of made) {
    if (inner.has(one)) continue;
    const name = snakeCase(one.class?.definition.name ?? lastPart(one.base));
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    machine.heap.set(object.attributes, count === 0 ? name : `${name}_${String(count)}`, one);
  }
  return result;
}

const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

export const frontEnd: FrontEnd = {
  roots: ['haiku'],
  callMethods: ['__call__'],
  prepareMethods: [],
  isModelBase,
  fieldsAreParameters: () => false,
  callExternal: callHaiku,
  callObject,
  callMethod,
  initialize,
  attribute: (_machine, object, name) => object.arguments.get(name),
  iterate: (_machine, object) => (object.base === SEQUENTIAL ? containerChildren(object) : undefined),
  isSubclass: (name, of) => (name === of || of === 'haiku.Module' ? true : undefined),
};
