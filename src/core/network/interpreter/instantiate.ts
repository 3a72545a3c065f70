/** Making instances of the user's classes: constructors, dataclasses, fields that are parameters. */
import type { Place } from '../../python/syntax';
import {
  UNKNOWN,
  positional,
  withSelf,
  type CallArguments,
  type ClassValue,
  type ObjectValue,
  type Value,
} from '../machine/values';
import { callFunction } from './call';
import { noteHandedOn } from './library-configuration';
import { baseOf, findMember, hasUnknownBase, isEnumeration, orderOf } from './classes';
import type { Machine } from '../machine/machine';

export function instantiate(
  machine: Machine,
  definition: ClassValue,
  given: CallArguments,
  site: Place,
): Value {
  // `Mode('nearest')` is the member of that value.
  if (isEnumeration(definition)) return given.positional[0] ?? UNKNOWN;
  const base = baseOf(definition);
  const object = machine.create(base, definition, site);
  const { frontEnd } = object.behaviour;
  const constructor = findMember(machine, definition, '__init__');
  if (constructor?.kind === 'function') {
    machine.look(given.positional.length);
    callFunction(machine, constructor, withSelf(object, given), site);
  } else if (isRecord(definition) || frontEnd?.fieldsAreParameters(base) === true) {
    bindFields(machine, object, definition, given);
  } else {
    bindAnnotated(machine, object, definition, given);
    noteHandedOn(machine, object, given);
    frontEnd?.initialize(machine, object, base, given, site);
  }
  if (constructor?.kind !== 'function') {
    const last = findMember(machine, definition, '__post_init__');
    if (last?.kind === 'function') callFunction(machine, last, positional(object), site);
  }
  if (hasUnknownBase(definition)) object.certain = false;
  return object;
}

/** The dataclass above a class whose generated constructor `super().__init__` reaches. */
export function recordAfter(self: ObjectValue, after: ClassValue): ClassValue | undefined {
  const order = self.class === undefined ? [] : orderOf(self.class);
  const index = order.findIndex((ancestor) => ancestor.definition === after.definition);
  const next = order[index + 1];
  return next !== undefined && isRecord(next) ? next : undefined;
}

const isRecord = (definition: ClassValue): boolean => (definition.record ??= hasRecord(definition));

function hasRecord(definition: ClassValue): boolean {
  return orderOf(definition).some(
    (ancestor) =>
      ancestor.definition.decorators.some((decorator) => {
        const name = decorator.kind === 'Call' ? decorator.callee : decorator;
        return (
          (name.kind === 'Name' && name.id === 'dataclass') ||
          (name.kind === 'Attribute' &&
            (name.name === 'dataclass' || name.name === 's' || name.name === 'define'))
        );
      }) || ancestor.bases.some((base) => base.kind === 'external' && base.name === 'typing.NamedTuple'),
  );
}

/** Of a class whose constructor a library gives, such as a configuration: what is given under the name of an annotated field is that field. */
function bindAnnotated(
  machine: Machine,
  object: ObjectValue,
  definition: ClassValue,
  given: CallArguments,
): void {
  const fields = (definition.fields ??= fieldsOf(definition));
  for (const [name, value] of given.keywords)
    if (fields.includes(name)) machine.heap.set(object.attributes, name, value);
}

/** Annotated names of the class body, in order, ancestors first. */
function fieldsOf(definition: ClassValue): readonly string[] {
  const fields = new Set<string>();
  for (const ancestor of [...orderOf(definition)].reverse()) {
    for (const statement of ancestor.definition.body) {
      if (statement.kind !== 'Assign' || statement.annotation === undefined) continue;
      const [target] = statement.targets;
      if (target?.kind === 'Name') fields.add(target.id);
    }
  }
  return [...fields];
}

/** Setting a field takes as long as looking through so many elements. */
const EFFORT_OF_FIELD = 8;

/** Sets the fields of a dataclass, whose constructor takes them as its parameters. */
export function bindFields(
  machine: Machine,
  object: ObjectValue,
  definition: ClassValue,
  given: CallArguments,
): void {
  const fields = (definition.fields ??= fieldsOf(definition));
  machine.look(EFFORT_OF_FIELD * fields.length);
  given.positional.forEach((value, index) => {
    const name = fields[index];
    if (name !== undefined) machine.heap.set(object.attributes, name, value);
  });
  for (const [name, value] of given.keywords) machine.heap.set(object.attributes, name, value);
  for (const name of fields) {
    if (object.attributes.has(name)) continue;
    if (given.open || findMember(machine, definition, name) === undefined)
      machine.heap.set(object.attributes, name, UNKNOWN);
  }
}
