/** The tree of modules below an object, as `modules()` and attribute paths see it. */
import { stringOf } from './constants';
import type { ObjectValue, Value } from './values';

const MAXIMUM_MODULES = 20_000;
/** Modules in modules are followed this far. */
const DEEPEST_MODULE = 200;

export interface NamedChild {
  readonly name: string;
  readonly child: ObjectValue;
}

/** Whether a value is registered as a submodule when it is assigned to an attribute. */
export function isModule(value: Value): value is ObjectValue {
  return value.kind === 'object' && value.behaviour.module;
}

type Visit = (child: ObjectValue, name: string, parent: ObjectValue) => void;

/** Direct children in order; every alternative counts. */
export function forEachChild(object: ObjectValue, visit: Visit): void {
  for (const [name, value] of object.attributes) {
    // Most attributes are numbers, texts, notes of initialisers.
    if (value.kind !== 'object' && value.kind !== 'alternatives' && value.kind !== 'run') continue;
    if (!name.startsWith('@')) visitModules(object, name, value, visit);
  }
}

function visitModules(parent: ObjectValue, name: string, value: Value, visit: Visit): void {
  if (isModule(value)) visit(value, name, parent);
  else if (value.kind === 'alternatives')
    for (const option of value.options) visitModules(parent, name, option, visit);
  else if (value.kind === 'run')
    for (const element of value.elements) visitModules(parent, name, element, visit);
}

export function childrenOf(object: ObjectValue): readonly NamedChild[] {
  const children: NamedChild[] = [];
  forEachChild(object, (child, name) => children.push({ name, child }));
  return children;
}

/** The object itself and everything below it, parents first, each once. */
export function modulesBelow(root: ObjectValue): ObjectValue[] {
  const seen = new Set<ObjectValue>();
  let depth = 0;
  const visit = (object: ObjectValue): void => {
    if (seen.has(object) || seen.size >= MAXIMUM_MODULES || depth > DEEPEST_MODULE) return;
    seen.add(object);
    depth += 1;
    forEachChild(object, visit);
    depth -= 1;
  };
  visit(root);
  return [...seen];
}

/** The same with its path, which is empty for the object itself. */
export function pathsBelow(root: ObjectValue): ReadonlyMap<ObjectValue, string> {
  const paths = new Map<ObjectValue, string>();
  let depth = 0;
  const visit = (object: ObjectValue, path: string): void => {
    if (paths.has(object) || paths.size >= MAXIMUM_MODULES || depth > DEEPEST_MODULE) return;
    paths.set(object, path);
    depth += 1;
    forEachChild(object, (child, name) => {
      visit(child, path === '' ? name : `${path}.${name}`);
    });
    depth -= 1;
  };
  visit(root, '');
  return paths;
}

/** Names that layers were made with, `layers.Dense(64, name='first')`, of those that share theirs with no other. */
export function givenNames(objects: Iterable<ObjectValue>): ReadonlyMap<ObjectValue, string> {
  const named = new Map<string, ObjectValue>();
  const shared = new Set<string>();
  for (const object of objects) {
    const name = stringOf(object.arguments.get('name'));
    if (name === undefined || name === '') continue;
    if (named.has(name)) shared.add(name);
    else named.set(name, object);
  }
  return new Map([...named].flatMap(([name, object]) => (shared.has(name) ? [] : [[object, name] as const])));
}
