/** Where evaluation starts: the document's top level, its functions, its classes. */
import { lastPart } from '../../python/dotted-name';
import { placeOf } from '../../python/place';
import { definedFunction } from '../../python/outline';
import type { ClassDefinition, FunctionDefinition, Place, Unit } from '../../python/syntax';
import { wordsOf } from '../../python/words';
import { forEachChild, isModule } from '../machine/children';
import { cutModel, type Cut } from './graph-cut';
import { frontEndOf } from '../machine/front-end';
import type { Model } from '../graph';
import { GraphBuilder, type MutableLoss } from '../machine/graph-builder';
import { baseOf, findMember, orderOf } from '../interpreter/classes';
import { isTreeOfWeights } from '../operations/weights-by-hand';
import { noteWrittenLoss } from '../operations/written-losses';
import {
  callFunction,
  callObject,
  callValue,
  calledByTrainers,
  isWithoutGradient,
  prepare,
} from '../interpreter/call';
import { instantiate } from '../interpreter/instantiate';
import { StepsExhausted, type Machine, type ModelCall } from '../machine/machine';
import { changesContainers, lookUpGlobal, runUnit } from '../interpreter/names';
import type { Namespace } from '../machine/namespace';
import { methodsIn } from './methods';
import { inputsFor, inputsOf } from './inputs';
import { isCandidate, unreachedParts } from './parts';
import { uncalledMethods } from './uncalled-methods';
import {
  NO_ARGUMENTS,
  NO_KEYWORDS,
  UNKNOWN,
  positional,
  withSelf,
  type CallArguments,
  type ClassValue,
  type FunctionValue,
  type ObjectValue,
  type Value,
} from '../machine/values';

const ROOT_STEPS = 400_000;
const FORWARD_STEPS = 300_000;
/** From so many steps on no more models of a run are called. */
const STEPS_OF_CANDIDATES = 400_000;
/** Functions that run as a part of the script at most. */
const MOST_USERS = 20;
/** Models of one run at most: a class whose constructor makes more of itself has thousands. */
const MOST_MODELS = 100;
/** From so many nodes on no more models of a run are cut out: of one graph there may be thousands, each with most of it. */
const MOST_NODES = 24_000;

/** Runs something that may use its steps up; what was done until then stays. */
function bounded(machine: Machine, steps: number, action: () => void): boolean {
  machine.allow(steps);
  const depth = machine.frames.length;
  try {
    action();
    return true;
  } catch (error) {
    if (!(error instanceof StepsExhausted)) throw error;
    machine.frames.length = depth;
    machine.nesting = 0;
    machine.modelCalls.open = undefined;
    machine.named = undefined;
    machine.graph.cut = true;
    return false;
  } finally {
    machine.account();
  }
}

export const nameOfDefinition = (definition: FunctionDefinition | ClassDefinition): Place => ({
  unit: definition.unit,
  start: definition.nameStart,
  end: definition.nameEnd,
});

/** Looking a name up runs what binds it, with steps of its own. */
function lookUpBounded(machine: Machine, namespace: Namespace, name: string): Value | undefined {
  let value: Value | undefined;
  bounded(machine, ROOT_STEPS, () => {
    value = lookUpGlobal(machine, namespace, name);
  });
  return value;
}

function begin(machine: Machine, graph: GraphBuilder): void {
  machine.graph = graph;
  machine.frames.length = 0;
  machine.argumentScopes.length = 0;
  machine.objects.length = 0;
  machine.followed = true;
  machine.mapsExamples = false;
  machine.named = undefined;
  machine.modelCalls = { finished: [], open: undefined, results: new Map() };
}

/** What a script gave, and the names in which its top level keeps objects: functions that use them ran as a part of it. */
export interface ScriptTrace {
  readonly models: readonly Model[];
  readonly kept: ReadonlySet<string>;
  /** Whether what it ran set names of the document, or changed its lists and tables: functions may read them. */
  readonly fills: boolean;
}

