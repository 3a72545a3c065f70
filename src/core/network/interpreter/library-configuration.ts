/** What a configuration of transformers says that its class leaves to the library's own (configuration_utils.py of transformers 5). */
import type { Machine } from '../machine/machine';
import {
  UNKNOWN,
  scalar,
  type CallArguments,
  type ClassValue,
  type ObjectValue,
  type Value,
} from '../machine/values';
import { orderOf } from './classes';

/** Fields by their names, with what they are where nobody sets them, and the arguments that set them in another way. */
const fields: ReadonlyMap<string, { readonly usual: Value; readonly others: readonly string[] }> = new Map([
  ['num_labels', { usual: scalar(2), others: ['id2label', 'label2id'] }],
]);

const library = /^transformers\.(?:\w+\.)*P(?:reT|ret)rainedConfig$/;

/** Whether a class extends the library's own. */
export const isConfiguration = (value: ClassValue): boolean =>
  orderOf(value).some(({ bases }) =>
    bases.some((base) => base.kind === 'external' && library.test(base.name)),
  );

/** Keeps what is handed to the library's constructor. */
export function noteHandedOn(machine: Machine, object: ObjectValue, { keywords, open }: CallArguments): void {
  if (object.class === undefined || !isConfiguration(object.class)) return;
  for (const [name, { others }] of fields) {
    const given = keywords.get(name);
    const isUnknown = open || others.some((other) => keywords.has(other));
    if (given !== undefined) machine.heap.set(object.attributes, name, given);
    else if (isUnknown) machine.heap.set(object.attributes, name, UNKNOWN);
  }
}

/** What a field is that nobody has set; undefined for those that the library has no value of its own for. */
export function usualField({ class: definition }: ObjectValue, name: string): Value | undefined {
  const field = fields.get(name);
  return field !== undefined && definition !== undefined && isConfiguration(definition)
    ? field.usual
    : undefined;
}
