/** Methods by which somebody outside enters a class. */
import type { ClassDefinition } from '../../python/syntax';

export type Method = Extract<ClassDefinition['body'][number], { kind: 'Function' }>;

/** Methods of a class that its others do not call: those that somebody outside does. */
export function methodsIn(definition: ClassDefinition): readonly Method[] {
  const methods = definition.body.filter(
    (statement): statement is Method => statement.kind === 'Function' && !/^__\w+__$/.test(statement.name),
  );
  const text = ({ unit }: ClassDefinition, { start, end }: Method): string => unit.text.slice(start, end);
  const called = new Set<string>();
  for (const method of methods)
    for (const [, name] of text(definition, method).matchAll(/\bself\.(\w+)\(/g))
      if (name !== undefined && name !== method.name) called.add(name);
  return methods.filter(({ name }) => !called.has(name));
}
