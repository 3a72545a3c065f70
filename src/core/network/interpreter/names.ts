/** What a name stands for in a scope, running top-level statements that bind it first. */
import type { Unit } from '../../python/syntax';
import { UNKNOWN, external, scalar, type Scope, type Value } from '../values';
import { builtinNames } from './builtin-names';
import { executeBlock } from './execute';
import type { Machine } from './machine';
import { GraphBuilder } from '../graph-builder';
import { STARS, type Namespace } from './namespace';

export function lookUpName(machine: Machine, scope: Scope, id: string): Value {
  // The traced document is what is run; other modules are imported.
  if (id === '__name__') return scope.namespace === machine.modules.main ? scalar('__main__') : UNKNOWN;
  for (let current: Scope | undefined = scope; current !== undefined; current = current.parent) {
    if (current.parent === undefined) return lookUpGlobal(machine, current.namespace, id) ?? builtin(id);
    const elsewhere = current.elsewhere.get(id);
    if (elsewhere !== undefined) return lookUpName(machine, elsewhere, id);
    const value = current.variables.get(id);
    if (value !== undefined) return value;
  }
  return builtin(id);
}

const builtin = (id: string): Value => (builtinNames.has(id) ? external(`builtins.${id}`) : UNKNOWN);

/** A module's own name; undefined when it has none of that name. */
export function lookUpGlobal(
  machine: Machine,
  namespace: Namespace,
  id: string,
  depth = 0,
): Value | undefined {
  let key = namespace.keys.get(id);
  if (key === undefined) namespace.keys.set(id, (key = `${namespace.uri}\n${id}`));
  const asked = machine.recorder.has(key);
  machine.recorder.add(key);
  const now = namespace.running.at(-1) ?? Infinity;
  for (const unit of bindersBefore(namespace, id, now)) {
    if (!asked || !namespace.states.has(unit)) runUnit(machine, namespace, unit);
  }
  const value = valueAt(namespace, id, now);
  if (value !== undefined || depth > 8 || id.startsWith('_')) return value;
  machine.recorder.add(`${namespace.uri}\n${STARS}`);
  for (const unit of namespace.stars) {
    for (const statement of unit.body) {
      if (statement.kind !== 'ImportFrom' || statement.names[0]?.name !== '*') continue;
      const other = machine.modules.resolve(statement.module, statement.level, namespace.uri);
      if (other === undefined || other === namespace) continue;
      const found = lookUpGlobal(machine, other, id, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return starExternal(namespace, id);
}

const NO_UNITS: readonly Unit[] = [];

/** Units that bind a name and stand before a position. */
function bindersBefore(namespace: Namespace, id: string, position: number): readonly Unit[] {
  const binders = namespace.binders.get(id) ?? NO_UNITS;
  const end = binders.findIndex((unit) => (namespace.order.get(unit) ?? 0) >= position);
  return end < 0 ? binders : binders.slice(0, end);
}

/** Whether a unit that stands after a position and binds the name has begun to run. */
const isOvertaken = (namespace: Namespace, id: string, position: number): boolean =>
  (namespace.binders.get(id) ?? NO_UNITS).some(
    (unit) => (namespace.order.get(unit) ?? 0) > position && namespace.states.has(unit),
  );

/** What the last unit before a position left in a name. */
function leftBefore(namespace: Namespace, id: string, position: number): Value | undefined {
  const last = bindersBefore(namespace, id, position).at(-1);
  return last && namespace.left.get(last)?.get(id);
}

/** A name's value where the innermost running unit stands, whatever of what follows it has run already. */
function valueAt(namespace: Namespace, id: string, now: number): Value | undefined {
  if (now !== Infinity && isOvertaken(namespace, id, now)) {
    const own = namespace.binders.get(id)?.some((unit) => namespace.order.get(unit) === now) === true;
    if (!own) return leftBefore(namespace, id, now);
  }
  return namespace.scope.variables.get(id);
}

/** `from torch.nn import *`: a name that nothing else binds comes from there if a framework has it. */
function starExternal(namespace: Namespace, id: string): Value | undefined {
  if (builtinNames.has(id)) return undefined;
  const origins = namespace.stars.flatMap((unit) =>
    unit.body.flatMap((statement) =>
      statement.kind === 'ImportFrom' && statement.level === 0 && statement.names[0]?.name === '*'
        ? [statement.module]
        : [],
    ),
  );
  const [only] = origins;
  return origins.length === 1 && only !== undefined ? external(`${only}.${id}`) : undefined;
}

export function runUnit(machine: Machine, namespace: Namespace, unit: Unit): void {
  const state = namespace.states.get(unit);
  if (state !== undefined) {
    for (const key of namespace.lookups.get(unit) ?? []) machine.recorder.add(key);
    return;
  }
  namespace.states.set(unit, 'running');
  const position = namespace.order.get(unit) ?? Infinity;
  namespace.running.push(position);
  const outer = { recorder: machine.recorder, graph: machine.graph, frames: machine.frames.splice(0) };
  machine.recorder = new Set();
  machine.graph = namespace === machine.modules.main ? machine.scriptGraph : new GraphBuilder();
  const restore = goBack(namespace, unit, position);
  try {
    machine.heap.outsideBranches(() => executeBlock(machine, namespace.scope, unit.body));
  } finally {
    restore();
    namespace.running.pop();
    namespace.states.set(unit, 'done');
    namespace.lookups.set(unit, machine.recorder);
    for (const key of machine.recorder) outer.recorder.add(key);
    machine.recorder = outer.recorder;
    machine.graph = outer.graph;
    machine.frames.splice(0, machine.frames.length, ...outer.frames);
  }
}

/**
 * A unit may run after one that stands below it. It finds the names that both bind as the units above left them; what it leaves in them
 * itself is kept for the units between, and afterwards they mean again what the lower one made of them.
 */
function goBack(namespace: Namespace, unit: Unit, position: number): () => void {
  const { variables } = namespace.scope;
  const shared = namespace.shared.get(unit) ?? [];
  const overtaken = shared.flatMap((name) => {
    if (!isOvertaken(namespace, name, position)) return [];
    const [value, before] = [variables.get(name), leftBefore(namespace, name, position)];
    put(variables, name, before);
    // The lower one may not have come to bind it.
    return value === before ? [] : [{ name, value }];
  });
  return () => {
    if (shared.length > 0)
      namespace.left.set(unit, new Map(shared.map((name) => [name, variables.get(name)])));
    for (const { name, value } of overtaken) put(variables, name, value);
  };
}

function put(variables: Map<string, Value>, name: string, value: Value | undefined): void {
  if (value === undefined) variables.delete(name);
  else variables.set(name, value);
}