/** The statements of the document in order; definitions and imports run when something asks for their names. */
export function traceScript(
  machine: Machine,
  namespace: Namespace,
  units: readonly Unit[],
  uncalled: readonly Unit[] = [],
): ScriptTrace {
  begin(machine, machine.scriptGraph);
  bounded(machine, ROOT_STEPS, () => {
    for (const unit of units) runUnit(machine, namespace, unit);
  });
  machine.graph = machine.scriptGraph;
  const kept = new Set<string>();
  const trees = new Map<string, Value>();
  const states: ObjectValue[] = [];
  for (const [name, value] of namespace.scope.variables) {
    if (value.kind === 'object') {
      kept.add(name);
      if (value.arguments.has('apply_fn')) states.push(value);
    } else if (isTreeOfWeights(value, 0)) trees.set(name, value);
  }
  for (const name of trees.keys()) kept.add(name);
  // The only one is meant, whatever a function calls it.
  const state = states.length === 1 ? states[0] : undefined;
  if (state !== undefined) kept.add('apply_fn');
  for (const unit of usersOf(kept, uncalled)) {
    const definition = definedFunction(unit);
    if (definition === undefined) continue;
    bounded(machine, FORWARD_STEPS, () => {
      const callee = lookUpGlobal(machine, namespace, definition.name);
      if (callee?.kind === 'function' && callee.definition === definition)
        callFunction(machine, callee, namedTrees(definition, trees, state), nameOfDefinition(definition));
    });
    finishOpenCall(machine);
    machine.graph = machine.scriptGraph;
  }
  const names = new Map<ObjectValue, string>();
  for (const [name, value] of namespace.scope.variables) if (value.kind === 'object') names.set(value, name);
  const models = modelsOfRun(machine, namespace, (object) => ({
    name: names.get(object) ?? object.class?.definition.name ?? shortName(object),
    place: undefined,
  }));
  const fills = machine.setsNames || machine.heap.undoLog.hasWritten || changesContainers(machine);
  if (models.length > 0 || machine.modelCalls.finished.length > 0) return { models, kept, fills };
  const model = networkOfStatements(machine, namespace);
  return { models: model === undefined ? [] : [model], kept, fills };
}

/**
 * A function's parameters that are called as the script calls its weights, `def predict(params, x)` beside `params = init(key)`, and the one whose
 * `apply_fn` it calls, where the script makes one state of training.
 */
function namedTrees(
  definition: FunctionDefinition,
  trees: ReadonlyMap<string, Value>,
  state: ObjectValue | undefined,
): CallArguments {
  const text = state && definition.unit.text.slice(definition.start, definition.end);
  const given = definition.parameters.flatMap(({ name }): (readonly [string, Value])[] => {
    const tree = text?.includes(`${name}.apply_fn(`) === true ? state : trees.get(name);
    return tree === undefined ? [] : [[name, tree]];
  });
  return given.length === 0 ? NO_ARGUMENTS : { ...NO_ARGUMENTS, keywords: new Map(given) };
}

/**
 * Functions that nothing in the document calls and that use what its top level keeps in names: `def training_step(x, y): return
 * criterion(model(x), y)`. They say which loss a model meets, so they run as a part of the script.
 */
export function usersOf(kept: ReadonlySet<string>, uncalled: readonly Unit[]): readonly Unit[] {
  if (kept.size === 0) return [];
  return uncalled.filter((unit) => wordsOf(unit).hasAny(kept)).slice(0, MOST_USERS);
}

