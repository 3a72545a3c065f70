/** Runs statements. A test that cannot be decided runs both branches from the same state and joins what they leave. */
import { forKind, type ByKind, type OfKind } from '../../by-kind';
import type {
  ClassDefinition,
  Expression,
  FunctionDefinition,
  IfStatement,
  ImportFromStatement,
  Statement,
  TryStatement,
  WhileStatement,
  WithStatement,
} from '../../python/syntax';
import {
  NONE,
  UNKNOWN,
  external,
  positional,
  type ClassValue,
  type FunctionValue,
  type ListValue,
  type Scope,
  type Value,
} from '../machine/values';
import { noteChoices } from './choices';
import { assign, rebindInPlace, remove } from './assign';
import { goesBothWays } from './callers';
import { callValue } from './call';
import { methodOf } from './classes';
import { binaryValue } from './operators';
import { evaluate } from './evaluate';
import { constantOr } from '../machine/externals';
import { elementsOf } from './iterate';
import { executeMatch } from './match';
import { LoopAllowance } from './loop-allowance';
import { isTraining } from './training-loop';
import { lookUpGlobal } from './names';
import { same } from '../machine/join';
import type { Namespace } from '../machine/namespace';
import { narrow, narrowedBy } from './narrowing';
import { registerDecorated } from './registries';
import { mayBeRun, truthOf } from './truth';
import { ARGUMENT_SCOPE, NO_GRADIENT, type Machine } from '../machine/machine';

export type Completion = 'normal' | 'return' | 'break' | 'continue' | 'raise';

/** How many rounds stand for a loop whose end cannot be told. */
const UNKNOWN_ROUNDS = 2;
const MAXIMUM_ROUNDS = 4096;

/** Levels that a block counts for: what runs its statements, and branches that are tried, stand between it and what is around it. */
export const LEVELS_OF_BLOCK = 3;

export function executeBlock(machine: Machine, scope: Scope, statements: readonly Statement[]): Completion {
  if (statements.length === 0 || !machine.deeper(LEVELS_OF_BLOCK)) return 'normal';
  let completion: Completion = 'normal';
  for (const statement of statements) {
    completion = execute(machine, scope, statement);
    if (completion !== 'normal') break;
  }
  machine.nesting -= LEVELS_OF_BLOCK;
  return completion;
}

const declareElsewhere = (
  statement: OfKind<Statement, 'Global' | 'Nonlocal'>,
  machine: Machine,
  scope: Scope,
): Completion => {
  for (const name of statement.names) {
    // What binds it above has run before it is set from here.
    if (statement.kind === 'Global') lookUpGlobal(machine, scope.namespace, name);
    const target = statement.kind === 'Global' ? scope.namespace.scope : enclosingScope(scope, name);
    if (target !== undefined) (scope.elsewhere ??= new Map<string, Scope>()).set(name, target);
  }
  return 'normal';
};

const nothing = (): Completion => 'normal';

