/** Comprehensions and generator expressions. */
import type { ComprehensionExpression } from '../../python/syntax';
import { UNKNOWN, dictionary, keyOf, list, type Scope, type Value } from '../machine/values';
import { assign } from './assign';
import { evaluate } from './evaluate';
import { elementsOf } from './iterate';
import { MAXIMUM_LENGTH } from './lengths';
import type { Machine } from '../machine/machine';
import { distinct } from './sets';
import { mayBeRun, truthOf } from './truth';

/** A round takes as long as looking through so many elements. */
const EFFORT_OF_ROUND = 64;

export function comprehension(machine: Machine, outer: Scope, expression: ComprehensionExpression): Value {
  const scope: Scope = {
    variables: new Map(),
    parent: outer,
    namespace: outer.namespace,
    elsewhere: undefined,
    unit: outer.unit,
  };
  const elements: Value[] = [];
  const mapping = dictionary();
  let open = false;
  const run = (level: number): void => {
    const clause = expression.clauses[level];
    if (clause === undefined) {
      const element = evaluate(machine, scope, expression.element);
      if (expression.form !== 'dictionary') {
        elements.push(element);
        return;
      }
      const value = expression.value === undefined ? UNKNOWN : evaluate(machine, scope, expression.value);
      const key = keyOf(element);
      if (key !== undefined && element.kind === 'scalar') {
        mapping.entries.set(key, value);
        mapping.keys.set(key, element.value);
      } else {
        mapping.entries.set(`?${mapping.entries.size}`, value);
        mapping.open = true;
      }
      return;
    }
    const spread = elementsOf(machine, evaluate(machine, level === 0 ? outer : scope, clause.iterable));
    if (!spread.known) open = true;
    for (const element of spread.elements) {
      if (elements.length > MAXIMUM_LENGTH || mapping.entries.size > MAXIMUM_LENGTH) {
        open = true;
        return;
      }
      if (mayBeRun(element) && element.kind === 'alternatives' && element.options.some(isEmptyRun)) {
        // Kept as a choice: what only some branches put into the list.
        const options = element.options.map((option) => {
          if (option.kind !== 'run') return option;
          const start = elements.length;
          for (const inner of option.elements) {
            assign(machine, scope, clause.target, inner);
            run(level + 1);
          }
          return { kind: 'run', elements: elements.splice(start) } as const;
        });
        elements.push({ kind: 'alternatives', options });
        continue;
      }
      machine.look(EFFORT_OF_ROUND);
      for (const inner of flatRuns(element)) {
        assign(machine, scope, clause.target, inner);
        const passes = clause.conditions.every((condition) => {
          const known = truthOf(machine, evaluate(machine, scope, condition));
          if (known === undefined) open = true;
          return known !== false;
        });
        if (passes) run(level + 1);
      }
    }
  };
  const objects = machine.objects.length;
  run(0);
  if (open && machine.objects.length > objects) machine.followed = false;
  mapping.open ||= open;
  if (expression.form === 'dictionary') return mapping;
  const isOpen = open && !elements.some(mayBeRun);
  return expression.form === 'set'
    ? list(distinct(machine, elements), 'set', isOpen)
    : list(elements, 'list', isOpen);
}

const isEmptyRun = (value: Value): boolean => value.kind === 'run';

function flatRuns(value: Value): readonly Value[] {
  if (value.kind === 'run') return value.elements;
  if (value.kind === 'alternatives' && mayBeRun(value)) return value.options.flatMap(flatRuns);
  return [value];
}