/** A network that statements write out, without a model object: TensorFlow's functions, single layers. */
function networkOfStatements(
  machine: Machine,
  namespace: Namespace,
  naming?: { readonly name: string; readonly place: Place },
): Model | undefined {
  const { graph } = machine;
  const placesOf = (kind: 'layer' | 'activation') =>
    graph.nodes.flatMap(({ facts }) => (facts.kind === kind ? [facts.place, ...facts.chain] : []));
  const places = [...placesOf('layer'), ...placesOf('activation')];
  const place = places.find(({ unit }) => unit.uri === namespace.uri);
  if (place === undefined) return undefined;
  const outputs = new Set(graph.losses.flatMap(({ predictions }) => predictions));
  const end = graph.nodes.length;
  return cutModel(graph, {
    name: naming?.name ?? nameOfFile(namespace),
    place: naming?.place ?? place,
    calls: [{ object: undefined, start: 0, end, outputs: [...outputs] }],
    object: undefined,
    others: [],
    followed: machine.followed,
    alone: false,
  });
}

const nameOfFile = ({ uri }: Namespace): string =>
  decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)).replace(/\.\w+$/, '');

const shortName = (object: ObjectValue): string => lastPart(object.base);

/** A function called with its defaults, everything else unknown. */
export function traceFunction(
  machine: Machine,
  namespace: Namespace,
  definition: FunctionDefinition,
): readonly Model[] {
  const callee = lookUpBounded(machine, namespace, definition.name);
  if (callee?.kind !== 'function' || callee.definition !== definition) return [];
  begin(machine, new GraphBuilder(machine));
  const { name } = definition;
  const site = nameOfDefinition(definition);
  const [models, outputs] = modelsMadeBy(machine, namespace, { name, site }, () =>
    callFunction(machine, callee, NO_ARGUMENTS, site),
  );
  if (models.length > 0 || machine.modelCalls.finished.length > 0) return models;
  // No object at all: a network written as one function.
  const call: ModelCall = {
    object: undefined,
    start: 0,
    end: machine.graph.nodes.length,
    outputs,
  };
  const model = cutModel(machine.graph, {
    name,
    place: site,
    calls: [call],
    object: undefined,
    others: [],
    followed: machine.followed,
    alone: true,
  });
  return model === undefined ? [] : [model];
}

/** A name that makes models of a class, `ResNet18 = partial(ResNet, stage_sizes=[2, 2, 2, 2])`: called with what it has. */
export function traceMaker(
  machine: Machine,
  namespace: Namespace,
  name: string,
  site: Place,
): readonly Model[] {
  const maker = lookUpBounded(machine, namespace, name);
  if (maker?.kind !== 'partial' || maker.callee.kind !== 'class' || !isModelClass(machine, maker.callee))
    return [];
  begin(machine, new GraphBuilder(machine));
  return modelsMadeBy(machine, namespace, { name, site }, () =>
    callValue(machine, maker, NO_ARGUMENTS, site),
  )[0];
}

/** The models of a run, of which those that it returns have its name, and the steps that it returns. */
function modelsMadeBy(
  machine: Machine,
  namespace: Namespace,
  { name, site }: { readonly name: string; readonly site: Place },
  run: () => Value,
): readonly [models: readonly Model[], outputs: readonly number[]] {
  const returned = new Set<ObjectValue>();
  let outputs: readonly number[] = [];
  bounded(machine, ROOT_STEPS, () => {
    const result = run();
    outputs = machine.graph.nodesOf(result);
    collectObjects(machine, result, returned, 0);
  });
  const models = modelsOfRun(machine, namespace, (object) =>
    returned.has(object)
      ? { name, place: site }
      : { name: object.class?.definition.name ?? shortName(object), place: undefined },
  );
  return [models, outputs];
}

/** Lists in lists are looked into this far. */
const DEEPEST_LIST = 8;

function collectObjects(machine: Machine, value: Value, found: Set<ObjectValue>, depth: number): void {
  if (value.kind === 'object') found.add(value);
  if (depth > DEEPEST_LIST || (value.kind !== 'list' && value.kind !== 'alternatives')) return;
  const values = value.kind === 'list' ? value.elements : value.options;
  machine.look(values.length);
  for (const inner of values) collectObjects(machine, inner, found, depth + 1);
}