/** What each form of statement does, and how it ends. */
const executors: ByKind<Statement, [Machine, Scope], Completion> = {
  ExpressionStatement: (statement, machine, scope) => {
    const value = evaluate(machine, scope, statement.value);
    rebindInPlace(machine, scope, statement.value, value);
    return 'normal';
  },
  Assign: (statement, machine, scope) => {
    if (statement.value === undefined) return 'normal';
    const value = evaluate(machine, scope, statement.value);
    for (const target of statement.targets) assign(machine, scope, target, value);
    return 'normal';
  },
  AugmentedAssign: (statement, machine, scope) => {
    const left = evaluate(machine, scope, statement.target);
    const right = evaluate(machine, scope, statement.value);
    const result = binaryValue(machine, statement.operator, left, right, statement, true);
    if (result !== left) assign(machine, scope, statement.target, result);
    return 'normal';
  },
  Return: (statement, machine, scope) => {
    const value = statement.value === undefined ? undefined : evaluate(machine, scope, statement.value);
    const frame = machine.frames[machine.frames.length - 1];
    frame?.returns.push(value ?? NONE);
    return 'return';
  },
  If: (statement, machine, scope) => executeIf(machine, scope, statement),
  For: (statement, machine, scope) => {
    const iterable = evaluate(machine, scope, statement.iterable);
    return executeFor(machine, scope, statement.target, iterable, statement.body, statement.orElse);
  },
  While: (statement, machine, scope) => executeWhile(machine, scope, statement),
  With: (statement, machine, scope) => executeWith(machine, scope, statement),
  Try: (statement, machine, scope) => executeTry(machine, scope, statement),
  Match: (statement, machine, scope) =>
    executeMatch(machine, scope, statement, evaluate(machine, scope, statement.subject), 0),
  Function: (statement, machine, scope) => {
    const value = functionValue(machine, scope, statement);
    bind(machine, scope, statement.name, value);
    registerDecorated(machine, scope, statement, value);
    return 'normal';
  },
  Class: (statement, machine, scope) => {
    const value = classValue(machine, scope, statement);
    bind(machine, scope, statement.name, value);
    registerDecorated(machine, scope, statement, value);
    return 'normal';
  },
  Import: (statement, machine, scope) => {
    for (const { module, alias } of statement.names) {
      const root = module.split('.', 1)[0] ?? module;
      const wanted = alias === undefined ? root : module;
      const namespace = machine.modules.resolve(wanted, 0, scope.namespace.uri);
      const value: Value = namespace === undefined ? external(wanted) : { kind: 'namespace', namespace };
      bind(machine, scope, alias ?? root, value);
    }
    return 'normal';
  },
  ImportFrom: (statement, machine, scope) => {
    importFrom(machine, scope, statement);
    return 'normal';
  },
  Global: declareElsewhere,
  Nonlocal: declareElsewhere,
  Raise: () => 'raise',
  Break: () => 'break',
  Continue: () => 'continue',
  Error: (statement, machine, scope) => {
    machine.followed = false;
    noteUnread(machine, scope, statement);
    return 'normal';
  },
  Delete: (statement, machine, scope) => {
    for (const target of statement.targets) remove(machine, scope, target);
    return 'normal';
  },
  Assert: nothing,
  Pass: nothing,
  TypeAlias: nothing,
};

export function execute(machine: Machine, scope: Scope, statement: Statement): Completion {
  machine.step();
  return forKind(executors, statement)(statement, machine, scope);
}

/** Tensors whose names stand in what could not be read go where nobody can follow. */
function noteUnread(machine: Machine, scope: Scope, statement: Statement): void {
  const words = statement.unit.text.slice(statement.start, statement.start + LONGEST_UNREAD).match(/\w+/g);
  for (const name of new Set(words)) {
    const value = scope.variables.get(name);
    if (value !== undefined) machine.graph.stop('statement', value, statement);
  }
}

const LONGEST_UNREAD = 10_000;

function executeWith(machine: Machine, scope: Scope, statement: WithStatement): Completion {
  const { argumentScopes } = machine;
  const outer = argumentScopes.length;
  const { isUntrained } = machine;
  for (const item of statement.items) {
    const value = evaluate(machine, scope, item.value);
    if (value.kind === 'object' && value.base === ARGUMENT_SCOPE) argumentScopes.push(value);
    if (value.kind === 'object' && value.base === NO_GRADIENT && machine.modelCalls.open !== undefined)
      machine.isUntrained = true;
    if (item.target !== undefined)
      assign(machine, scope, item.target, enteredValue(machine, value, item.value));
  }
  const completion = executeBlock(machine, scope, statement.body);
  argumentScopes.length = outer;
  machine.isUntrained = isUntrained;
  return completion;
}

function classValue(machine: Machine, scope: Scope, definition: ClassDefinition): ClassValue {
  return {
    kind: 'class',
    definition,
    scope,
    bases: definition.arguments
      .filter((argument) => argument.form === 'positional')
      .map((argument) => evaluate(machine, scope, argument.value)),
    members: new Map(),
    state: 'fresh',
    running: new Set(),
    order: undefined,
    ancestry: undefined,
    record: undefined,
    fields: undefined,
  };
}

/** The function around that has a name of its own; what is declared there as belonging further out, belongs there. */
function enclosingScope(scope: Scope, name: string): Scope | undefined {
  for (let outer = scope.parent; outer?.parent !== undefined; outer = outer.parent) {
    const elsewhere = outer.elsewhere?.get(name);
    if (elsewhere !== undefined) return elsewhere;
    if (outer.variables.has(name)) return outer;
  }
  return scope.parent;
}

