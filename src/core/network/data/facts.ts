/** Data as a value of the interpreter, and what is known of it. */
import type { DataFacts } from '../graph';
import type { Data, UnknownValue, Value } from '../machine/values';

export const dataValue = (data: Data): UnknownValue => ({ kind: 'unknown', fact: { kind: 'data', data } });
export const numbersValue = (facts: DataFacts): UnknownValue => dataValue({ kind: 'numbers', facts });

export const dataOf = (value: Value | undefined): Data | undefined =>
  value?.kind === 'unknown' && value.fact?.kind === 'data' ? value.fact.data : undefined;

/** What is known of numbers; undefined for everything else. */
export function factsOf(value: Value | undefined): DataFacts | undefined {
  const data = dataOf(value);
  if (data?.kind === 'numbers') return data.facts;
  const fact = value?.kind === 'unknown' ? value.fact : undefined;
  if (fact?.kind !== 'made' || fact.bounds === undefined) return undefined;
  const { bounds, place } = fact;
  return { form: 'values', classes: undefined, range: bounds, isStandardised: false, place };
}