/** A class of modules on its own: constructed with its defaults and what is given, then called. */
export function traceClass(
  machine: Machine,
  namespace: Namespace,
  definition: ClassDefinition,
  given: CallArguments = NO_ARGUMENTS,
): readonly Model[] {
  const value = lookUpBounded(machine, namespace, definition.name);
  if (value?.kind !== 'class' || value.definition !== definition || !isModelClass(machine, value)) return [];
  begin(machine, new GraphBuilder(machine));
  const site = nameOfDefinition(definition);
  let object: Value = UNKNOWN;
  bounded(machine, ROOT_STEPS, () => {
    const { raised } = machine;
    object = instantiate(machine, value, given, site);
    // Its constructor refuses what it has by default: whoever makes one gives something.
    const asked = machine.bothWays && machine.raised > raised ? argumentsAskedFor(machine, value) : undefined;
    if (asked !== undefined && given === NO_ARGUMENTS) object = instantiate(machine, value, asked, site);
  });
  const made = firstObject(object) ?? machine.objects.find((candidate) => candidate.class === value);
  if (made === undefined) return [];
  if (isCallable(machine, value))
    bounded(machine, FORWARD_STEPS, () => {
      runModel(machine, made, site);
    });
  else enterByMethods(machine, made, value, site);
  bounded(machine, FORWARD_STEPS, () => {
    for (const name of trainingMethods(definition)) {
      const method = findMember(machine, value, name);
      if (method?.kind === 'function')
        callValue(machine, method, { positional: [made], keywords: NO_KEYWORDS, open: false }, site);
    }
  });
  finishOpenCall(machine);
  const calls = machine.modelCalls.finished.filter((call) => call.object === made);
  const cut: Cut = {
    name: definition.name,
    place: site,
    calls,
    object: made,
    others: othersThan(machine, made),
    followed: machine.followed,
    alone: true,
  };
  const model = calls.length === 0 ? undefined : cutModel(machine.graph, cut);
  const models = [
    ...(model === undefined ? [] : [model]),
    ...modelsOfParts(machine, namespace, unreachedParts(machine, [made])),
    ...modelsOfMethods(machine, namespace, [made, ...machine.objects]),
  ];
  if (models.length > 0) noteClasses(machine);
  return models;
}

/** Something unknown for each parameter of a constructor that is None by default; undefined where there is none. */
function argumentsAskedFor(machine: Machine, value: ClassValue): CallArguments | undefined {
  const constructor = findMember(machine, value, '__init__');
  if (constructor?.kind !== 'function') return undefined;
  const names = constructor.definition.parameters.flatMap(({ name, defaultValue }) =>
    defaultValue?.kind === 'Constant' && defaultValue.value === null ? [name] : [],
  );
  if (names.length === 0) return undefined;
  return { ...NO_ARGUMENTS, keywords: new Map(names.map((name) => [name, UNKNOWN])) };
}

/** A class that is no model itself, an agent, a tuner, a trainer: its methods may make models and call them. */
export function traceMethods(
  machine: Machine,
  namespace: Namespace,
  definition: ClassDefinition,
  given: CallArguments = NO_ARGUMENTS,
): readonly Model[] {
  const value = lookUpBounded(machine, namespace, definition.name);
  if (value?.kind !== 'class' || value.definition !== definition || isModelClass(machine, value)) return [];
  begin(machine, new GraphBuilder(machine));
  const site = nameOfDefinition(definition);
  let made: ObjectValue | undefined;
  bounded(machine, ROOT_STEPS, () => {
    made = firstObject(instantiate(machine, value, given, site));
  });
  const self = made;
  if (self === undefined) return [];
  for (const { name } of methodsIn(definition).slice(0, MOST_ENTRIES)) {
    const method = findMember(machine, value, name);
    // What its constructor ran is known with the arguments that it gave.
    if (method?.kind !== 'function' || machine.executed.has(method.definition)) continue;
    bounded(machine, FORWARD_STEPS, () => {
      callValue(machine, method, method.binding === 'static' ? NO_ARGUMENTS : positional(self), site);
    });
    finishOpenCall(machine);
  }
  const models = modelsOfRun(machine, namespace, (object) => ({
    name: object.class?.definition.name ?? definition.name,
    place: undefined,
  }));
  if (models.length > 0 || machine.modelCalls.finished.length > 0) return models;
  const written = networkOfStatements(machine, namespace, { name: definition.name, place: site });
  return written === undefined ? [] : [written];
}

