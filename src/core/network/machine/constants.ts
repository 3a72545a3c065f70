/** Between the interpreter's values and the constants of the graph. */
import type { ConstantValue } from '../../python/names';
import type { ListValue, Value } from './values';
import { put } from '../../own';

/** The constant that a value is; undefined where part of it is not known, or where there are too many parts. */
export function constantOf(value: Value | undefined): ConstantValue | undefined {
  if (value?.kind === 'scalar') return value.value;
  return value?.kind === 'list' ? constantList(value, 0, { left: MOST_PARTS }) : undefined;
}

const DEEPEST_LIST = 4;
const LONGEST_LIST = 64;
const MOST_PARTS = 1000;

function constantList(value: ListValue, depth: number, parts: { left: number }): ConstantValue | undefined {
  if (depth > DEEPEST_LIST || value.open || value.elements.length > LONGEST_LIST) return undefined;
  parts.left -= value.elements.length;
  if (parts.left < 0) return undefined;
  const elements: ConstantValue[] = [];
  for (const element of value.elements) {
    const constant =
      element.kind === 'scalar'
        ? element.value
        : element.kind === 'list'
          ? constantList(element, depth + 1, parts)
          : undefined;
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
    if (constant !== undefined) put(known, name, constant);
  }
  return known;
}

export const isNone = (value: Value | undefined): boolean => value?.kind === 'scalar' && value.value === null;
