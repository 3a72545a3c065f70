/** Flags of a model's call that choose what it returns: `if train: return logits`. */
import type { FunctionDefinition } from '../../python/syntax';
import { walk } from '../../python/walk';
import type { CallArguments, Value } from '../machine/values';

const flagsOf = new WeakMap<FunctionDefinition, readonly (string | undefined)[]>();

/** By position (the receiver's included) the parameters on which a `return` hangs. */
function returningFlags(definition: FunctionDefinition): readonly (string | undefined)[] {
  const known = flagsOf.get(definition);
  if (known !== undefined) return known;
  const asked = new Set<string>();
  walk(definition, (node) => {
    if (node.kind === 'Return' && node.value?.kind === 'Conditional') addNames(node.value.test, asked);
    if (node.kind === 'If' && [...node.body, ...node.orElse].some(({ kind }) => kind === 'Return'))
      addNames(node.test, asked);
  });
  const flags = definition.parameters.map(({ name }) => (asked.has(name) ? name : undefined));
  flagsOf.set(definition, flags);
  return flags;
}

function addNames(test: Parameters<typeof walk>[0], names: Set<string>): void {
  walk(test, (node) => {
    if (node.kind === 'Name') names.add(node.id);
  });
}

/** What a call asks of such flags: two calls that ask the same are given the same. */
export function askedOf(method: Value | undefined, given: CallArguments): string {
  if (method?.kind !== 'function' || method.definition.kind !== 'Function') return '';
  return returningFlags(method.definition)
    .flatMap((name, position) => {
      if (name === undefined) return [];
      const value = given.keywords.get(name) ?? given.positional[position - 1];
      return value?.kind === 'scalar' ? [`${name}=${String(value.value)}`] : [];
    })
    .join();
}
