/** Parts of a model that its own way never reaches: a generator that only `generate` uses, the halves of a GAN. */
import { forEachChild, isModule } from '../machine/children';
import { methodOf } from '../interpreter/classes';
import type { Machine } from '../machine/machine';
import type { ObjectValue } from '../machine/values';

/** At most so many modules that nothing called are run on their own. */
const MOST_PARTS = 8;

/** Modules below these objects of which no layer was called, the outermost of each. */
export function unreachedParts(machine: Machine, roots: readonly ObjectValue[]): readonly ObjectValue[] {
  if (machine.graph.cut) return [];
  const used = new Set<ObjectValue>();
  for (const { owner } of machine.graph.nodes) if (owner !== undefined) used.add(owner);
  const reached = new Map<ObjectValue, boolean>();
  const isReached = (object: ObjectValue, depth: number): boolean => {
    const known = reached.get(object);
    if (known !== undefined) return known;
    // Weights of one's own are no modules: a class of which the way through ran was reached.
    let any = used.has(object) || hasRun(machine, object);
    reached.set(object, any);
    if (depth < DEEPEST_PART)
      forEachChild(object, (child) => {
        if (isReached(child, depth + 1)) any = true;
      });
    reached.set(object, any);
    return any;
  };
  const parts: ObjectValue[] = [];
  const visited = new Set<ObjectValue>();
  const collect = (object: ObjectValue, depth: number): void => {
    if (visited.has(object) || depth > DEEPEST_PART || parts.length >= MOST_PARTS) return;
    visited.add(object);
    machine.look(object.attributes.size);
    forEachChild(object, (child) => {
      if (isReached(child, 0)) collect(child, depth + 1);
      else if (isWhole(child)) parts.push(child);
      else collect(child, depth + 1);
    });
  };
  for (const root of roots) collect(root, 0);
  return [...new Set(parts)].slice(0, MOST_PARTS);
}

const DEEPEST_PART = 40;

function hasRun(machine: Machine, object: ObjectValue): boolean {
  const methods = [...(object.behaviour.frontEnd?.callMethods ?? []), '__call__'];
  return methods.some((name) => {
    const method = methodOf(machine, object, name);
    return method?.kind === 'function' && machine.executed.has(method.definition);
  });
}

/** Whether an object is a model by itself, and not a single layer or a list of them. */
const isWhole = (object: ObjectValue): boolean =>
  isCandidate(object) && !/\.(?:ModuleList|ModuleDict)$/.test(object.base);

export function isCandidate(object: ObjectValue): boolean {
  if (!isModule(object)) return false;
  const { frontEnd } = object.behaviour;
  return object.class !== undefined
    ? object.behaviour.layer?.weighted !== true
    : frontEnd?.isModelBase(object.base) === true;
}