/** What `with value as name` gives: what the class's `__enter__` returns, of a framework's object itself. */
function enteredValue(machine: Machine, value: Value, site: Expression): Value {
  if (value.kind !== 'object') return UNKNOWN;
  const enter = methodOf(machine, value, '__enter__');
  return enter?.kind === 'function' ? callValue(machine, enter, positional(value), site) : value;
}

export function bind(machine: Machine, scope: Scope, name: string, value: Value): void {
  const target = scope.elsewhere?.get(name) ?? scope;
  if (target !== scope && target === machine.modules.main.scope) machine.setsNames = true;
  machine.heap.set(target.variables, name, value);
}

function importFrom(machine: Machine, scope: Scope, { module, level, names }: ImportFromStatement): void {
  // What a star brings is looked for when somebody asks for a name.
  if (names.every(({ name }) => name === '*')) return;
  const { uri } = scope.namespace;
  const library = names.map(({ name }) => machine.modules.libraryName(module, level, uri, name));
  const namespace = library.every((name) => name !== undefined)
    ? undefined
    : machine.modules.resolve(module, level, uri);
  for (const [index, { name, alias }] of names.entries()) {
    if (name === '*') continue;
    const listed = library[index];
    if (listed !== undefined) {
      bind(machine, scope, alias ?? name, external(listed));
      continue;
    }
    let value: Value | undefined;
    if (namespace?.binders.has(name) === true) value = lookUpGlobal(machine, namespace, name);
    if (value === undefined) {
      const submodule = machine.modules.resolve(
        module === '' ? name : `${module}.${name}`,
        level,
        scope.namespace.uri,
      );
      if (submodule !== undefined && submodule !== namespace)
        value = starred(machine, namespace, name) ?? { kind: 'namespace', namespace: submodule };
    }
    if (value === undefined && namespace !== undefined) value = lookUpGlobal(machine, namespace, name);
    // A file that is called like what it wants to import gets from itself what stands above.
    if (value === undefined && namespace === scope.namespace) continue;
    value ??= level === 0 && namespace === undefined ? constantOr(external(`${module}.${name}`)) : UNKNOWN;
    bind(machine, scope, alias ?? name, value);
  }
}

/** What a package's star imports put under the name of one of its files: `from .alexnet import *` in `torchvision.models`. */
function starred(machine: Machine, namespace: Namespace | undefined, name: string): Value | undefined {
  if (namespace === undefined || namespace.starImports.length === 0) return undefined;
  const value = lookUpGlobal(machine, namespace, name);
  return value?.kind === 'function' || value?.kind === 'class' ? value : undefined;
}

function executeIf(machine: Machine, scope: Scope, statement: IfStatement): Completion {
  const test = truthOf(machine, evaluate(machine, scope, statement.test));
  const isBoth = test === undefined || goesBothWays(machine, scope, statement.test);
  if (!isBoth) noteChoices(machine, scope, statement, test);
  if (isBoth || test) machine.take(statement.body[0]);
  if (isBoth || !test) machine.take(statement.orElse[0]);
  return isBoth
    ? executeBoth(machine, scope, statement)
    : executeBlock(machine, scope, test ? statement.body : statement.orElse);
}

function executeBoth(machine: Machine, scope: Scope, statement: IfStatement): Completion {
  const narrowed = narrowedBy(machine, scope, statement.test);
  const way = (holds: boolean): Completion => {
    narrow(machine, scope, narrowed, holds);
    return executeBlock(machine, scope, holds ? statement.body : statement.orElse);
  };
  return forked(
    machine,
    scope,
    () => way(true),
    () => way(false),
  );
}

/** Runs both and says how the statement as a whole may end. */
export function forked(
  machine: Machine,
  scope: Scope,
  left: () => Completion,
  right: () => Completion,
): Completion {
  const [first, second] = machine.heap.fork(left, right, (completion) => {
    if (completion === 'raise') return 'none';
    return completion === 'return' && scope.parent !== undefined ? { except: scope.variables } : 'all';
  });
  if (first === second || second === 'raise') return first;
  if (first === 'raise') return second;
  if (first === 'return') return second;
  if (second === 'return') return first;
  // One leaves the round and the other goes on: going on covers both.
  return 'normal';
}

/** The elements that a loop goes through; of one that trains a single round, in which nothing says which one it is. */
function roundsOf(
  machine: Machine,
  iterable: Value,
  body: readonly Statement[],
): { readonly elements: readonly Value[]; readonly known: boolean } {
  const rounds = elementsOf(machine, iterable, UNKNOWN_ROUNDS);
  if (rounds.elements.length < 2 || !isTraining(body)) return rounds;
  const elements = rounds.elements.slice(0, 1).map((first) => (first.kind === 'scalar' ? UNKNOWN : first));
  return { elements, known: false };
}

