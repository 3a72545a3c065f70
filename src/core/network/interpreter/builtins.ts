/** Python's own functions, as far as models are built with them. */
import type { Place } from '../../python/syntax';
import { applyOperation } from '../steps';
import {
  NONE,
  NO_KEYWORDS,
  UNKNOWN,
  dictionary,
  external,
  list,
  scalar,
  truth,
  type CallArguments,
  type Value,
} from '../values';
import { attributeOf } from './attributes';
import { setAttribute } from './assign';
import { callValue } from './call';
import { binaryValue } from './operators';
import { spreadInto } from './evaluate';
import { isInstance } from './instances';
import { elementsOf, rangeOf } from './iterate';
import { MAXIMUM_LENGTH } from './lengths';
import type { Machine } from './machine';
import { mayBeRun, truthOf, verdict } from './truth';

export function callBuiltin(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const first = given.positional[0] ?? UNKNOWN;
  const second = given.positional[1] ?? UNKNOWN;
  // Asked for by far the most.
  if (name === 'isinstance') return verdict(isInstance(machine, first, second));
  if (name === 'super') return superOf(machine, first, second);
  return callOther(machine, name, given, site);
}

/** Adding one element up takes as long as looking through so many. */
const EFFORT_OF_SUM = 256;

function callOther(machine: Machine, name: string, given: CallArguments, site: Place): Value {
  const { positional: values, keywords } = given;
  const [first = UNKNOWN, second = UNKNOWN, third] = values;
  const elements = (value: Value): readonly Value[] => elementsOf(machine, value).elements;
  switch (name) {
    case 'range':
      return rangeOf(machine, values);
    case 'len':
      if (first.kind === 'scalar' && typeof first.value === 'string') return scalar(first.value.length);
      if (first.kind === 'list' || first.kind === 'dictionary' || first.kind === 'object') {
        const row = elementsOf(machine, first);
        return row.known ? scalar(row.elements.length) : UNKNOWN;
      }
      return UNKNOWN;
    case 'zip': {
      const rows = values.map((value) => elementsOf(machine, value));
      const counted = rows.filter((row) => row.known);
      const length = Math.min(
        ...(counted.length > 0 ? counted : rows).map((row) => row.elements.length),
        MAXIMUM_LENGTH,
      );
      if (values.length === 0) return list([]);
      // Tuples cost more than what they hold.
      machine.copy(length * (rows.length + 4));
      return list(
        Array.from({ length }, (_, index) =>
          list(
            rows.map((row) => row.elements[index] ?? row.elements.at(-1) ?? UNKNOWN),
            'tuple',
          ),
        ),
        'list',
        counted.length === 0,
      );
    }
    case 'enumerate': {
      const start = second.kind === 'scalar' && typeof second.value === 'number' ? second.value : 0;
      const row = elementsOf(machine, first);
      machine.copy(4 * row.elements.length);
      return list(
        row.elements.map((element, index) => numbered(element, start + index)),
        'list',
        !row.known,
      );
    }
    case 'issubclass':
      return UNKNOWN;
    case 'getattr': {
      if (second.kind !== 'scalar' || typeof second.value !== 'string') return UNKNOWN;
      const value = attributeOf(machine, first, second.value, site);
      const missing = value.kind === 'unknown' || (value.kind === 'method' && first.kind === 'object');
      return missing && third !== undefined ? (value.kind === 'unknown' ? UNKNOWN : third) : value;
    }
    case 'setattr':
      if (second.kind === 'scalar' && typeof second.value === 'string')
        setAttribute(machine, first, second.value, third ?? UNKNOWN, site);
      return NONE;
    case 'hasattr': {
      if (second.kind !== 'scalar' || typeof second.value !== 'string') return UNKNOWN;
      if (first.kind !== 'object') return UNKNOWN;
      const value = attributeOf(machine, first, second.value, site);
      if (value.kind === 'unknown') return UNKNOWN;
      return truth(value.kind !== 'method');
    }
    case 'int':
    case 'round':
    case 'float':
    case 'abs':
      return numeric(machine, name, first, second, site);
    case 'str':
    case 'repr':
      return first.kind === 'scalar' && (typeof first.value === 'string' || Number.isInteger(first.value))
        ? scalar(String(first.value))
        : UNKNOWN;
    case 'bool': {
      const value = truthOf(machine, first);
      return value === undefined ? UNKNOWN : truth(value);
    }
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'sorted':
    case 'iter': {
      if (values.length === 0) return list([], name === 'tuple' ? 'tuple' : 'list');
      const row = elementsOf(machine, first);
      machine.copy(row.elements.length);
      const form = name === 'tuple' ? 'tuple' : name === 'set' ? 'set' : 'list';
      return list([...row.elements], form, !row.known && !row.elements.some(mayBeRun));
    }
    case 'reversed': {
      const row = elementsOf(machine, first);
      machine.copy(row.elements.length);
      return list([...row.elements].reverse(), 'list', !row.known && !row.elements.some(mayBeRun));
    }
    case 'dict': {
      const result = dictionary();
      if (first.kind === 'dictionary' || first.kind === 'alternatives') spreadInto(machine, result, first);
      else if (first.kind === 'list') {
        machine.look(first.elements.length);
        for (const entry of first.elements) {
          const [key = UNKNOWN, value = UNKNOWN] = elements(entry);
          addEntry(machine, result, key, value);
        }
        result.open ||= first.open;
      } else if (values.length > 0) result.open = true;
      for (const [key, value] of keywords) machine.heap.setEntry(result, `s${key}`, key, value);
      return result;
    }
    case 'map': {
      const row = elementsOf(machine, second);
      const mapped = row.elements.map((element) =>
        callValue(machine, first, { positional: [element], keywords: NO_KEYWORDS, open: false }, site),
      );
      return list(mapped, 'list', !row.known);
    }
    case 'filter':
      machine.copy(elements(second).length);
      return list([...elements(second)], 'list', true);
    case 'type':
      if (first.kind === 'object') return first.class ?? external(first.base);
      return UNKNOWN;
    case 'sum': {
      const row = elements(first);
      machine.look(EFFORT_OF_SUM * row.length);
      const [start, ...rest] = row;
      if (start === undefined) return scalar(0);
      return rest.reduce((total, element) => binaryValue(machine, '+', total, element, site, false), start);
    }
    case 'min':
    case 'max': {
      const candidates = values.length === 1 ? elements(first) : values;
      const numbers = candidates.map((value) => (value.kind === 'scalar' ? value.value : undefined));
      if (!numbers.every((number) => typeof number === 'number') || numbers.length === 0) return UNKNOWN;
      return scalar(
        numbers.reduce((one, other) => (name === 'min' ? Math.min(one, other) : Math.max(one, other))),
      );
    }
    case 'any':
    case 'all': {
      const row = elementsOf(machine, first);
      const verdicts = row.elements.map((element) => truthOf(machine, element));
      if (!row.known || verdicts.includes(undefined)) return UNKNOWN;
      return truth(name === 'any' ? verdicts.includes(true) : !verdicts.includes(false));
    }
    case 'next': {
      const row = elements(first);
      return row[0] ?? second;
    }
    case 'callable':
      if (first.kind === 'unknown' || first.kind === 'signal') return UNKNOWN;
      return truth(first.kind !== 'scalar' && first.kind !== 'list' && first.kind !== 'dictionary');
    case 'pow':
      return binaryValue(machine, '**', first, second, site, false);
    case 'divmod':
      return list(
        [
          binaryValue(machine, '//', first, second, site, false),
          binaryValue(machine, '%', first, second, site, false),
        ],
        'tuple',
      );
    case 'print':
      return NONE;
    case 'property':
      return UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function numbered(element: Value, index: number): Value {
  if (!mayBeRun(element)) return list([scalar(index), element], 'tuple');
  const options = element.kind === 'alternatives' ? element.options : [element];
  return {
    kind: 'alternatives',
    options: options.map((option) => ({
      kind: 'run',
      elements: (option.kind === 'run' ? option.elements : [option]).map((inner) =>
        list([UNKNOWN, inner], 'tuple'),
      ),
    })),
  };
}

function addEntry(machine: Machine, target: ReturnType<typeof dictionary>, key: Value, value: Value): void {
  if (key.kind === 'scalar' && typeof key.value === 'string')
    machine.heap.setEntry(target, `s${key.value}`, key.value, value);
  else if (key.kind === 'scalar' && typeof key.value === 'number')
    machine.heap.setEntry(target, `n${key.value}`, key.value, value);
  else {
    machine.heap.setEntry(target, `?${target.entries.size}`, null, value);
    target.open = true;
  }
}

function numeric(machine: Machine, name: string, first: Value, second: Value, site: Place): Value {
  if (machine.graph.nodesOf(first).length > 0) {
    return name === 'abs'
      ? applyOperation(machine, { kind: 'elementwise', name: 'abs' }, [first], site)
      : UNKNOWN;
  }
  if (first.kind !== 'scalar' || first.value === null) return UNKNOWN;
  const number = typeof first.value === 'string' ? Number(first.value.trim() || NaN) : Number(first.value);
  if (!Number.isFinite(number)) return UNKNOWN;
  if (name === 'abs') return scalar(Math.abs(number));
  if (name === 'float') return scalar(number);
  if (name === 'int') return scalar(Math.trunc(number));
  if (second.kind === 'scalar' && typeof second.value === 'number') {
    const power = 10 ** second.value;
    return scalar(Math.round(number * power) / power);
  }
  // Python rounds halves to even.
  const floor = Math.floor(number);
  const half = number - floor === 0.5;
  return scalar(half ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(number));
}

function superOf(machine: Machine, first: Value, second: Value): Value {
  if (first.kind === 'class') {
    return second.kind === 'unknown' ? UNKNOWN : { kind: 'super', self: second, after: first };
  }
  for (let index = machine.frames.length - 1; index >= 0; index -= 1) {
    const frame = machine.frames[index];
    if (frame?.owner !== undefined && frame.self !== undefined) {
      return { kind: 'super', self: frame.self, after: frame.owner };
    }
    // A nested function or comprehension inside a method sees the method's class.
    if (frame?.function !== undefined && frame.function.scope.parent === undefined) break;
  }
  return UNKNOWN;
}
