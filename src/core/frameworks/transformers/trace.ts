/** transformers and timm: activations that are looked up by name, `ACT2FN[config.hidden_act]`, `create_act_layer("silu")`. */
import { activationFromString, canonicalName, symbolOf } from '..';
import type { ActivationNode } from '../../network/graph';
import { covers } from '../../python/place';
import type { Place } from '../../python/syntax';
import { lastPart } from '../../python/dotted-name';
import { bindValues } from '../../network/operations/arguments';
import { activationArguments, moduleActivation } from '../../network/operations/calls';
import type { FrontEnd } from '../../network/machine/front-end';
import { callValue } from '../../network/interpreter/call';
import { madeTensor } from '../../network/data/made-tensors';
import type { Machine } from '../../network/machine/machine';
import { unknownActivation } from '../../network/machine/unknown-activation';
import { activationNode } from '../../network/operations/steps';
import { callTorchLayer } from '../torch/trace/modules';
import { frontEnd as trainers } from '../trainers/trace';
import {
  NO_KEYWORDS,
  TRUE,
  defaultIn,
  UNKNOWN,
  external,
  scalar,
  type CallArguments,
  type ObjectValue,
  type Value,
} from '../../network/machine/values';

/** What an activation is called in the graph whose name cannot be told: chains go on through it, and no rule knows it. */
const UNKNOWN_ACTIVATION = 'unknown';

const TABLE = 'transformers.activations.ACT2FN';
/** The same by their classes, which are called for an instance. */
const CLASSES = 'transformers.activations.ACT2CLS';
/** The key under which an entry of the table was looked up. */
const KEY = 'name';
/** Under which stands what a framework has under that key. */
const SYMBOL = 'symbol';

/** An entry of the table of activations: an instance for whatever the key may turn out to be. */
function entryFor(machine: Machine, key: Value, site: Place): ObjectValue {
  const entry = machine.create(TABLE, undefined, site);
  entry.arguments.set(KEY, defaultIn(key));
  return entry;
}

/** What an entry says it is: its key by the library's table, or the class or function of a framework that was asked for by that name. */
function namedBy(entry: ObjectValue): NamedActivation | undefined {
  const symbol = entry.arguments.get(SYMBOL);
  if (symbol?.kind === 'external') {
    const known = symbolOf(canonicalName(symbol.name));
    return known?.role === 'activation' ? activationArguments(known, new Map()) : undefined;
  }
  const key = entry.arguments.get(KEY);
  return key?.kind === 'scalar' && typeof key.value === 'string'
    ? activationFromString('transformers', key.value)
    : undefined;
}

type NamedActivation = Pick<ActivationNode, 'activation' | 'parameters'>;

function callEntry(machine: Machine, entry: ObjectValue, given: CallArguments, site: Place): Value {
  const key = entry.arguments.get(KEY);
  const named = namedBy(entry);
  return activationNode(machine, {
    qualifiedName: TABLE,
    activation: named?.activation ?? UNKNOWN_ACTIVATION,
    parameters: named?.parameters ?? {},
    unknownParameters: [],
    form: 'module',
    inPlace: false,
    inputs: given.positional.slice(0, 1),
    site,
    arguments: NO_KEYWORDS,
    owner: entry,
    assumption:
      key?.kind === 'scalar' && key.assumed !== undefined
        ? { name: key.assumed, value: key.value }
        : undefined,
  });
}

/** An instance of the class that an entry stands for. */
function instanceOf(machine: Machine, entry: ObjectValue, site: Place): ObjectValue {
  machine.named = covers(site, entry.place) ? undefined : entry.place;
  const instance = entryFor(machine, entry.arguments.get(KEY) ?? UNKNOWN, site);
  machine.named = undefined;
  const symbol = entry.arguments.get(SYMBOL);
  if (symbol !== undefined) instance.arguments.set(SYMBOL, symbol);
  return instance;
}

/** timm's names for the classes of activations; `*_jit` and `*_me` are the same functions in other implementations. */
const timmClasses: ReadonlyMap<string, string> = new Map([
  ['silu', 'torch.nn.SiLU'],
  ['swish', 'torch.nn.SiLU'],
  ['mish', 'torch.nn.Mish'],
  ['relu', 'torch.nn.ReLU'],
  ['relu6', 'torch.nn.ReLU6'],
  ['leaky_relu', 'torch.nn.LeakyReLU'],
  ['elu', 'torch.nn.ELU'],
  ['prelu', 'torch.nn.PReLU'],
  ['celu', 'torch.nn.CELU'],
  ['selu', 'torch.nn.SELU'],
  ['gelu', 'torch.nn.GELU'],
  ['gelu_tanh', 'transformers.activations.NewGELUActivation'],
  ['quick_gelu', 'transformers.activations.QuickGELUActivation'],
  ['sigmoid', 'torch.nn.Sigmoid'],
  ['tanh', 'torch.nn.Tanh'],
  ['hard_sigmoid', 'torch.nn.Hardsigmoid'],
  ['hard_swish', 'torch.nn.Hardswish'],
  ['identity', 'torch.nn.Identity'],
]);

/** The class that timm has for a name; what is no name is a class or function already. */
function timmLayer(name: Value): Value {
  if (name.kind !== 'scalar' || typeof name.value !== 'string') return name;
  const known = timmClasses.get(name.value.replace(/(?:_jit|_me)$/, ''));
  return known === undefined ? UNKNOWN : external(known);
}

