/** Collections of nnx, which behave as Python's own do and whose members count as parts of the module that keeps them. */
import { elementsOf } from '../../../network/interpreter/iterate';
import type { Machine } from '../../../network/machine/machine';
import { UNKNOWN, dictionary, list, type CallArguments, type Value } from '../../../network/machine/values';

/** `nnx.List(…)`, `nnx.Dict(…)`, and what only marks an attribute: `nnx.data(…)`. */
export function collection(machine: Machine, name: string, given: CallArguments): Value | undefined {
  const [first] = given.positional;
  switch (name) {
    case 'flax.nnx.List':
    case 'flax.nnx.Sequence': {
      if (first === undefined) return list([], 'list', given.open);
      const { elements, known } = elementsOf(machine, first);
      return list([...elements], 'list', !known);
    }
    case 'flax.nnx.Dict':
      return tableOf(given);
    case 'flax.nnx.data':
    case 'flax.nnx.static':
      return first ?? UNKNOWN;
    default:
      return undefined;
  }
}

function tableOf({ positional: [first], keywords, open }: CallArguments): Value {
  const known = first === undefined || (first.kind === 'dictionary' && !first.open);
  const table = dictionary(open || !known);
  if (first?.kind === 'dictionary') {
    for (const [key, value] of first.entries) table.entries.set(key, value);
    for (const [key, plain] of first.keys) table.keys.set(key, plain);
  }
  for (const [name, value] of keywords) {
    table.entries.set(`s${name}`, value);
    table.keys.set(`s${name}`, name);
  }
  return table;
}
