/** Ways into a model that its call does not take: `generate`, `encode`, `predict`. */
import { isModule } from '../machine/children';
import { findMember, orderOf } from '../interpreter/classes';
import type { Machine } from '../machine/machine';
import type { Namespace } from '../machine/namespace';
import { methodsIn } from './methods';
import type { ClassValue, FunctionValue, ObjectValue } from '../machine/values';

/** So many of them are entered, of so many classes. */
const MOST_METHODS = 12;
const MOST_CLASSES = 40;

export interface UncalledMethods {
  readonly object: ObjectValue;
  readonly methods: readonly FunctionValue[];
}

/** Of each class that a document defines one instance, with the methods that nothing has run and that use something of its own. */
export function uncalledMethods(
  machine: Machine,
  namespace: Namespace,
  objects: Iterable<ObjectValue>,
): readonly UncalledMethods[] {
  const known = new Set<ClassValue['definition']>();
  const found: UncalledMethods[] = [];
  for (const object of objects) {
    const { class: value } = object;
    if (value === undefined || !isModule(object) || known.has(value.definition)) continue;
    known.add(value.definition);
    const methods = methodsOf(machine, namespace, value);
    if (methods.length > 0) found.push({ object, methods });
    if (found.length >= MOST_CLASSES) break;
  }
  return found;
}

function methodsOf(machine: Machine, namespace: Namespace, value: ClassValue): readonly FunctionValue[] {
  const found = new Set<FunctionValue>();
  for (const { definition } of orderOf(value)) {
    if (definition.unit.uri !== namespace.uri) continue;
    for (const { name, start, end } of methodsIn(definition)) {
      if (!definition.unit.text.slice(start, end).includes('self.')) continue;
      const method = findMember(machine, value, name);
      if (method?.kind !== 'function' || method.binding !== 'plain') continue;
      if (!machine.executed.has(method.definition)) found.add(method);
    }
  }
  return [...found].slice(0, MOST_METHODS);
}