const functionsOfLibrary =
  /^transformers\.activations\.(?:gelu|gelu_new|gelu_fast|gelu_python|quick_gelu|silu|mish)$/;

/** What is added to the scores of attention, which carries nothing of what the model is given. */
const masks: ReadonlyMap<string, 'causal-mask' | 'pair-mask'> = new Map([
  ['create_causal_mask', 'causal-mask'],
  ['create_sliding_window_causal_mask', 'causal-mask'],
  ['create_chunked_causal_mask', 'causal-mask'],
  ['create_bidirectional_mask', 'pair-mask'],
  ['create_bidirectional_sliding_window_mask', 'pair-mask'],
]);

/** Functions of the library that models are written with. */
function callHelper(
  machine: Machine,
  name: string,
  { positional, keywords, open }: CallArguments,
  site: Place,
): Value | undefined {
  // In pieces or not, it is called on each position by itself.
  if (name === 'apply_chunking_to_forward') {
    const called = keywords.get('forward_fn') ?? positional[0] ?? UNKNOWN;
    const given = { positional: positional.slice(3), keywords: NO_KEYWORDS, open };
    return callValue(machine, called, given, site);
  }
  const mask = masks.get(name);
  if (mask !== undefined) return madeTensor(undefined, { initializer: mask, arguments: {} }, site);
  // A field whose values are checked, `interval(min=0.0, max=1.0)(default=0.02)`.
  return name === 'interval' ? external('dataclasses.field') : undefined;
}

function callTransformers(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  const helper = callHelper(machine, lastPart(name), given, site);
  if (helper !== undefined) return helper;
  switch (lastPart(name)) {
    case 'get_activation':
      return entryFor(machine, given.keywords.get('activation_string') ?? first, site);
    case 'get_act_layer':
    case 'get_act_fn': {
      const layer = timmLayer(given.keywords.get('name') ?? first);
      const form = lastPart(name) === 'get_act_fn' ? 'instance' : 'class';
      return layer.kind === 'unknown' ? unknownActivation(machine, form, site) : layer;
    }
    // A linear layer that keeps its weight the other way round.
    case 'Conv1D': {
      const layer = machine.create('torch.nn.Linear', undefined, site);
      const [outputs, inputs] = [
        given.keywords.get('nf') ?? first,
        given.keywords.get('nx') ?? given.positional[1],
      ];
      layer.arguments.set('out_features', outputs);
      if (inputs !== undefined) layer.arguments.set('in_features', inputs);
      return layer;
    }
    case 'create_act_layer': {
      const layer = timmLayer(given.keywords.get('name') ?? first);
      if (layer.kind === 'unknown') return unknownActivation(machine, 'instance', site);
      return layer.kind === 'scalar'
        ? undefined
        : callValue(machine, layer, { ...given, positional: [], keywords: NO_KEYWORDS }, site);
    }
    default:
  }
  // `gelu = get_activation("gelu")` in the library itself.
  if (functionsOfLibrary.test(name))
    return callEntry(machine, entryFor(machine, scalar(lastPart(name)), site), given, site);
  const symbol = symbolOf(name);
  const isMade = symbol?.role === 'activation' || symbol?.role === 'dropout';
  if (!isMade || symbol.form !== 'module') return undefined;
  const object = machine.create(name, undefined, site);
  bindValues(symbol.parameters, given, object.arguments);
  return object;
}

const isTrainer = (name: string): boolean => /^transformers\.(?:\w+\.)*\w*Trainer$/.test(name);

export const frontEnd: FrontEnd = {
  roots: ['transformers'],
  callMethods: ['forward'],
  prepareMethods: [],
  isModelBase: () => false,
  hasClass: (name) => symbolOf(name) !== undefined || isTrainer(name),
  fieldsAreParameters: () => false,
  callExternal: (machine, name, given, site) =>
    isTrainer(name)
      ? trainers.callExternal(machine, name, given, site)
      : callTransformers(machine, name, given, site),
  callObject(machine, object, given, site) {
    if (object.base === TABLE)
      return object.arguments.has('class')
        ? instanceOf(machine, object, site)
        : callEntry(machine, object, given, site);
    const { symbol, layer } = object.behaviour;
    // timm's layers are PyTorch's.
    if (layer !== undefined) return callTorchLayer(machine, object, given, site);
    if (symbol?.role !== 'activation') return undefined;
    return moduleActivation(machine, symbol, object, given.positional.slice(0, 1), site);
  },
  mayBeAny: (object) => object.base === TABLE && object.arguments.get(KEY)?.kind === 'unknown',
  callMethod: (machine, object, name, given, site) =>
    isTrainer(object.base) ? trainers.callMethod(machine, object, name, given, site) : undefined,
  initialize(machine, object, base, given, site) {
    if (isTrainer(base)) trainers.initialize(machine, object, base, given, site);
  },
  attribute: () => undefined,
  subscript(machine, name, index, site) {
    if (name === TABLE) return entryFor(machine, index, site);
    if (name !== CLASSES) return undefined;
    const entry = entryFor(machine, index, site);
    entry.arguments.set('class', TRUE);
    return entry;
  },
  tables: new Map([['ACT2FN', TABLE]]),
  isSubclass: (name, of) => (name === of || of === 'torch.nn.Module' ? true : undefined),
};
