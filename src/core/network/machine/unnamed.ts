/** Modules that an object has under a name which cannot be told: `self.blocks[f'{size}x{size}'] = Block()` of an unknown size. */
import { joinAll } from './join';
import type { Machine } from './machine';
import { UNKNOWN, UNNAMED, type ObjectValue, type Value } from './values';

const MOST_UNNAMED = 256;

/** A child that is there under some name. */
export function addUnnamed(machine: Machine, owner: ObjectValue, child: Value): void {
  const { size } = owner.attributes;
  if (child.kind === 'unknown' || size >= MOST_UNNAMED) owner.certain = false;
  else machine.heap.set(owner.attributes, `${UNNAMED}${size}`, child);
}

/** What stands under a name that is not among those that are known: one of the children without. */
export function unnamedIn(machine: Machine, owner: ObjectValue): Value {
  machine.look(owner.attributes.size);
  const children = [...owner.attributes].flatMap(([name, child]) =>
    name.startsWith(UNNAMED) ? [child] : [],
  );
  return children.length === 0 ? UNKNOWN : joinAll(machine, children);
}

/** The same where one call made all of them: `conv0`, `conv1` … are not `norm0`, `norm1` …. */
export function unnamedOfOneCall(machine: Machine, owner: ObjectValue): Value {
  const joined = unnamedIn(machine, owner);
  const options = joined.kind === 'alternatives' ? joined.options : [joined];
  const [first, ...others] = options.map((option) => (option.kind === 'object' ? option.place : undefined));
  const isOne =
    first !== undefined &&
    others.every((place) => place !== undefined && place.unit === first.unit && place.start === first.start);
  return isOne ? joined : UNKNOWN;
}
