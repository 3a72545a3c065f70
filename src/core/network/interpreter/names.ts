/** What a name stands for in a scope, running top-level statements that bind it first. */
import type { Unit } from '../../python/syntax';
import {
  UNKNOWN,
  external,
  scalar,
  type DictionaryValue,
  type ListValue,
  type Scope,
  type Value,
} from '../machine/values';
import { boundName, countBefore, goTo, valueAt, type BoundName } from '../machine/bound-name';
import { builtinNames } from '../machine/builtin-names';
import { executeBlock } from './execute';
import type { Machine } from '../machine/machine';
import { GraphBuilder } from '../machine/graph-builder';
import { boundNamesOf, STARS, type Namespace } from '../machine/namespace';
import { partOf, type Part } from '../machine/parts';

export function lookUpName(machine: Machine, scope: Scope, id: string): Value {
  // The traced document is what is run; other modules are imported.
  if (id === '__name__') return scope.namespace === machine.modules.main ? scalar('__main__') : UNKNOWN;
  for (let current: Scope | undefined = scope; current !== undefined; current = current.parent) {
    if (current.parent === undefined)
      return lookUpGlobal(machine, current.namespace, id) ?? machine.builtin(id);
    const elsewhere = current.elsewhere?.get(id);
    if (elsewhere !== undefined) return lookUpName(machine, elsewhere, id);
    const value = current.variables.get(id);
    if (value !== undefined) return value;
  }
  return machine.builtin(id);
}

/** A module's own name; undefined when it has none of that name. */
export function lookUpGlobal(
  machine: Machine,
  namespace: Namespace,
  id: string,
  depth = 0,
): Value | undefined {
  const bound = boundName(namespace, id);
  // What is asked from elsewhere, also by what this module is waiting for, is what the whole module leaves: who asks first makes no difference.
  const now = (machine.running === namespace ? namespace.running.at(-1) : undefined) ?? Infinity;
  // Most names were looked up before, and all that binds them has run.
  if (bound.recorder !== machine.recorder || bound.ran < bound.units.length)
    runBinders(machine, namespace, bound, now);
  if (now === Infinity && bindsItself(namespace, bound)) return UNKNOWN;
  const value = valueAt(namespace, bound, id, now);
  if (value !== undefined || depth > 8 || id.startsWith('_')) return value;
  if (bound.starRecorder !== machine.recorder) {
    machine.recorder.add(boundName(namespace, STARS).key);
    bound.starRecorder = machine.recorder;
  }
  if (namespace.starImports.length === 0) return undefined;
  for (const { module, level } of namespace.starImports) {
    const other = machine.modules.resolve(module, level, namespace.uri);
    if (other === undefined || other === namespace) continue;
    const found = lookUpGlobal(machine, other, id, depth + 1);
    if (found !== undefined) return found;
  }
  return starExternal(namespace, id);
}

/** Whether the last statement that binds a name is waiting for that name: modules that import it from one another. */
function bindsItself({ running, states }: Namespace, { id, units }: BoundName): boolean {
  const last = running.length === 0 ? undefined : units.at(-1);
  return last !== undefined && states.get(partOf(last, id, boundNamesOf(last))) === 'running';
}

/** Noting a key takes as long, and as much room, as looking through so many elements. */
const EFFORT_OF_KEY = 64;

/** Runs what binds a name above a position and has not run yet, and records what that looks up. */
function runBinders(machine: Machine, namespace: Namespace, bound: BoundName, now: number): void {
  const { recorder } = machine;
  const asked = recorder.has(bound.key);
  recorder.add(bound.key);
  for (const end = countBefore(bound, now); bound.ran < end; bound.ran += 1) {
    const unit = bound.units[bound.ran];
    if (unit === undefined) break;
    const part = partOf(unit, bound.id, boundNamesOf(unit));
    runPart(machine, namespace, unit, part, part === unit ? boundNamesOf(unit) : [bound.id]);
    const keys = namespace.lookups.get(part) ?? namespace.lookups.get(unit);
    if (keys === undefined) continue;
    machine.look(EFFORT_OF_KEY * keys.size);
    for (const used of keys) bound.keys.add(used);
  }
  if (!asked) {
    machine.look(EFFORT_OF_KEY * bound.keys.size);
    for (const used of bound.keys) recorder.add(used);
  }
  bound.recorder = recorder;
}

