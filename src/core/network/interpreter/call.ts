/** Calls: of functions, classes, instances, methods and of what lies outside. */
import { endsGradient } from '../../frameworks/without-gradient';
import type { OfKind } from '../../by-kind';
import { activationFromString, canonicalName } from '../../frameworks';
import { neverTogether } from '../../python/exclusive';
import { lastPart } from '../../python/dotted-name';
import { covers, placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { asArray, withShapeOf } from '../data/array-data';
import { dataCall, dataMethod } from '../data/data';
import { dataOf } from '../data/facts';
import { isModule } from '../machine/children';
import { callOf, givenOf } from '../machine/given';
import { joinAll } from '../machine/join';
import { dataFrom, numbersOf, splitNumbers } from '../data/data-sources';
import { isMade, madeMethod, wavesOf } from '../data/made-tensors';
import { inItsOrder, isTreeOfWeights, meetsWeight } from '../operations/weights-by-hand';
import { tensorOperation } from './tensor-operations';
import { noteHandedOn } from './library-configuration';
import { namedTuple } from './named-tuples';
import { weightMethod } from './weight-methods';
import { distinctOptions } from '../operations/neutral';
import {
  NONE,
  NO_ARGUMENTS,
  NO_KEYWORDS,
  UNKNOWN,
  byDefault,
  dictionary,
  list,
  scalar,
  valuesOf,
  withSelf,
  type AlternativesValue,
  type CallArguments,
  type ExternalValue,
  type FunctionValue,
  type ObjectValue,
  type ScalarValue,
  type Scope,
  type UnknownValue,
  type Value,
} from '../machine/values';
import { callBuiltin } from './builtins';
import { methodOf } from './classes';
import { bindFields, instantiate, recordAfter } from './instantiate';
import { callContainerMethod } from './container-methods';
import { evaluate } from './evaluate';
import { keepRegistered, keptMethod } from './kept-arguments';
import { chosenText, givenText } from './choices';
import { assumedArgument, declaredArgument, mayBeConfiguration } from './configurations';
import { meaningOf } from '../machine/externals';
import { defaultsOf, executeBlock } from './execute';
import { callLibrary } from './library';
import { lookUpName } from './names';
import { askedOf } from './returning-flags';
import { IdleBudgetSpent } from '../machine/idle-budget';
import { MAXIMUM_DEPTH, type Frame, type Machine, type ModelCall } from '../machine/machine';
import { callSignalMethod, keepsState, writingMethods } from './tensors';
import { activationNode, applyOperation } from '../operations/steps';
import { mayBeRun } from './truth';

const MAXIMUM_RECURSION = 3;
const NO_METHODS: readonly string[] = [];

export function callValue(
  machine: Machine,
  callee: Value,
  given: CallArguments,
  site: Place,
  scope?: Scope,
): Value {
  machine.step();
  machine.look(given.positional.length);
  if (!machine.deeper()) return UNKNOWN;
  const result = callAny(machine, callee, given, site, scope);
  machine.nesting -= 1;
  return result;
}

function callAny(
  machine: Machine,
  callee: Value,
  given: CallArguments,
  site: Place,
  scope: Scope | undefined,
): Value {
  switch (callee.kind) {
    case 'function':
      return callFunction(
        machine,
        callee,
        machine.frames.length === 0 ? withDataAsInputs(machine, given, site) : given,
        site,
      );
    case 'bound':
      if (callee.self.kind === 'object' && isModelCall(machine, callee.self, callee.function))
        return callObject(machine, callee.self, given, site);
      return callee.self.kind === 'object' && isOtherCall(machine, callee.self, callee.function)
        ? callOtherwise(machine, callee.self, callee.function, given, site)
        : callFunction(machine, callee.function, withSelf(callee.self, given), site);
    case 'class':
      return instantiate(machine, callee, given, site);
    case 'object':
      return callObject(machine, callee, given, site);
    case 'partial':
      machine.copy(callee.arguments.positional.length + given.positional.length);
      return callValue(
        machine,
        callee.callee,
        {
          positional: [...callee.arguments.positional, ...given.positional],
          keywords: new Map([...callee.arguments.keywords, ...given.keywords]),
          open: callee.arguments.open || given.open,
        },
        site,
        scope,
      );
    case 'external':
      return callExternal(machine, callee, given, site);
    case 'method':
      return callMethod(machine, callee.receiver, callee.name, given, site);
    case 'alternatives':
      return callEach(machine, callee, given, site, scope);
    case 'unknown': {
      const data = dataOf(callee);
      if (data !== undefined) return dataMethod(data, callee, '__call__', given, site);
      return unfollowed(machine, given, site, 'unknown');
    }
    case 'scalar':
      return callName(machine, callee, given, site) ?? unfollowed(machine, given, site, 'unknown');
    case 'signal':
    default:
      return unfollowed(machine, given, site, 'unknown');
  }
}

/** `keras.activations.get('tanh')(x)`: a name stands for its function there, and texts are called nowhere else. */
function callName(
  machine: Machine,
  { value }: ScalarValue,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const named = typeof value === 'string' ? activationFromString('keras', value) : undefined;
  if (named === undefined) return undefined;
  return activationNode(machine, {
    qualifiedName: `keras.activations.${String(value)}`,
    activation: named.activation,
    parameters: named.parameters,
    unknownParameters: [],
    form: 'function',
    inPlace: false,
    inputs: given.positional.slice(0, 1),
    site,
    arguments: NO_KEYWORDS,
  });
}

function callEach(
  machine: Machine,
  { options }: AlternativesValue,
  given: CallArguments,
  site: Place,
  scope: Scope | undefined,
): Value {
  const all = distinctOptions(options).filter((option) => option.kind !== 'scalar');
  const fitting = all.filter((option) => option.kind !== 'object' || !neverTogether(option.place, site));
  const callable = fitting.length > 0 ? fitting : all;
  if (callable.length === 0) return unfollowed(machine, given, site, 'unknown');
  const before = machine.graph.nodes.length;
  const results = callable.map((option) => callValue(machine, option, given, site, scope));
  if (callable.length > 1)
    for (const { facts } of machine.graph.nodes.slice(before)) facts.isOneOfSeveral = true;
  return joinAll(machine, results);
}

/** `model.forward(x)` from outside is a call of the model. */
function isModelCall(machine: Machine, self: ObjectValue, method: FunctionValue): boolean {
  if (machine.modelCalls.open !== undefined || self.class === undefined) return false;
  const { definition } = method;
  if (definition.kind === 'Lambda' || self.behaviour.frontEnd?.callMethods.includes(definition.name) !== true)
    return false;
  const found = methodOf(machine, self, definition.name);
  return found?.kind === 'function' && found.definition === definition;
}

/** `model.generate(x)` from outside, where what models do in other methods is shown. */
function isOtherCall(machine: Machine, self: ObjectValue, { definition }: FunctionValue): boolean {
  if (!machine.bothWays || machine.modelCalls.open !== undefined || self.class === undefined) return false;
  const { frontEnd } = self.behaviour;
  if (frontEnd?.isModelBase(self.base) !== true || definition.kind === 'Lambda') return false;
  // A class that trains the models which it keeps is none itself.
  if (calledByTrainers.some((name) => methodOf(machine, self, name) !== undefined)) return false;
  return !machine.frames.some((frame) => frame.self === self);
}

/** Methods that a trainer calls. */
export const calledByTrainers = ['training_step', 'train_step', 'compute_loss', 'configure_optimizers'];

/** Runs another method of a model as a call of it. */
function callOtherwise(
  machine: Machine,
  self: ObjectValue,
  method: FunctionValue,
  given: CallArguments,
  site: Place,
): Value {
  return notedCall(machine, self, () => callFunction(machine, method, withSelf(self, given), site));
}

/** The outermost call of a model: the nodes that are made while it runs are noted. */
function notedCall(machine: Machine, object: ObjectValue, run: () => Value): Value {
  const { modelCalls } = machine;
  const call: ModelCall = { object, start: machine.graph.nodes.length, end: 0, outputs: [] };
  modelCalls.open = call;
  modelCalls.finished.push(call);
  const result = run();
  call.end = machine.graph.nodes.length;
  call.outputs = machine.graph.nodesOf(result);
  modelCalls.open = undefined;
  return result;
}

/** A call that nobody can follow. A tensor that goes in comes out as something unknown, which no chain passes. */
export function unfollowed(machine: Machine, given: CallArguments, site: Place, name: string): Value {
  const inputs = machine.graph.nodesOfAll(valuesOf(given));
  if (inputs.length === 0) return UNKNOWN;
  return machine.graph.operation('unknown', name, inputs, site, {
    chain: machine.chain(),
    // Of a library's call its name says what the arguments are.
    call: name.includes('.') ? callOf(machine.graph, lastPart(name), given, false) : undefined,
  });
}

function callExternal(machine: Machine, callee: ExternalValue, given: CallArguments, site: Place): Value {
  const { builtin, library, last, canonical, frontEnd, method } = meaningOf(callee);
  if (builtin !== undefined) return callBuiltin(machine, builtin, given, site) ?? UNKNOWN;
  const tuple = namedTuple(canonical, given);
  if (tuple !== undefined) return tuple;
  const known = dataCall(canonical, given, site);
  if (known !== undefined) return withShapeOf(known, dataFrom(machine, callee.name, given, site));
  const result = callLibrary(machine, library, last, given, site);
  if (result !== undefined) return result;
  // `nn.Module.__init__(self, …)`, `nn.Conv2d.forward(self, x)`.
  const first = given.positional[0];
  if (first?.kind === 'object' && frontEnd !== undefined) {
    if (method === '__init__') {
      const owner = canonicalName(canonical.slice(0, canonical.lastIndexOf('.')));
      frontEnd.initialize(machine, first, owner, withoutSelf(given), site);
      return NONE;
    }
    if (method === 'forward' || method === '__call__' || method === 'call') {
      const inner = withoutSelf(given);
      return frontEnd.callObject(machine, first, inner, site) ?? unfollowed(machine, inner, site, canonical);
    }
  }
  // Where the name is a part of the call, it is called where it is named.
  machine.named = callee.named !== undefined && covers(site, callee.named) ? undefined : callee.named;
  const applied = frontEnd?.callExternal(machine, canonical, given, site);
  machine.named = undefined;
  return (
    applied ??
    dataFrom(machine, callee.name, given, site) ??
    fallbackOf(last, given) ??
    unfollowed(machine, given, site, canonical)
  );
}

const withoutSelf = ({ positional, keywords, open }: CallArguments): CallArguments => ({
  positional: positional.slice(1),
  keywords,
  open,
});

export function callMethod(
  machine: Machine,
  receiver: Value,
  name: string,
  given: CallArguments,
  site: Place,
): Value {
  switch (receiver.kind) {
    case 'object':
      return (
        byAttributeMethod(machine, receiver, name, given, site) ??
        keptMethod(receiver, name, given) ??
        weightMethod(machine, receiver, name, given, site) ??
        receiver.behaviour.frontEnd?.callMethod(machine, receiver, name, given, site) ??
        unfollowed(machine, given, site, name)
      );
    case 'super':
      return callInherited(machine, receiver, name, given, site);
    case 'signal':
      return throughCache(name, given) ?? callSignalMethod(machine, receiver, name, given, site);
    case 'list':
    case 'dictionary':
    case 'scalar':
      // `x.item() for x in torch.linspace(0, rate, depth)`
      if (name === 'item' && receiver.kind === 'scalar' && typeof receiver.value === 'number')
        return receiver;
      return tensorsKept(machine, receiver, callContainerMethod(machine, receiver, name, given, site), site);
    case 'parameter':
      return inItsOrder(
        receiver,
        name,
        receiver.owner.behaviour.frontEnd?.callMethod(
          machine,
          receiver.owner,
          `parameter:${receiver.name}:${name}`,
          given,
          site,
        ) ?? UNKNOWN,
      );
    default:
      return callOnOther(machine, receiver, name, given, site);
  }
}

/** `self.__setattr__(name, layer)`, `self.__getattr__(name)`: what `setattr` and `getattr` do. */
function byAttributeMethod(
  machine: Machine,
  self: ObjectValue,
  name: string,
  { positional: values, keywords, open }: CallArguments,
  site: Place,
): Value | undefined {
  const builtin = attributeMethods.get(name);
  if (builtin === undefined) return undefined;
  return callBuiltin(machine, builtin, { positional: [self, ...values], keywords, open }, site);
}

const attributeMethods: ReadonlyMap<string, string> = new Map([
  ['__setattr__', 'setattr'],
  ['__getattr__', 'getattr'],
  ['__getattribute__', 'getattr'],
]);

/** `keys, values = cache.update(keys, values)`, `cache.update_conv_state(x)`: what is kept of earlier, and what comes. */
function throughCache(name: string, given: CallArguments): Value | undefined {
  const kept = keepsState.test(name) ? given.positional.filter(({ kind }) => kind === 'signal') : [];
  return kept.length > 1 ? list(kept, 'tuple') : kept[0];
}

/** `accelerator.prepare(model, optimizer)` of whatever prepares them. */
function preparedOf({ positional, open }: CallArguments): Value | undefined {
  return positional.length > 1 ? list([...positional], 'tuple', open) : positional[0];
}

/** A method of what is data, an array, or nobody knows what: a few names mean the same whoever has them. */
function callOnOther(
  machine: Machine,
  receiver: Value,
  name: string,
  given: CallArguments,
  site: Place,
): Value {
  const numbers = numbersAsked(receiver, name, given);
  if (numbers !== undefined) return numbers;
  // `optimizer.step(closure)` calls it.
  if ((name === 'step' || name === 'minimize') && given.positional[0]?.kind === 'function')
    return callValue(machine, given.positional[0], NO_ARGUMENTS, site);
  // `filled.scatter_(1, indices, values)`: what was empty holds the tensors from then on.
  if (writingMethods.has(name)) {
    const written = given.positional.filter(({ kind }) => kind === 'signal').slice(-1);
    if (written.length > 0) return applyOperation(machine, { kind: 'split', name: 'slice' }, written, site);
  }
  // `alibi.baddbmm(queries, keys)`: a product, whatever is added to it.
  if (name === 'baddbmm' || name === 'addmm')
    return applyOperation(machine, { kind: 'matmul', name: 'matmul' }, valuesOf(given), site);
  // `inputs.mm(weight)`: a layer, whatever the inputs are.
  const [factor = UNKNOWN] = given.positional;
  const operation = tensorOperation(name);
  if (typeof operation === 'object' && operation.kind === 'matmul' && meetsWeight(receiver, factor))
    return applyOperation(machine, operation, [receiver, factor], site);
  const cached = throughCache(name, given);
  if (cached !== undefined) return cached;
  const prepared = name === 'prepare' ? preparedOf(given) : undefined;
  if (prepared !== undefined) return prepared;
  const data = dataOf(receiver);
  if (data !== undefined) {
    const array = asArray(receiver);
    const moved = array === undefined ? undefined : madeMethod(array, name, given);
    return withShapeOf(dataMethod(data, receiver, name, given, site), moved);
  }
  return (
    wavesOf(name, receiver, site) ??
    (isMade(receiver) ? madeMethod(receiver, name, given) : undefined) ??
    fallbackOf(name, given) ??
    unfollowed(machine, given, site, name)
  );
}

/** The numbers of a row that a function makes, `linspace(0, 0.1, 12).tolist()`, or rows of so many of them. */
function numbersAsked(receiver: Value, name: string, given: CallArguments): Value | undefined {
  const numbers = name === 'tolist' ? numbersOf(receiver) : undefined;
  if (numbers !== undefined) return list([...numbers]);
  const rows = name === 'split' ? splitNumbers(receiver, given) : undefined;
  return rows && list([...rows], 'tuple');
}

/** `super().name(…)` where no class of the user's above has the method. */
function callInherited(
  machine: Machine,
  receiver: OfKind<Value, 'super'>,
  name: string,
  given: CallArguments,
  site: Place,
): Value {
  const { self } = receiver;
  if (self.kind !== 'object') return UNKNOWN;
  const record = name === '__init__' ? recordAfter(self, receiver.after) : undefined;
  if (record !== undefined) {
    bindFields(machine, self, record, given);
    return NONE;
  }
  const { frontEnd } = self.behaviour;
  if (name === '__init__') noteHandedOn(machine, self, given);
  if (frontEnd === undefined) return fallbackOf(name, given) ?? UNKNOWN;
  if (name === '__init__') {
    self.handedOn = placeOf(site);
    frontEnd.initialize(machine, self, self.base, given, site);
    return NONE;
  }
  if (frontEnd.callMethods.includes(name) || name === '__call__') {
    return frontEnd.callObject(machine, self, given, site) ?? unfollowed(machine, given, site, name);
  }
  return frontEnd.callMethod(machine, self, name, given, site) ?? unfollowed(machine, given, site, name);
}

/** Where it is not known which of a container's tensors a method gives, their way ends. */
function tensorsKept(machine: Machine, receiver: Value, result: Value = UNKNOWN, site: Place): Value {
  if (result === UNKNOWN) machine.graph.stop('item', receiver, site);
  return result;
}

/** `TABLE.get(key, default)` of a table that cannot be read: the function given for want of an entry is what is known. */
function fallbackOf(name: string, given: CallArguments): Value | undefined {
  if (!name.startsWith('get')) return undefined;
  const fallback = given.positional[1] ?? given.keywords.get('default');
  if (fallback?.kind === 'scalar' && typeof fallback.value === 'string') {
    const [key] = given.positional;
    return byDefault(fallback, key?.kind === 'scalar' ? String(key.value) : name);
  }
  return fallback?.kind === 'function' || fallback?.kind === 'class' ? fallback : undefined;
}

export function callFunction(
  machine: Machine,
  callee: FunctionValue,
  given: CallArguments,
  site: Place,
): Value {
  const { definition } = callee;
  let depth = 0;
  for (const frame of machine.frames) if (frame.function?.definition === definition) depth += 1;
  const most = depth >= MAXIMUM_RECURSION && walksModules(callee, given) ? DEEPEST_WALK : MAXIMUM_RECURSION;
  if (depth >= most || machine.frames.length >= MAXIMUM_DEPTH) {
    machine.followed = false;
    machine.graph.cut = true;
    return unfollowed(machine, given, site, 'recursion');
  }
  const scope: Scope = {
    variables: new Map(),
    parent: callee.scope,
    namespace: callee.scope.namespace,
    elsewhere: undefined,
    unit: definition.unit,
  };
  machine.executed.add(definition);
  machine.heap.noteScope(scope.variables);
  bindParameters(machine, callee, given, scope);
  keepRegistered(machine, callee, given.positional[0], scope, site);
  const frame: Frame = {
    site,
    function: callee,
    self: callee.owner === undefined ? undefined : given.positional[0],
    owner: callee.owner,
    scope,
    returns: [],
    yields: [],
    begun: machine.work,
    chain: undefined,
  };
  const { nesting } = machine;
  const { open } = machine.modelCalls;
  const { isUntrained } = machine;
  const scopes = machine.argumentScopes.length;
  machine.isUntrained ||= open !== undefined && isWithoutGradient(definition);
  machine.frames.push(frame);
  try {
    if (definition.kind === 'Lambda') return evaluate(machine, scope, definition.body);
    const completion = executeBlock(machine, scope, definition.body);
    if (frame.yields.length > 0) return list([...frame.yields], 'list', true);
    if (completion === 'raise' && frame.returns.length === 0) {
      machine.raised += 1;
      return UNKNOWN;
    }
    const result = joinAll(machine, completion === 'normal' ? [...frame.returns, NONE] : frame.returns);
    return result.kind === 'scalar' && isWrapped(machine, callee) ? UNKNOWN : result;
  } catch (error) {
    if (!(error instanceof IdleBudgetSpent) || !machine.givesUpHere()) throw error;
    machine.idleBudget.giveUp(machine.work);
    machine.nesting = nesting;
    machine.modelCalls.open = open;
    machine.argumentScopes.length = scopes;
    return UNKNOWN;
  } finally {
    machine.isUntrained = isUntrained;
    machine.frames.pop();
  }
}

/** Modules lie so deep within each other at most. */
const DEEPEST_WALK = 16;

/** `def apply(fn, module): for child in module.children(): apply(fn, child)`: there are no more calls than modules. */
function walksModules({ owner }: FunctionValue, { positional, keywords }: CallArguments): boolean {
  const given = [...positional.slice(owner === undefined ? 0 : 1), ...keywords.values()];
  return given.some(isModule);
}

/** `@torch.no_grad()` */
export const isWithoutGradient = (definition: FunctionValue['definition']): boolean =>
  definition.kind !== 'Lambda' && definition.decorators.some(endsGradient);

/**
 * Whether a decorator of the user's stands before it, which may make something else of what it returns. Decorators are not called: a model
 * that passes through is followed in the function itself.
 */
function isWrapped(machine: Machine, { definition, scope }: FunctionValue): boolean {
  if (definition.kind === 'Lambda') return false;
  return definition.decorators.some((decorator) => {
    const written = decorator.kind === 'Call' ? decorator.callee : decorator;
    return written.kind === 'Name' && lookUpName(machine, scope, written.id).kind === 'function';
  });
}

/** Binding a parameter takes as long as looking through so many elements. */
const EFFORT_OF_PARAMETER = 4;

function bindParameters(machine: Machine, callee: FunctionValue, given: CallArguments, scope: Scope): void {
  const { parameters } = callee.definition;
  machine.look(EFFORT_OF_PARAMETER * parameters.length);
  const defaults = defaultsOf(machine, callee);
  // Only where there is a `**` to take what is left of them.
  const used = new Set<string>();
  let position = 0;
  for (const parameter of parameters) {
    let value: Value | undefined;
    if (parameter.form === 'star') {
      value = list(given.positional.slice(position), 'tuple', given.open);
      position = given.positional.length;
    } else if (parameter.form === 'double-star') {
      const rest = dictionary(given.open);
      for (const [name, entry] of given.keywords) {
        if (used.has(name)) continue;
        rest.entries.set(`s${name}`, entry);
        rest.keys.set(`s${name}`, name);
      }
      value = rest;
    } else {
      if (parameter.form !== 'keyword-only' && position < given.positional.length) {
        value = given.positional[position];
        position += 1;
        if (value !== undefined) value = mayBeRun(value) ? UNKNOWN : givenText(machine, parameter, value);
      } else if (given.keywords.has(parameter.name)) {
        value = givenText(machine, parameter, given.keywords.get(parameter.name) ?? UNKNOWN);
        used.add(parameter.name);
      } else if (given.open && !(machine.bothWays && defaults.has(parameter.name))) value = UNKNOWN;
      if (value !== undefined && mayBeConfiguration(value, parameter))
        value = declaredArgument(machine, callee, parameter) ?? value;
      value ??= chosenText(
        machine,
        parameter,
        machine.flag(defaults.get(parameter.name) ?? assumedArgument(machine, callee, parameter) ?? UNKNOWN),
      );
    }
    scope.variables.set(parameter.name, value ?? UNKNOWN);
  }
}

export function callObject(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const { frontEnd } = object.behaviour;
  // A model that was cut out of a graph is a part of what calls it.
  const whole =
    object.class !== undefined ||
    (frontEnd?.isModelBase(object.base) === true && !object.arguments.has('outputs'));
  return machine.modelCalls.open !== undefined || !whole || frontEnd === undefined
    ? runObject(machine, object, given, site)
    : callModel(machine, object, given, site);
}

function callModel(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const { modelCalls } = machine;
  const plain = machine.graph.nodesOfAll(valuesOf(given)).length === 0;
  const asked = askedOf(callMethodOf(machine, object), given);
  const results = modelCalls.results.get(object) ?? new Map<string, Value>();
  const earlier = results.get(asked);
  if (plain && earlier !== undefined) return earlier;
  const result = notedCall(machine, object, () => {
    // Arguments that are unknown become inputs of the model.
    const inputs = given.positional.map((value) =>
      value.kind === 'unknown' || isArray(value) ? inputFor(machine, value, site) : value,
    );
    return runObject(machine, object, { ...given, positional: inputs }, site);
  });
  // The inputs of a call that is made once more belong to the first.
  if (plain || onlyInputs(machine, given)) modelCalls.results.set(object, results.set(asked, result));
  return result;
}

/** The method of its class that a call of an object runs. */
function callMethodOf(machine: Machine, object: ObjectValue): Value | undefined {
  if (object.class === undefined) return undefined;
  const methods = object.behaviour.frontEnd?.callMethods ?? NO_METHODS;
  for (const name of [...methods, '__call__']) {
    const found = methodOf(machine, object, name);
    if (found?.kind === 'function') return found;
  }
  return undefined;
}

/** An array of random numbers that a model is called with is no weight of its. */
const isArray = (value: Value): value is ObjectValue =>
  value.kind === 'object' && value.base === 'flax.Parameter' && value.arguments.has('data');

/** `predict(params, x)` where a script calls it: beside a tree of weights an array by itself is what the network is given. */
function withDataAsInputs(machine: Machine, given: CallArguments, site: Place): CallArguments {
  return given.positional.some((value) => isTreeOfWeights(value, 0))
    ? arraysAsInputs(machine, given, site)
    : given;
}

/** What a network is called with: arrays of random numbers are inputs, no weights. */
const arraysAsInputs = (machine: Machine, given: CallArguments, site: Place): CallArguments => ({
  ...given,
  positional: given.positional.map((value) =>
    isArray(value) || (value.kind === 'unknown' && isMade(value)) ? inputFor(machine, value, site) : value,
  ),
});

/** An input of the model, of the shape that it is called with where that is known. */
function inputFor(machine: Machine, value: UnknownValue | ObjectValue, site: Place): Value {
  const made = givenOf(
    machine.graph,
    value.kind === 'object' ? (value.arguments.get('data') ?? UNKNOWN) : value,
  );
  const input = machine.graph.operation('input', 'input', [], site, {
    call:
      made.kind === 'made'
        ? { name: 'input', positional: [made], keywords: new Map(), open: false }
        : undefined,
  });
  const shape = made.kind === 'made' ? made.tensor.shape : undefined;
  const width = shape?.at(-1);
  // Rows of features: pictures may have their channels in front.
  if (shape?.length === 2 && typeof width === 'number')
    for (const node of input.nodes) machine.graph.setWidth(node, width);
  return input;
}

const onlyInputs = (machine: Machine, given: CallArguments): boolean =>
  given.positional.every((value) =>
    machine.graph.nodesOf(value).every((node) => machine.graph.nodes[node]?.facts.kind === 'input'),
  );

function runObject(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const { frontEnd } = object.behaviour;
  if (object.class !== undefined) {
    prepare(machine, object, site);
    const methods = frontEnd?.callMethods ?? NO_METHODS;
    for (let index = 0; index <= methods.length; index += 1) {
      const name = methods[index] ?? '__call__';
      const own = object.attributes.get(name);
      if (own !== undefined && own.kind !== 'unknown' && name !== '__call__') {
        return callValue(machine, own, given, site);
      }
      const found = methodOf(machine, object, name);
      if (found?.kind === 'function') {
        return callFunction(machine, found, withSelf(object, given), site);
      }
    }
  }
  return frontEnd?.callObject(machine, object, given, site) ?? unfollowed(machine, given, site, object.base);
}

const PREPARED = '@prepared';

/** Runs what a framework runs once before the first call. */
export function prepare(machine: Machine, object: ObjectValue, site: Place): void {
  const { frontEnd } = object.behaviour;
  if (frontEnd === undefined || frontEnd.prepareMethods.length === 0 || object.attributes.has(PREPARED))
    return;
  machine.heap.set(object.attributes, PREPARED, scalar(true));
  for (const name of frontEnd.prepareMethods) {
    const found = methodOf(machine, object, name);
    if (found?.kind === 'function')
      callFunction(machine, found, { positional: [object], keywords: NO_KEYWORDS, open: true }, site);
  }
}
