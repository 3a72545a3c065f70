/** `match`: whether a value fits a pattern, and the names that this binds. */
import { phrase } from '../phrase';
import type { Pattern, Place } from '../python/syntax';
import type { Trace } from './trace';
import { constantValue, describe, none, Refused, truthValue, type Value } from './value';

/** The names that the pattern binds, or undefined where the value does not fit it. */
export function matched(
  pattern: Pattern,
  value: Value,
  place: Place,
  trace: Trace,
): ReadonlyMap<string, Value> | undefined {
  switch (pattern.kind) {
    case 'capture':
      return new Map(pattern.name === undefined ? [] : [[pattern.name, value]]);
    case 'literal': {
      const fits = isLiteral(pattern.value, value, place);
      if (value.kind === 'number') trace.branch(fits ? 1 : 0);
      return fits ? new Map() : undefined;
    }
    case 'or': {
      for (const option of pattern.options) {
        const bound = matched(option, value, place, trace);
        if (bound) return bound;
      }
      return undefined;
    }
    case 'as': {
      const bound = matched(pattern.pattern, value, place, trace);
      return bound && new Map([...bound, [pattern.name, value]]);
    }
    case 'sequence': {
      if (value.kind !== 'list' || value.items.length !== pattern.elements.length) return undefined;
      const all = new Map<string, Value>();
      for (const [index, element] of pattern.elements.entries()) {
        const bound = matched(element, value.items[index] ?? none, place, trace);
        if (!bound) return undefined;
        for (const [name, item] of bound) all.set(name, item);
      }
      return all;
    }
    case 'other':
      throw new Refused(phrase`this \`case\` is not followed`, place);
  }
}

function isLiteral(literal: number | string | boolean | null, value: Value, place: Place): boolean {
  if (value.kind === 'unknown') throw new Refused(value.because, value.place);
  if (value.kind === 'opaque' || value.kind === 'qualified')
    throw new Refused(phrase`${describe(value)} is not known here`, place);
  if (literal === null) return value.kind === 'none';
  if (typeof literal === 'string') return value.kind === 'text' && value.value === literal;
  // Python's True is 1 and matches it; the singletons match themselves only.
  if (typeof literal === 'boolean') return value.kind === 'truth' && value.value === literal;
  if (value.kind === 'truth') return Number(value.value) === literal;
  return value.kind === 'number' && value.jet.value === literal;
}

/** A constant of the code as a value. */
export function literalValue(literal: number | string | boolean | null): Value {
  if (literal === null) return none;
  if (typeof literal === 'string') return { kind: 'text', value: literal };
  return typeof literal === 'boolean' ? truthValue(literal) : constantValue(literal);
}