function executeFor(
  machine: Machine,
  scope: Scope,
  target: Expression,
  iterable: Value,
  body: readonly Statement[],
  orElse: readonly Statement[],
): Completion {
  const { elements, known } = roundsOf(machine, iterable, body);
  const objects = machine.objects.length;
  const allowance = new LoopAllowance(machine, scope);
  let rounds = 0;
  let before: ReadonlyMap<string, Value> | undefined;
  const lengths = known ? undefined : lengthsOf(machine, scope);
  for (const element of elements) {
    if (!allowance.allowsRound()) break;
    rounds += 1;
    if (rounds > MAXIMUM_ROUNDS) {
      machine.followed = false;
      machine.graph.cut = true;
      break;
    }
    if (!known && rounds === elements.length) before = constantsOf(machine, scope);
    if (rounds === 1) machine.take(body[0]);
    const completion = executeRound(machine, scope, target, element, body);
    if (completion === 'break') return 'normal';
    if (completion === 'return' || completion === 'raise') return completion;
  }
  // Layers made in a loop whose rounds could not be counted.
  if (!known && machine.objects.length > objects) machine.followed = false;
  forgetCounted(machine, scope, before);
  for (const [grown, length] of lengths ?? [])
    if (grown.elements.slice(length).some((own) => own.kind === 'signal')) machine.heap.open(grown);
  return executeBlock(machine, scope, orElse);
}

/** The lists of a scope: tensors that rounds put there are as many as there are rounds. */
function lengthsOf(machine: Machine, { variables }: Scope): ReadonlyMap<ListValue, number> {
  machine.look(EFFORT_OF_NAME * variables.size);
  const lists = [...variables.values()].flatMap((value) => (value.kind === 'list' ? [value] : []));
  return new Map(lists.map((own) => [own, own.elements.length]));
}

/** The names of a scope that hold numbers and texts. */
function constantsOf(machine: Machine, { variables }: Scope): ReadonlyMap<string, Value> {
  machine.look(EFFORT_OF_NAME * variables.size);
  return new Map([...variables].filter(([, value]) => value.kind === 'scalar'));
}

/** What a round still changed depends on how many there are: `channels *= 2` in a loop whose end cannot be told. */
function forgetCounted(machine: Machine, scope: Scope, before: ReadonlyMap<string, Value> | undefined): void {
  if (before === undefined) return;
  for (const [name, earlier] of before) {
    const value = scope.variables.get(name);
    if (value?.kind === 'scalar' && !same(value, earlier)) machine.heap.set(scope.variables, name, UNKNOWN);
  }
}

const EFFORT_OF_NAME = 4;

function executeRound(
  machine: Machine,
  scope: Scope,
  target: Expression,
  element: Value,
  body: readonly Statement[],
): Completion {
  if (mayBeRun(element)) return executeEach(machine, scope, target, element, body);
  assign(machine, scope, target, element);
  return executeBlock(machine, scope, body);
}

/** Elements that only some branches put there: the rounds run in each of them, and what they leave is joined. */
function executeEach(
  machine: Machine,
  scope: Scope,
  target: Expression,
  element: Value,
  body: readonly Statement[],
): Completion {
  const options = element.kind === 'alternatives' ? element.options : [element];
  const runOption = (option: Value): Completion => {
    const elements = option.kind === 'run' ? option.elements : [option];
    for (const inner of elements) {
      const completion = executeRound(machine, scope, target, inner, body);
      if (completion !== 'normal' && completion !== 'continue') return completion;
    }
    return 'normal';
  };
  const runFrom = (index: number): Completion => {
    const option = options[index];
    if (option === undefined) return 'normal';
    if (index === options.length - 1) return runOption(option);
    return forked(
      machine,
      scope,
      () => runOption(option),
      () => runFrom(index + 1),
    );
  };
  return runFrom(0);
}