const isCallable = (machine: Machine, value: ClassValue): boolean => {
  const { callMethods } = frontEndOf(baseOf(value)) ?? { callMethods: [] };
  return [...callMethods, '__call__'].some((name) => findMember(machine, value, name) !== undefined);
};

/** At most so many methods of one class are tried as ways into it. */
const MOST_ENTRIES = 12;

/** A module without `forward` is entered by its other methods that call something of its own: `get_value`, `encode`. */
function enterByMethods(machine: Machine, object: ObjectValue, value: ClassValue, site: Place): void {
  let entries = 0;
  for (const ancestor of orderOf(value))
    for (const { name, start, end } of methodsIn(ancestor.definition)) {
      const text = ancestor.definition.unit.text.slice(start, end);
      if (entries >= MOST_ENTRIES || !text.includes('self.')) continue;
      const method = findMember(machine, value, name);
      if (method?.kind !== 'function' || method.binding === 'static') continue;
      entries += 1;
      bounded(machine, FORWARD_STEPS, () => {
        enterBy(machine, object, method, site);
      });
      finishOpenCall(machine);
    }
}

/** Runs a method as a call of the model that it belongs to. */
function enterBy(machine: Machine, object: ObjectValue, method: FunctionValue, site: Place): void {
  const { modelCalls, graph } = machine;
  prepare(machine, object, site);
  const call: ModelCall = { object, start: graph.nodes.length, end: 0, outputs: [] };
  modelCalls.open = call;
  modelCalls.finished.push(call);
  const inputs = inputsOf(machine, method, site);
  const result = callFunction(machine, method, withSelf(object, inputs), site);
  call.outputs = graph.nodesOf(result);
}

function modelsOfParts(
  machine: Machine,
  namespace: Namespace,
  parts: readonly ObjectValue[],
): readonly Model[] {
  return parts.flatMap((part) => {
    machine.followed = true;
    const value = part.class;
    if (value === undefined || isCallable(machine, value))
      bounded(machine, FORWARD_STEPS, () => {
        runModel(machine, part, part.place);
      });
    else enterByMethods(machine, part, value, part.place);
    finishOpenCall(machine);
    const { finished } = machine.modelCalls;
    const calls = finished.filter((call) => call.object === part);
    if (calls.length === 0) return [];
    const model = cutModel(machine.graph, {
      name: part.class?.definition.name ?? shortName(part),
      place: placeWithin(namespace, part),
      calls,
      object: part,
      others: othersThan(machine, part),
      followed: machine.followed,
      alone: false,
    });
    return model === undefined ? [] : [model];
  });
}

/** What models do when somebody calls another method of theirs: shown, and not judged. */
function modelsOfMethods(
  machine: Machine,
  namespace: Namespace,
  objects: Iterable<ObjectValue>,
): readonly Model[] {
  if (!machine.bothWays) return [];
  return uncalledMethods(machine, namespace, objects).flatMap(({ object, methods }) => {
    const { finished } = machine.modelCalls;
    const before = finished.length;
    for (const method of methods) {
      if (machine.executed.has(method.definition)) continue;
      bounded(machine, FORWARD_STEPS, () => {
        enterBy(machine, object, method, object.place);
      });
      finishOpenCall(machine);
    }
    const calls = finished.slice(before);
    const model = cutModel(machine.graph, {
      name: object.class?.definition.name ?? shortName(object),
      place: placeWithin(namespace, object),
      calls,
      object,
      others: finished.slice(0, before),
      followed: machine.followed,
      alone: false,
    });
    return model === undefined ? [] : [model];
  });
}

