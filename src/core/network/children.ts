/** The tree of modules below an object, as `modules()` and attribute paths see it. */
import type { ObjectValue, Value } from './values';

const MAXIMUM_MODULES = 20_000;

export interface NamedChild {
  readonly name: string;
  readonly child: ObjectValue;
}

/** Whether a value is registered as a submodule when it is assigned to an attribute. */
export function isModule(value: Value): value is ObjectValue {
  return value.kind === 'object' && value.behaviour.module;
}

type Visit = (child: ObjectValue, name: string) => void;

/** Direct children in order; every alternative counts. */
export function forEachChild(object: ObjectValue, visit: Visit): void {
  for (const [name, value] of object.attributes) {
    // Most attributes are numbers, texts, notes of initialisers.
    if (value.kind !== 'object' && value.kind !== 'alternatives' && value.kind !== 'run') continue;
    if (!name.startsWith('@')) visitModules(name, value, visit);
  }
}

function visitModules(name: string, value: Value, visit: Visit): void {
  if (isModule(value)) visit(value, name);
  else if (value.kind === 'alternatives')
    for (const option of value.options) visitModules(name, option, visit);
  else if (value.kind === 'run') for (const element of value.elements) visitModules(name, element, visit);
}

export function childrenOf(object: ObjectValue): readonly NamedChild[] {
  const children: NamedChild[] = [];
  forEachChild(object, (child, name) => children.push({ name, child }));
  return children;
}

/** The object itself and everything below it, parents first, each once. */
export function modulesBelow(root: ObjectValue): ObjectValue[] {
  const seen = new Set<ObjectValue>();
  const visit = (object: ObjectValue): void => {
    if (seen.has(object) || seen.size >= MAXIMUM_MODULES) return;
    seen.add(object);
    forEachChild(object, visit);
  };
  visit(root);
  return [...seen];
}

/** The object itself and everything below it, parents first, each once, with its path (empty for the object itself). */
export function descendantsOf(root: ObjectValue): readonly NamedChild[] {
  const found: NamedChild[] = [];
  const seen = new Set<ObjectValue>();
  const visit = (object: ObjectValue, path: string): void => {
    if (seen.has(object) || found.length >= MAXIMUM_MODULES) return;
    seen.add(object);
    found.push({ name: path, child: object });
    forEachChild(object, (child, name) => {
      visit(child, path === '' ? name : `${path}.${name}`);
    });
  };
  visit(root, '');
  return found;
}
