/**
 * One function for every module below a model, `self.apply(self._init_weights)`: of modules that are alike it runs for the first, and what it did
 * there is done to the others. A model has dozens of equal blocks, and the function asks each of their modules what it is.
 */
import { same } from '../machine/join';
import type { Machine } from '../machine/machine';
import type { ObjectValue, Value } from '../machine/values';

type Attributes = ReadonlyMap<string, Value>;

/** What a call did to a module, and what the module was before. */
interface Run {
  readonly module: ObjectValue;
  readonly before: Attributes;
  /** What it wrote; `part` is the attribute whose own attribute that is, `self.weight` of a norm. */
  readonly writes: readonly {
    readonly part: string | undefined;
    readonly key: string;
    readonly value: Value;
  }[];
  readonly steps: number;
  readonly effort: number;
}

/** So many different modules of one class are remembered. */
const MOST_RUNS = 8;

/** Calls a function, which is the same each time, for one module after the other. */
export function callForEach(
  machine: Machine,
  modules: readonly ObjectValue[],
  call: (module: ObjectValue) => void,
): void {
  const runs = new Map<unknown, Run[]>();
  for (const module of modules) {
    const kind = module.class?.definition ?? module.base;
    const known = runs.get(kind) ?? [];
    const earlier = known.find((run) => isAlike(run, module));
    if (earlier !== undefined) {
      repeat(machine, earlier, module);
      continue;
    }
    const run = noted(machine, module, call);
    // What it changed elsewhere may decide what it does to the next.
    if (run === undefined) runs.clear();
    else if (known.length < MOST_RUNS) runs.set(kind, [...known, run]);
  }
}

function repeat(machine: Machine, run: Run, module: ObjectValue): void {
  for (const { part, key, value } of run.writes) {
    const held = part === undefined ? module : module.attributes.get(part);
    if (held?.kind === 'object') machine.heap.set(held.attributes, key, value);
  }
  machine.repeat(run);
}

/** Runs the call; undefined where it did anything but start weights of the module. */
function noted(machine: Machine, module: ObjectValue, call: (module: ObjectValue) => void): Run | undefined {
  const before = new Map(module.attributes);
  const state = stateOf(machine);
  const { steps, effort } = machine;
  const changed = machine.heap.writesOf(() => call(module));
  if (changed === undefined || stateOf(machine).some((value, index) => value !== state[index]))
    return undefined;
  const parts = new Map<Attributes, string | undefined>([[module.attributes, undefined]]);
  for (const [name, value] of before) if (value.kind === 'object') parts.set(value.attributes, name);
  const writes: Run['writes'][number][] = [];
  for (const [table, entries] of changed)
    for (const [key, value] of entries) {
      if (!parts.has(table) || (value?.kind !== 'initialization' && value?.kind !== 'scalar'))
        return undefined;
      writes.push({ part: parts.get(table), key, value });
    }
  return { module, before, writes, steps: machine.steps - steps, effort: machine.effort - effort };
}

/** All that a call may leave behind beside what is written to tables and lists. */
function stateOf(machine: Machine): readonly (number | boolean)[] {
  const { losses, ownLosses, nodes, optimizers, loaded, stops, cut } = machine.graph;
  const { objects, argumentScopes, containers, modelCalls, followed, setsNames, raised } = machine;
  return [
    ...[losses, ownLosses, nodes, optimizers, stops, objects, argumentScopes, modelCalls.finished].map(
      ({ length }) => length,
    ),
    ...[loaded.size, containers.size, cut, followed, setsNames, raised],
  ];
}

const isAlike = ({ module, before }: Run, other: ObjectValue): boolean =>
  isSameKind(module, other) && areSame(before, other.attributes, alikeParts(module, other, 0));

/** Modules in modules are compared this far; deeper ones count as different. */
const DEEPEST = 4;

/** Whether attributes of two modules are alike that are not the same: their own weights, and modules of theirs. */
const alikeParts =
  (one: ObjectValue, other: ObjectValue, depth: number) =>
  (part: Value, another: Value): boolean => {
    if (part.kind === 'parameter' && another.kind === 'parameter')
      return part.owner === one && another.owner === other && part.name === another.name;
    return (
      part.kind === 'object' &&
      another.kind === 'object' &&
      depth < DEEPEST &&
      isSameKind(part, another) &&
      areSame(part.attributes, another.attributes, alikeParts(part, another, depth + 1))
    );
  };

const isSameKind = (one: ObjectValue, other: ObjectValue): boolean =>
  one.class === other.class &&
  one.base === other.base &&
  one.certain === other.certain &&
  areSame(one.arguments, other.arguments);

function areSame(
  some: Attributes,
  others: Attributes,
  or: (one: Value, other: Value) => boolean = () => false,
): boolean {
  if (some.size !== others.size) return false;
  for (const [name, one] of some) {
    const other = others.get(name);
    if (other === undefined || !(same(one, other) || or(one, other) || areEqualLists(one, other)))
      return false;
  }
  return true;
}

const areEqualLists = (one: Value, other: Value): boolean =>
  one.kind === 'list' &&
  other.kind === 'list' &&
  one.form === other.form &&
  one.open === other.open &&
  one.elements.length === other.elements.length &&
  one.elements.every((element, index) => {
    const another = other.elements[index];
    return another !== undefined && same(element, another);
  });
