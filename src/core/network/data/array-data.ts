/** What data is and what shape it has are told by different tables: here both come together. */
import { itemOfData } from './data';
import type { MadeTensor } from '../graph';
import { isMade, madeTensor, type Made } from './made-tensors';
import { list, type Value } from '../machine/values';

const nothing = { initializer: undefined, arguments: {} };

/** The shape of an array or tensor that holds data, whatever else is known of it. */
export function arrayShape(value: Value | undefined): MadeTensor['shape'] {
  if (value?.kind !== 'unknown') return undefined;
  if (isMade(value)) return value.fact.tensor.shape;
  return value.fact?.kind === 'data' ? value.fact.shape : undefined;
}

/** Data as an array, where its shape is known. */
export function asArray(value: Value): Made | undefined {
  if (isMade(value)) return value;
  if (value.kind !== 'unknown' || value.fact?.kind !== 'data' || value.fact.data.kind !== 'numbers')
    return undefined;
  const { shape, data } = value.fact;
  return shape === undefined ? undefined : madeTensor(shape, nothing, data.facts.place);
}

/** What a table of data says of a result, with the shape that another gives it; that of before holds no more. */
export function withShapeOf(data: Value, array: Value | undefined, depth = 0): Value {
  if (depth > 4) return data;
  if (data.kind === 'list' && array?.kind === 'list' && data.elements.length === array.elements.length)
    return list(
      data.elements.map((element, index) => withShapeOf(element, array.elements[index], depth + 1)),
      data.form,
      data.open,
    );
  if (data.kind !== 'unknown') return data;
  const { fact } = data;
  // A row of made numbers, and the batch of rows that a loader makes of it.
  if (fact?.kind !== 'data')
    return fact === undefined || (fact.kind === 'made' && array !== undefined && isMade(array))
      ? (array ?? data)
      : data;
  if (fact.data.kind === 'items') {
    const item = array === undefined ? undefined : itemOf(array);
    return item === undefined
      ? data
      : {
          kind: 'unknown',
          fact: { kind: 'data', data: { kind: 'items', item: withShapeOf(fact.data.item, item, depth + 1) } },
        };
  }
  if (fact.data.kind === 'record') {
    const { fields } = fact.data;
    if (array?.kind !== 'object') return data;
    const merged = [...fields].map(([name, field]): [string, Value] => [
      name,
      withShapeOf(field, array.attributes.get(name), depth + 1),
    ]);
    return { kind: 'unknown', fact: { kind: 'data', data: { kind: 'record', fields: new Map(merged) } } };
  }
  if (fact.data.kind !== 'numbers') return data;
  const shape = arrayShape(array);
  return {
    kind: 'unknown',
    fact: shape === undefined ? { kind: 'data', data: fact.data } : { ...fact, shape },
  };
}

/** What a data set or a loader gives in each round. */
export function itemOf(value: Value): Value | undefined {
  if (value.kind === 'list' && value.open) return value.elements[0];
  return itemOfData(value);
}