function executeWhile(machine: Machine, scope: Scope, statement: WhileStatement): Completion {
  const { test, body, orElse } = statement;
  const allowance = new LoopAllowance(machine, scope);
  let undecided = 0;
  let before: ReadonlyMap<string, Value> | undefined;
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    if (!allowance.allowsRound()) return 'normal';
    const verdict = truthOf(machine, evaluate(machine, scope, test));
    if (verdict === false) return executeBlock(machine, scope, orElse);
    if (verdict === undefined || test.kind === 'Constant' || test.kind === 'Number') {
      undecided += 1;
      if (undecided === UNKNOWN_ROUNDS) before = constantsOf(machine, scope);
      if (undecided > UNKNOWN_ROUNDS) {
        forgetCounted(machine, scope, before);
        return 'normal';
      }
    }
    const completion = executeBlock(machine, scope, body);
    if (completion === 'break') return 'normal';
    if (completion === 'return' || completion === 'raise') return completion;
  }
  machine.followed = false;
  return 'normal';
}

const isImport = ({ kind }: Statement): boolean => kind === 'Import' || kind === 'ImportFrom';

function executeTry(machine: Machine, scope: Scope, statement: TryStatement): Completion {
  const { handlers } = statement;
  const { raised } = machine;
  // A package that may be missing: what stands in for it is another way. What other modules import is kept for all traces.
  const isMain = scope.namespace === machine.modules.main;
  if (machine.bothWays && isMain && handlers.length > 0 && statement.body.some(isImport))
    return forked(
      machine,
      scope,
      () => executeBlock(machine, scope, statement.body),
      () => executeHandlers(machine, scope, handlers, 0),
    );
  let completion = executeBlock(machine, scope, statement.body);
  const handle = (): Completion => executeHandlers(machine, scope, handlers, 0);
  if (completion === 'raise' && handlers.length > 0) completion = handle();
  else if (completion === 'normal') {
    const goOn = (): Completion => executeBlock(machine, scope, statement.orElse);
    // A function that was called in it always raises, as far as can be told.
    completion =
      machine.raised > raised && handlers.length > 0 ? forked(machine, scope, goOn, handle) : goOn();
  }
  const last = executeBlock(machine, scope, statement.finalBody);
  return last === 'normal' ? completion : last;
}

/** Which of several handlers an error meets is not followed: it may be each. */
function executeHandlers(
  machine: Machine,
  scope: Scope,
  handlers: TryStatement['handlers'],
  index: number,
): Completion {
  const handler = handlers[index];
  if (handler === undefined || !machine.deeper(LEVELS_OF_BLOCK)) return 'normal';
  const run = (): Completion => {
    if (handler.name !== undefined) bind(machine, scope, handler.name, UNKNOWN);
    return executeBlock(machine, scope, handler.body);
  };
  const completion =
    index === handlers.length - 1
      ? run()
      : forked(machine, scope, run, () => executeHandlers(machine, scope, handlers, index + 1));
  machine.nesting -= LEVELS_OF_BLOCK;
  return completion;
}

export function functionValue(machine: Machine, scope: Scope, definition: FunctionDefinition): FunctionValue {
  let binding: FunctionValue['binding'] = 'plain';
  for (const decorator of definition.decorators) {
    if (decorator.kind !== 'Name') {
      if (decorator.kind === 'Attribute' && decorator.name === 'setter') binding = 'plain';
      continue;
    }
    if (decorator.id === 'staticmethod') binding = 'static';
    else if (decorator.id === 'classmethod') binding = 'class';
    else if (decorator.id === 'property' || decorator.id === 'cached_property') binding = 'property';
  }
  const value: FunctionValue = {
    kind: 'function',
    definition,
    scope,
    owner: undefined,
    binding,
    defaults: undefined,
  };
  // Inside a function a default may be a loop's variable: it is taken now. At the top later is cheaper where nothing changes.
  const changes = definition.parameters.some(
    ({ defaultValue }) =>
      defaultValue?.kind === 'Name' && (scope.namespace.binders.get(defaultValue.id)?.length ?? 0) > 1,
  );
  if (scope.parent !== undefined || changes) value.defaults = defaultsOf(machine, value);
  return value;
}

export function defaultsOf(machine: Machine, value: FunctionValue): ReadonlyMap<string, Value> {
  if (value.defaults !== undefined) return value.defaults;
  const defaults = new Map<string, Value>();
  for (const parameter of value.definition.parameters) {
    if (parameter.defaultValue !== undefined) {
      defaults.set(parameter.name, evaluate(machine, value.scope, parameter.defaultValue));
    }
  }
  value.defaults = defaults;
  return defaults;
}