/** Instances of a run whose training is followed. */
const MOST_TRAINED = 12;

/** Runs what a trainer would call of the instances that a run made, unless the run did so itself. */
function trainInstances(machine: Machine, objects: Iterable<ObjectValue>): void {
  let trained = 0;
  for (const object of [...objects]) {
    const value = object.class;
    if (value === undefined || trained >= MOST_TRAINED) continue;
    for (const name of calledByTrainers) {
      const method = findMember(machine, value, name);
      if (method?.kind !== 'function' || machine.executed.has(method.definition)) continue;
      trained += 1;
      const model = object.attributes.get('model');
      bounded(machine, FORWARD_STEPS, () => {
        const own = name === 'compute_loss' && model !== undefined ? [object, model] : [object];
        callValue(machine, method, { positional: own, keywords: NO_KEYWORDS, open: true }, object.place);
      });
      finishOpenCall(machine);
    }
  }
}

/** Instances of other classes, agents and the like, that are entered by their methods. */
const MOST_AGENTS = 6;

/**
 * Runs the methods that nothing called of what the script makes and that keeps models without being one: `agent = Agent()`, whose `act` and
 * `learn` a loop calls that is not followed.
 */
function enterAgents(machine: Machine, namespace: Namespace, objects: Iterable<ObjectValue>): void {
  const known = new Set<ClassDefinition>();
  for (const object of [...objects]) {
    const { class: value } = object;
    if (value === undefined || value.definition.unit.uri !== namespace.uri || known.has(value.definition))
      continue;
    if (object.behaviour.module || isModelClass(machine, value) || !keepsModels(object)) continue;
    known.add(value.definition);
    if (known.size > MOST_AGENTS) return;
    for (const { name } of methodsIn(value.definition).slice(0, MOST_ENTRIES)) {
      const method = findMember(machine, value, name);
      if (method?.kind !== 'function' || method.binding !== 'plain') continue;
      if (machine.executed.has(method.definition)) continue;
      bounded(machine, FORWARD_STEPS, () => {
        callValue(machine, method, positional(object), object.place);
      });
      finishOpenCall(machine);
    }
  }
}

function keepsModels(object: ObjectValue): boolean {
  let keeps = false;
  forEachChild(object, () => {
    keeps = true;
  });
  return keeps;
}

