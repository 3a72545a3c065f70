/** Calls: of functions, classes, instances, methods and of what lies outside. */
import { canonicalName } from '../../frameworks';
import type { Place } from '../../python/syntax';
import type { ModelCall } from '../drafts';
import { frontEndOf } from '../front-end';
import { joinAll } from '../join';
import { distinctOptions } from '../neutral';
import {
  NONE,
  UNKNOWN,
  dictionary,
  list,
  scalar,
  type CallArguments,
  type FunctionValue,
  type ObjectValue,
  type Scope,
  type Value,
} from '../values';
import { callBuiltin } from './builtins';
import { methodOf } from './classes';
import { bindFields, instantiate, recordAfter } from './instantiate';
import { callContainerMethod } from './container-methods';
import { evaluate } from './evaluate';
import { defaultsOf, executeBlock } from './execute';
import { callLibrary } from './library';
import { MAXIMUM_DEPTH, type Frame, type Machine } from './machine';
import { callSignalMethod } from './tensors';
import { mayBeRun } from './truth';

const MAXIMUM_RECURSION = 3;

export function callValue(
  machine: Machine,
  callee: Value,
  given: CallArguments,
  site: Place,
  scope?: Scope,
): Value {
  machine.step();
  switch (callee.kind) {
    case 'function':
      return callFunction(machine, callee, given, site);
    case 'bound':
      if (callee.self.kind === 'object' && isModelCall(machine, callee.self, callee.function))
        return callObject(machine, callee.self, given, site);
      return callFunction(
        machine,
        callee.function,
        { ...given, positional: [callee.self, ...given.positional] },
        site,
      );
    case 'class':
      return instantiate(machine, callee, given, site);
    case 'object':
      return callObject(machine, callee, given, site);
    case 'partial':
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
      return callExternal(machine, callee.name, given, site);
    case 'method':
      return callMethod(machine, callee.receiver, callee.name, given, site);
    case 'alternatives': {
      const options = distinctOptions(callee.options).filter((option) => option.kind !== 'scalar');
      return joinAll(options.map((option) => callValue(machine, option, given, site, scope)));
    }
    case 'signal':
    case 'unknown':
    default:
      return unfollowed(machine, given, site, 'unknown');
  }
}

/** `model.forward(x)` from outside is a call of the model. */
function isModelCall(machine: Machine, self: ObjectValue, method: FunctionValue): boolean {
  if (machine.modelCalls.open !== undefined || self.class === undefined) return false;
  const { definition } = method;
  if (definition.kind === 'Lambda' || frontEndOf(self.base)?.callMethods.includes(definition.name) !== true)
    return false;
  const found = methodOf(machine, self, definition.name)?.value;
  return found?.kind === 'function' && found.definition === definition;
}

/** A call that nobody can follow. A tensor that goes in comes out as something unknown, which no chain passes. */
export function unfollowed(machine: Machine, given: CallArguments, site: Place, name: string): Value {
  const nodes = [...given.positional, ...given.keywords.values()].flatMap((value) =>
    machine.graph.nodesOf(value),
  );
  if (nodes.length === 0) return UNKNOWN;
  const inputs = [...new Set(nodes)];
  return machine.graph.operation('unknown', name, inputs, site, { chain: machine.chain() });
}

function callExternal(machine: Machine, name: string, given: CallArguments, site: Place): Value {
  if (name.startsWith('builtins.')) {
    return callBuiltin(machine, name.slice('builtins.'.length), given, site) ?? UNKNOWN;
  }
  const library = callLibrary(machine, name, given, site);
  if (library !== undefined) return library;
  const canonical = canonicalName(name);
  const frontEnd = frontEndOf(canonical);
  // `nn.Module.__init__(self, …)`, `nn.Conv2d.forward(self, x)`.
  const dot = canonical.lastIndexOf('.');
  const [first, ...rest] = given.positional;
  if (first?.kind === 'object' && frontEnd !== undefined) {
    const method = canonical.slice(dot + 1);
    const owner = canonicalName(canonical.slice(0, dot));
    const inner: CallArguments = { ...given, positional: rest };
    if (method === '__init__') {
      frontEnd.initialize(machine, first, owner, inner, site);
      return NONE;
    }
    if (method === 'forward' || method === '__call__' || method === 'call') {
      return frontEnd.callObject(machine, first, inner, site) ?? unfollowed(machine, inner, site, canonical);
    }
  }
  return (
    frontEnd?.callExternal(machine, canonical, given, site) ?? unfollowed(machine, given, site, canonical)
  );
}

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
        frontEndOf(receiver.base)?.callMethod(machine, receiver, name, given, site) ??
        unfollowed(machine, given, site, name)
      );
    case 'super': {
      const { self } = receiver;
      if (self.kind !== 'object') return UNKNOWN;
      const record = name === '__init__' ? recordAfter(self, receiver.after) : undefined;
      if (record !== undefined) {
        bindFields(machine, self, record, given);
        return NONE;
      }
      const frontEnd = frontEndOf(self.base);
      if (frontEnd === undefined) return UNKNOWN;
      if (name === '__init__') {
        frontEnd.initialize(machine, self, self.base, given, site);
        return NONE;
      }
      if (frontEnd.callMethods.includes(name) || name === '__call__') {
        return frontEnd.callObject(machine, self, given, site) ?? unfollowed(machine, given, site, name);
      }
      return frontEnd.callMethod(machine, self, name, given, site) ?? unfollowed(machine, given, site, name);
    }
    case 'signal':
      return callSignalMethod(machine, receiver, name, given, site);
    case 'list':
    case 'dictionary':
    case 'scalar':
      return callContainerMethod(machine, receiver, name, given) ?? UNKNOWN;
    case 'parameter':
      return (
        frontEndOf(receiver.owner.base)?.callMethod(
          machine,
          receiver.owner,
          `parameter:${receiver.name}:${name}`,
          given,
          site,
        ) ?? UNKNOWN
      );
    default:
      return unfollowed(machine, given, site, name);
  }
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
  if (depth >= MAXIMUM_RECURSION || machine.frames.length >= MAXIMUM_DEPTH) {
    machine.followed = false;
    machine.graph.cut = true;
    return unfollowed(machine, given, site, 'recursion');
  }
  const scope: Scope = {
    variables: new Map(),
    parent: callee.scope,
    namespace: callee.scope.namespace,
    elsewhere: new Map(),
    unit: definition.unit,
  };
  machine.executed.add(definition);
  bindParameters(machine, callee, given, scope);
  const frame: Frame = {
    site,
    function: callee,
    self: callee.owner === undefined ? undefined : given.positional[0],
    owner: callee.owner,
    scope,
    returns: [],
    yields: [],
    chain: undefined,
  };
  machine.frames.push(frame);
  try {
    if (definition.kind === 'Lambda') return evaluate(machine, scope, definition.body);
    const completion = executeBlock(machine, scope, definition.body);
    if (frame.yields.length > 0) return list([...frame.yields], 'list', true);
    if (completion === 'raise' && frame.returns.length === 0) return UNKNOWN;
    return joinAll(completion === 'normal' ? [...frame.returns, NONE] : frame.returns);
  } finally {
    machine.frames.pop();
  }
}

