/** What a class is before the first object of it is made: decorated, told to its bases, changed by the module. */
import { phrase } from '../phrase';
import type { ClassDefinition, Place } from '../python/syntax';
import { enclosing } from '../python/walk';
import { lineage, ownMethodOf } from './classes';
import { emptyScope, type Evaluation } from './evaluation';
import { isOwnDecorator } from './function-values';
import { Refused, type Value } from './value';

/** Runs what Python runs when a class is defined. Refuses what may make another class of it. */
export function defineClass(definition: ClassDefinition, context: Evaluation): void {
  const itself: Value = { kind: 'class', definition };
  const place: Place = { unit: definition.unit, start: definition.nameStart, end: definition.nameEnd };
  const keywords = new Map<string, Value>();
  for (const { form, name, value } of definition.arguments) {
    if (form !== 'keyword' || name === undefined) continue;
    if (name !== 'metaclass') keywords.set(name, context.evaluate(value, emptyScope()));
    else if (context.bindings.referent(value)?.kind === 'class')
      throw new Refused(phrase`its metaclass may change what it does`, value);
  }
  for (const base of lineage(definition, context.bindings).slice(1)) {
    const told = ownMethodOf(base, '__init_subclass__');
    if (told === undefined) continue;
    context.call(context.function(told, emptyScope()), { positional: [itself], keywords, place });
    break;
  }
  for (const decorator of [...definition.decorators].reverse()) {
    if (!isOwnDecorator(decorator, context)) continue;
    const made = context.call(context.evaluate(decorator, emptyScope()), {
      positional: [itself],
      keywords: new Map(),
      place: decorator,
    });
    if (made.kind !== 'class' || made.definition !== definition)
      throw new Refused(phrase`a decorator may change what \`${definition.name}\` does`, decorator);
  }
  if (enclosing(definition).length === 0) context.asChanged(definition.name, place);
}
