/** `copy.deepcopy` and `copy.copy`: what is changed afterwards is not changed for the original. */
import type { Value } from './value';

/** @param made copies so far: what is held twice is copied once, and what holds itself ends */
export function deepCopy(value: Value, made = new Map<Value, Value>()): Value {
  const known = made.get(value);
  if (known) return known;
  const copy = shallowCopy(value);
  made.set(value, copy);
  if (copy.kind === 'list')
    for (const [index, item] of copy.items.entries()) copy.items[index] = deepCopy(item, made);
  if (copy.kind === 'dictionary')
    for (const [key, item] of copy.entries) copy.entries.set(key, deepCopy(item, made));
  if (copy.kind === 'instance')
    for (const [name, item] of copy.attributes) copy.attributes.set(name, deepCopy(item, made));
  return copy;
}

export function shallowCopy(value: Value): Value {
  switch (value.kind) {
    case 'list':
      return { ...value, items: [...value.items] };
    case 'dictionary':
      return { ...value, entries: new Map(value.entries) };
    case 'instance':
      return { ...value, attributes: new Map(value.attributes) };
    case 'number':
      return { kind: 'number', jet: value.jet, ...(value.python ? { python: true } : {}) };
    case 'truth':
      return { ...value };
    case 'tensor':
      return { ...value, cells: value.cells.map((cell) => ({ ...cell })) };
    default:
      return value;
  }
}
