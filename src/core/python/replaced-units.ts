/** What an edit does to a document's statements, and tables of names that follow it without being made anew. */
import type { Unit } from './syntax';

export interface Replacement {
  readonly before: Unit;
  readonly now: Unit;
}

/** More than these are not told apart one by one. */
const mostReplacements = 3;

/** The statements that stand in the place of others; undefined where statements came, went, or many changed. */
export function replacedUnits(
  now: readonly Unit[],
  before: readonly Unit[],
): readonly Replacement[] | undefined {
  if (now.length !== before.length) return undefined;
  const replaced: Replacement[] = [];
  for (let index = 0; index < now.length; index++) {
    const unit = now[index];
    const old = before[index];
    if (old === unit) continue;
    if (unit === undefined || old === undefined || replaced.length === mostReplacements) return undefined;
    replaced.push({ before: old, now: unit });
  }
  return replaced;
}

type Items<Item> = ReadonlyMap<string, readonly Item[]>;

/** What all statements give to each name, in document order. */
export function collectByName<Item>(
  units: readonly Unit[],
  itemsOf: (unit: Unit) => Items<Item>,
): Items<Item> {
  const collected = new Map<string, Item[]>();
  for (const unit of units)
    for (const [name, items] of itemsOf(unit)) {
      const list = collected.get(name);
      if (list === undefined) collected.set(name, [...items]);
      else list.push(...items);
    }
  return collected;
}

/** The same for an edited document: lists of names that the edit does not touch are the previous ones. Undefined where other names are bound. */
export function replaceByName<Item>(
  previous: Items<Item>,
  replaced: readonly Replacement[],
  itemsOf: (unit: Unit) => Items<Item>,
): Items<Item> | undefined {
  if (replaced.length === 0) return previous;
  const collected = new Map(previous);
  for (const { before, now } of replaced) {
    const [old, fresh] = [itemsOf(before), itemsOf(now)];
    if (old.size !== fresh.size) return undefined;
    for (const [name, items] of fresh) {
      const list = collected.get(name) ?? [];
      const gone = old.get(name) ?? [];
      const at = placeIn(list, gone);
      if (at === undefined) return undefined;
      collected.set(name, [...list.slice(0, at), ...items, ...list.slice(at + gone.length)]);
    }
  }
  return collected;
}

/** Where items stand in a row; undefined unless that is one place: different statements may give the same item. */
function placeIn<Item>(list: readonly Item[], items: readonly Item[]): number | undefined {
  const [first] = items;
  if (first === undefined) return undefined;
  const at = list.indexOf(first);
  const once = at >= 0 && list.indexOf(first, at + items.length) < 0;
  return once && items.every((item, index) => list[at + index] === item) ? at : undefined;
}
