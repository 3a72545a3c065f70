/** What dropouts of a chain do to the mean square that an initialisation is chosen for. */
import { symbolOf } from '../../frameworks';
import { expressionAt } from '../../python/walk';
import type { OperationNode } from '../../network/graph';

/** What dropouts multiply the mean square by while training; undefined for a rate that is not known. */
export function amplification(steps: readonly OperationNode[]): number | undefined {
  let factor = 1;
  for (const step of steps) {
    const { kind, arguments: given, qualifiedName } = step;
    // Alpha dropout keeps mean and variance.
    if (kind !== 'dropout' || /alpha/i.test(qualifiedName)) continue;
    const rate = given['p'] ?? given['rate'] ?? writtenRate(step);
    if (typeof rate !== 'number' || rate < 0 || rate >= 1) return undefined;
    factor /= 1 - rate;
  }
  return factor;
}

/** `F.dropout(x, 0.3)`, or the function's own default. */
function writtenRate({ qualifiedName, place }: OperationNode): number | undefined {
  const parameters = symbolOf(qualifiedName)?.parameters ?? [];
  const position = parameters.findIndex(({ name }) => name === 'p' || name === 'rate');
  // What is called dropout and has no rate adds noise.
  if (position < 0) return 0;
  const call = expressionAt(place);
  const given = call?.kind === 'Call' ? call.arguments : [];
  if (given.some(({ form }) => form.endsWith('star'))) return undefined;
  const named = given.find(({ name }) => name === 'p' || name === 'rate');
  const [value] = named === undefined ? given.slice(position, position + 1) : [named];
  if (value === undefined || (named === undefined && value.form !== 'positional')) {
    const fallback = parameters[position]?.default;
    return typeof fallback === 'number' ? fallback : undefined;
  }
  return value.value.kind === 'Number' ? value.value.value : undefined;
}