/** Methods in which a model meets its loss: Lightning's, and those that call the model itself. */
function trainingMethods(definition: ClassDefinition): readonly string[] {
  const own = definition.body.flatMap((statement) =>
    statement.kind === 'Function' &&
    !/^(?:__\w+__|forward|call)$/.test(statement.name) &&
    // What generates or predicts trains nothing.
    !isWithoutGradient(statement) &&
    /\bself(?:\.forward)?\(/.test(definition.unit.text.slice(statement.start, statement.end))
      ? [statement.name]
      : [],
  );
  return [...new Set([...calledByTrainers, ...own])];
}

const firstObject = (value: Value): ObjectValue | undefined => (value.kind === 'object' ? value : undefined);

function isModelClass(machine: Machine, value: ClassValue): boolean {
  const base = baseOf(value);
  const frontEnd = frontEndOf(base);
  if (frontEnd === undefined) return false;
  return (
    frontEnd.isModelBase(base) ||
    frontEnd.callMethods.some((name) => findMember(machine, value, name) !== undefined)
  );
}

/** Calls of other models. What takes a model's outputs without weights of its own, a loss class, goes on with them. */
function othersThan(machine: Machine, model: ObjectValue): readonly ModelCall[] {
  const { graph, modelCalls } = machine;
  const others = modelCalls.finished.filter(({ object }) => object !== model);
  const layers = new Int32Array(graph.nodes.length + 1);
  graph.nodes.forEach(({ facts }, index) => {
    layers[index + 1] = (layers[index] ?? 0) + (facts.kind === 'layer' ? 1 : 0);
  });
  return others.filter(
    ({ start, end, nodes }) => nodes !== undefined || (layers[end] ?? 0) > (layers[start] ?? 0),
  );
}

/** Calls a model with inputs of its own unless it was called already. */
function runModel(machine: Machine, object: ObjectValue, site: Place): void {
  if (machine.modelCalls.finished.some((call) => call.object === object)) return;
  prepare(machine, object, site);
  callObject(machine, object, inputsFor(machine, object, site), site);
}

function finishOpenCall(machine: Machine): void {
  const { open } = machine.modelCalls;
  if (open === undefined) return;
  open.end = machine.graph.nodes.length;
  machine.modelCalls.open = undefined;
}

type Naming = (object: ObjectValue) => { readonly name: string; readonly place: Place | undefined };

/** Models among the objects that a run made: those that are part of no other. Those that it did not call are called now. */
function modelsOfRun(machine: Machine, namespace: Namespace, naming: Naming): readonly Model[] {
  finishOpenCall(machine);
  const { graph } = machine;
  // A model that another module holds counts if it is called here.
  const objects = new Set(machine.objects);
  for (const { object } of machine.modelCalls.finished)
    if (object !== undefined && object.place.unit.uri !== namespace.uri) objects.add(object);
  const followed = machine.followed;
  const parts = new Set<ObjectValue>();
  const addPart = (child: ObjectValue, _name: string, parent: ObjectValue): void => {
    if (child !== parent) parts.add(child);
  };
  trainInstances(machine, objects);
  enterAgents(machine, namespace, objects);
  // What a trainer or an agent keeps is a model of its own.
  for (const object of objects)
    if (isModule(object) && !holdsModels(machine, object)) forEachChild(object, addPart);
  const candidates = [...objects]
    .filter((object) => !parts.has(object) && isCandidate(object))
    .slice(0, MOST_MODELS);
  const models: Model[] = [];
  const least = machine.remainingSteps - STEPS_OF_CANDIDATES;
  for (const object of candidates) {
    machine.followed = followed;
    if (machine.remainingSteps < least) break;
    bounded(machine, FORWARD_STEPS, () => {
      runModel(machine, object, object.place);
    });
    finishOpenCall(machine);
  }
  applyOwnLosses(machine);
  const { finished } = machine.modelCalls;
  // `Sequential([model, Softmax()])` around a model that the code also runs or trains by itself: either may be what a loss is about.
  const isUsedAlone = (part: ObjectValue): boolean =>
    finished.some(({ object }) => object === part) || graph.losses.some(({ object }) => object === part);
  let nodes = 0;
  for (const object of candidates) {
    if (nodes > MOST_NODES) break;
    const calls = finished.filter((call) => call.object === object);
    if (calls.length === 0) continue;
    const { name, place } = naming(object);
    const model = cutModel(graph, {
      name,
      place: place ?? placeWithin(namespace, object),
      calls,
      object,
      others: othersThan(machine, object),
      followed: machine.followed,
      alone: candidates.length === 1 && ![...parts].some(isUsedAlone),
    });
    if (model === undefined) continue;
    models.push(model);
    nodes += model.nodes.length;
  }
  const whole = [...objects].filter((object) => !parts.has(object));
  if (nodes <= MOST_NODES && machine.remainingSteps >= least)
    models.push(...modelsOfParts(machine, namespace, unreachedParts(machine, whole)));
  models.push(...modelsOfMethods(machine, namespace, machine.objects));
  // Without any model all statements are one network.
  const loose = models.length > 0 || finished.length > 0 ? looseLosses(machine, namespace) : undefined;
  if (loose !== undefined) models.push(loose);
  if (models.length > 0) noteClasses(machine);
  return models;
}

/** Runs losses of one's own on the outputs of the models that they were given to. */
function applyOwnLosses(machine: Machine): void {
  const { graph, modelCalls } = machine;
  for (const { object, function: loss, self, site, fitted } of graph.ownLosses.splice(0)) {
    const outputs = modelCalls.finished.find((call) => call.object === object)?.outputs ?? [];
    if (outputs.length === 0) continue;
    const given = positional(fitted?.target ?? UNKNOWN, { kind: 'signal', graph, nodes: outputs });
    const known = graph.losses.length;
    bounded(machine, FORWARD_STEPS, () => {
      const error = callFunction(machine, loss, self === undefined ? given : withSelf(self, given), site);
      noteWrittenLoss(machine, error, site, false);
    });
    for (const [index, use] of graph.losses.entries())
      if (index >= known) graph.losses[index] = asGiven(use, site, fitted?.place);
  }
}

/** A loss in a function that a model was given: it meets the model there, and its targets where the model is fitted. */
function asGiven(loss: MutableLoss, site: Place, fittedAt: Place | undefined): MutableLoss {
  const { chain = [], targets } = loss;
  const isTold = chain.some(({ unit, start }) => unit === site.unit && start === site.start);
  return {
    ...loss,
    chain: isTold ? chain : [...chain, placeOf(site)],
    ...(targets === undefined || fittedAt === undefined
      ? {}
      : { targets: targets.map(({ facts }) => ({ facts, place: fittedAt })) }),
  };
}

/** Whether an object trains the models that it holds and is none itself: the two halves of a GAN. */
function holdsModels(machine: Machine, { class: value, behaviour }: ObjectValue): boolean {
  return (
    value !== undefined &&
    findMember(machine, value, 'train_step') !== undefined &&
    behaviour.frontEnd?.callMethods.every((name) => findMember(machine, value, name) === undefined) === true
  );
}

/** What losses take that no model of the run holds: single layers and functions, written out between the models. */
function looseLosses(machine: Machine, namespace: Namespace): Model | undefined {
  const { graph } = machine;
  const isFree = (index: number): boolean => graph.nodes[index]?.taken === false;
  const outputs = [...new Set(graph.losses.flatMap(({ predictions }) => predictions))].filter(isFree);
  const reached = new Set(outputs);
  // A set hands out what is added while it is gone through.
  for (const index of reached)
    for (const input of graph.nodes[index]?.inputs ?? []) if (isFree(input)) reached.add(input);
  const place = outputs
    .flatMap((index) => graph.nodes[index]?.facts ?? [])
    .flatMap(({ place: own, chain }) => [own, ...chain])
    .find(({ unit }) => unit.uri === namespace.uri);
  if (place === undefined) return undefined;
  const call = { object: undefined, start: 0, end: graph.nodes.length, outputs };
  return cutModel(graph, {
    name: nameOfFile(namespace),
    place,
    calls: [{ ...call, nodes: [...reached] }],
    object: undefined,
    others: machine.modelCalls.finished,
    followed: machine.followed,
    alone: false,
  });
}

/** Classes of which this run made instances: they were traced with their arguments. */
function noteClasses(machine: Machine): void {
  for (const object of machine.objects)
    if (object.class !== undefined) machine.executed.add(object.class.definition);
}

/** Where the model stands in this document: its class's name, else where it is made, else the call here that led there. */
function placeWithin(namespace: Namespace, object: ObjectValue): Place {
  const definition = object.class?.definition;
  if (definition !== undefined && definition.unit.uri === namespace.uri) return nameOfDefinition(definition);
  return [object.place, ...object.chain].find(({ unit }) => unit.uri === namespace.uri) ?? object.place;
}