function bindParameters(machine: Machine, callee: FunctionValue, given: CallArguments, scope: Scope): void {
  const { parameters } = callee.definition;
  const defaults = defaultsOf(machine, callee);
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
        if (value !== undefined && mayBeRun(value)) value = UNKNOWN;
      } else if (given.keywords.has(parameter.name)) {
        value = given.keywords.get(parameter.name);
        used.add(parameter.name);
      } else if (given.open) value = UNKNOWN;
      value ??= defaults.get(parameter.name) ?? UNKNOWN;
    }
    scope.variables.set(parameter.name, value ?? UNKNOWN);
  }
}

export function callObject(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const frontEnd = frontEndOf(object.base);
  const { modelCalls } = machine;
  // A model that was cut out of a graph is a part of what calls it.
  const whole =
    object.class !== undefined ||
    (frontEnd?.isModelBase(object.base) === true && !object.arguments.has('outputs'));
  if (modelCalls.open !== undefined || !whole || frontEnd === undefined)
    return runObject(machine, object, given, site);
  // The outermost call of a model: its nodes are noted, and arguments that are unknown become its inputs.
  const plain = [...given.positional, ...given.keywords.values()].every(
    (value) => machine.graph.nodesOf(value).length === 0,
  );
  const earlier = modelCalls.results.get(object);
  if (plain && earlier !== undefined) return earlier;
  const call: ModelCall = { object, start: machine.graph.nodes.length, end: 0, outputs: [] };
  modelCalls.open = call;
  modelCalls.finished.push(call);
  const inputs: CallArguments = {
    ...given,
    positional: given.positional.map((value) =>
      value.kind === 'unknown' ? machine.graph.operation('input', 'input', [], site) : value,
    ),
  };
  const result = runObject(machine, object, inputs, site);
  call.end = machine.graph.nodes.length;
  call.outputs = machine.graph.nodesOf(result);
  modelCalls.open = undefined;
  // The inputs of a call that is made once more belong to the first.
  if (plain || onlyInputs(machine, given)) modelCalls.results.set(object, result);
  return result;
}

const onlyInputs = (machine: Machine, given: CallArguments): boolean =>
  given.positional.every((value) =>
    machine.graph.nodesOf(value).every((node) => machine.graph.nodes[node]?.facts.kind === 'input'),
  );

function runObject(machine: Machine, object: ObjectValue, given: CallArguments, site: Place): Value {
  const frontEnd = frontEndOf(object.base);
  if (object.class !== undefined) {
    prepare(machine, object, site);
    for (const name of [...(frontEnd?.callMethods ?? []), '__call__']) {
      const own = object.attributes.get(name);
      if (own !== undefined && own.kind !== 'unknown' && name !== '__call__') {
        return callValue(machine, own, given, site);
      }
      const found = methodOf(machine, object, name);
      if (found?.value.kind === 'function') {
        return callFunction(
          machine,
          found.value,
          { ...given, positional: [object, ...given.positional] },
          site,
        );
      }
    }
  }
  return frontEnd?.callObject(machine, object, given, site) ?? unfollowed(machine, given, site, object.base);
}

const PREPARED = '@prepared';

/** Runs what a framework runs once before the first call. */
export function prepare(machine: Machine, object: ObjectValue, site: Place): void {
  const frontEnd = frontEndOf(object.base);
  if (frontEnd === undefined || frontEnd.prepareMethods.length === 0 || object.attributes.has(PREPARED))
    return;
  machine.heap.set(object.attributes, PREPARED, scalar(true));
  for (const name of frontEnd.prepareMethods) {
    const found = methodOf(machine, object, name);
    if (found?.value.kind === 'function')
      callFunction(machine, found.value, { positional: [object], keywords: new Map(), open: true }, site);
  }
}
