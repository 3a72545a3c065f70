/** Work on a unit that is done once, though the rule that asks for it looks at the whole document. */
import type { Bindings } from '../../python/names';
import type { Unit } from '../../python/syntax';

/** What `compute` says of a unit, kept while the unit and the document's module-level names are the same. It must look at nothing else. */
export function byUnit<Result>(
  compute: (unit: Unit, bindings: Bindings) => Result,
): (unit: Unit, bindings: Bindings) => Result {
  const kept = new WeakMap<Unit, { readonly environment: string; readonly result: Result }>();
  return (unit, bindings) => {
    const known = kept.get(unit);
    if (known?.environment === bindings.environment) return known.result;
    const result = compute(unit, bindings);
    kept.set(unit, { environment: bindings.environment, result });
    return result;
  };
}
