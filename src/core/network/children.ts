/** The tree of modules below an object, as `modules()` and attribute paths see it. */
import { frontEndOf } from './front-end';
import type { ObjectValue, Value } from './values';

const MAXIMUM_MODULES = 20_000;

export interface NamedChild {
  readonly name: string;
  readonly child: ObjectValue;
}

/** Whether a value is registered as a submodule when it is assigned to an attribute. */
export function isModule(value: Value): value is ObjectValue {
  return (
    value.kind === 'object' &&
    !/\.(?:Parameter|Variable)$/.test(value.base) &&
    frontEndOf(value.base) !== undefined
  );
}

/** Direct children in order; every alternative counts. */
export function childrenOf(object: ObjectValue): readonly NamedChild[] {
  const children: NamedChild[] = [];
  for (const [name, value] of object.attributes) {
    if (!name.startsWith('@')) collect(name, value, children, 0);
  }
  return children;
}

function collect(name: string, value: Value, children: NamedChild[], depth: number): void {
  if (isModule(value)) children.push({ name, child: value });
  else if (value.kind === 'alternatives')
    for (const option of value.options) collect(name, option, children, depth);
  else if (value.kind === 'run')
    for (const element of value.elements) collect(name, element, children, depth);
}

/** The object itself and everything below it, parents first, each once, with its path (empty for the object itself). */
export function descendantsOf(root: ObjectValue): readonly NamedChild[] {
  const found: NamedChild[] = [];
  const seen = new Set<ObjectValue>();
  const visit = (object: ObjectValue, path: string): void => {
    if (seen.has(object) || found.length >= MAXIMUM_MODULES) return;
    seen.add(object);
    found.push({ name: path, child: object });
    for (const { name, child } of childrenOf(object)) visit(child, path === '' ? name : `${path}.${name}`);
  };
  visit(root, '');
  return found;
}