/** `from torch.nn import *`: a name that nothing else binds comes from there if a framework has it. */
function starExternal(namespace: Namespace, id: string): Value | undefined {
  if (builtinNames.has(id)) return undefined;
  const [only, ...others] = namespace.starImports.filter(({ level }) => level === 0);
  return only !== undefined && others.length === 0 ? external(`${only.module}.${id}`) : undefined;
}

export function runUnit(machine: Machine, namespace: Namespace, unit: Unit): void {
  runPart(machine, namespace, unit, unit, boundNamesOf(unit));
}

/** @param names what the part may bind */
function runPart(
  machine: Machine,
  namespace: Namespace,
  unit: Unit,
  part: Part,
  names: Iterable<string>,
): void {
  const ran = namespace.states.has(part) ? part : namespace.states.has(unit) ? unit : undefined;
  if (ran !== undefined) {
    for (const key of namespace.lookups.get(ran) ?? []) machine.recorder.add(key);
    return;
  }
  namespace.states.set(part, 'running');
  const position = namespace.order.get(unit) ?? Infinity;
  namespace.running.push(position);
  const outer = {
    running: machine.running,
    recorder: machine.recorder,
    graph: machine.graph,
    frames: machine.frames.splice(0),
  };
  machine.running = namespace;
  machine.recorder = new Set();
  machine.graph = namespace === machine.modules.main ? machine.scriptGraph : new GraphBuilder(machine);
  const restore = goTo(namespace, unit, names, position);
  try {
    const { variables } = namespace.scope;
    const isOther = namespace !== machine.modules.main;
    const objects = machine.objects.length;
    machine.heap.undoLog.statements(
      isOther,
      () =>
        machine.heap.outsideBranches(() => {
          runApart(machine, namespace, part);
        }),
      () => [...names].map((name) => variables.get(name)),
    );
    // Another module's statements run once for all traces: what they make belongs to none.
    if (isOther) machine.objects.length = objects;
    else noteContainers(machine, namespace, names);
  } finally {
    restore();
    namespace.running.pop();
    namespace.states.set(part, 'done');
    namespace.lookups.set(part, machine.recorder);
    for (const key of machine.recorder) outer.recorder.add(key);
    machine.running = outer.running;
    machine.recorder = outer.recorder;
    machine.graph = outer.graph;
    machine.frames.splice(0, machine.frames.length, ...outer.frames);
  }
}

/** Whoever asks for a name first, what binds it means the same. */
function runApart(machine: Machine, namespace: Namespace, part: Part): void {
  const { keptFrames } = machine;
  machine.keptFrames = 0;
  try {
    machine.idleBudget.apart(
      () => machine.work,
      () => executeBlock(machine, namespace.scope, part.body),
    );
  } finally {
    machine.keptFrames = keptFrames;
  }
}

function noteContainers(machine: Machine, namespace: Namespace, names: Iterable<string>): void {
  for (const name of names) {
    const value = namespace.scope.variables.get(name);
    if (value?.kind === 'list' || value?.kind === 'dictionary') machine.containers.set(value, heldBy(value));
  }
}

const heldBy = (value: ListValue | DictionaryValue): readonly Value[] =>
  value.kind === 'list' ? [...value.elements] : [...value.entries.values()];

/** Whether statements have changed what others bound to names. */
export function changesContainers({ containers }: Machine): boolean {
  for (const [container, before] of containers) {
    const now = heldBy(container);
    if (now.length !== before.length || now.some((value, index) => value !== before[index])) return true;
  }
  return false;
}
