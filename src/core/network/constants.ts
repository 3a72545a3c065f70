/** Between the interpreter's values and the constants of the graph. */
import type { ConstantValue } from '../python/names';
import type { Value } from './values';

/** The constant that a value is; undefined where part of it is not known. */
export function constantOf(value: Value | undefined, depth = 0): ConstantValue | undefined {
  if (value === undefined || depth > 4) return undefined;
  if (value.kind === 'scalar') return value.value;
  if (value.kind !== 'list' || value.open || value.elements.length > 64) return undefined;
  const elements: ConstantValue[] = [];
  for (const element of value.elements) {
    const constant = constantOf(element, depth + 1);
    if (constant === undefined) return undefined;
    elements.push(constant);
  }
  return value.form === 'tuple' ? { tuple: elements } : { list: elements };
}

export function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}
export function stringOf(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** The constants among named values. */
export function knownConstants(values: ReadonlyMap<string, Value>): Readonly<Record<string, ConstantValue>> {
  const known: Record<string, ConstantValue> = {};
  for (const [name, value] of values) {
    const constant = constantOf(value);
    if (constant !== undefined) known[name] = constant;
  }
  return known;
}
