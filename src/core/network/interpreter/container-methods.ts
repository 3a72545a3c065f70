/** Methods of lists, dictionaries and strings. */
import { joinAll } from '../join';
import {
  NONE,
  UNKNOWN,
  keyOf,
  list,
  scalar,
  truth,
  type CallArguments,
  type DictionaryValue,
  type ListValue,
  type Value,
} from '../values';
import { spreadInto } from './evaluate';
import { elementsOf } from './iterate';
import { MAXIMUM_LENGTH, pushAll, textValue } from './lengths';
import type { Machine } from './machine';
import { isEqual, mayBeRun } from './truth';

export function callContainerMethod(
  machine: Machine,
  receiver: Value,
  name: string,
  given: CallArguments,
): Value | undefined {
  if (receiver.kind === 'list') return listMethod(machine, receiver, name, given);
  if (receiver.kind === 'dictionary') return dictionaryMethod(machine, receiver, name, given);
  if (receiver.kind === 'scalar' && typeof receiver.value === 'string')
    return stringMethod(machine, receiver.value, name, given);
  return undefined;
}

function listMethod(
  machine: Machine,
  target: ListValue,
  name: string,
  given: CallArguments,
): Value | undefined {
  const [first = UNKNOWN, second = UNKNOWN] = given.positional;
  switch (name) {
    case 'append':
    case 'add':
    case 'appendleft': {
      const elements = machine.heap.elementsForWriting(target);
      if (elements.length >= MAXIMUM_LENGTH) machine.heap.open(target);
      else if (name === 'appendleft') insert(machine, elements, 0, first);
      else elements.push(first);
      return NONE;
    }
    case 'extend':
    case 'update': {
      const added = elementsOf(machine, first);
      const elements = machine.heap.elementsForWriting(target);
      if (!pushAll(machine, elements, added.elements)) machine.heap.open(target);
      if (!added.known && !added.elements.some(mayBeRun)) machine.heap.open(target);
      return NONE;
    }
    case 'insert': {
      const elements = machine.heap.elementsForWriting(target);
      const known = first.kind === 'scalar' && typeof first.value === 'number';
      if (known && elements.length < MAXIMUM_LENGTH) insert(machine, elements, Number(first.value), second);
      else machine.heap.open(target);
      return NONE;
    }
    case 'pop':
    case 'popleft': {
      const elements = machine.heap.elementsForWriting(target);
      const position = name === 'popleft' ? 0 : given.positional.length === 0 ? -1 : first;
      if (
        typeof position !== 'number' &&
        (position.kind !== 'scalar' || typeof position.value !== 'number')
      ) {
        machine.heap.open(target);
        machine.look(elements.length);
        return joinAll(
          machine,
          elements.filter((element) => !mayBeRun(element)),
        );
      }
      const index = typeof position === 'number' ? position : Number(position.value);
      machine.look(elements.length);
      const [removed] = elements.splice(index, 1);
      return removed === undefined || mayBeRun(removed) ? UNKNOWN : removed;
    }
    case 'reverse':
      machine.look(target.elements.length);
      machine.heap.elementsForWriting(target).reverse();
      return NONE;
    case 'copy':
      machine.copy(target.elements.length);
      return list([...target.elements], target.form, target.open);
    case 'clear':
      machine.heap.elementsForWriting(target).length = 0;
      return NONE;
    case 'sort':
    case 'remove':
    case 'discard':
      machine.heap.open(target);
      return NONE;
    case 'index': {
      machine.look(2 * target.elements.length);
      const index = target.elements.findIndex((element) => isEqual(machine, element, first) === true);
      return index < 0 || target.elements.slice(0, index).some(mayBeRun) ? UNKNOWN : scalar(index);
    }
    default:
      return UNKNOWN;
  }
}

function insert(machine: Machine, elements: Value[], at: number, value: Value): void {
  machine.look(elements.length);
  elements.splice(at, 0, value);
}

/** How much of an entry these take along. */
const copiesOfEntry: Readonly<Record<string, number | undefined>> = { keys: 2, values: 1, items: 4, copy: 8 };

function dictionaryMethod(
  machine: Machine,
  target: DictionaryValue,
  name: string,
  given: CallArguments,
): Value | undefined {
  const [first = UNKNOWN, second = NONE] = given.positional;
  const keyValue = (key: string): Value =>
    key.startsWith('?') ? UNKNOWN : scalar(target.keys.get(key) ?? null);
  machine.copy((copiesOfEntry[name] ?? 0) * target.entries.size);
  switch (name) {
    case 'items':
      return list(
        [...target.entries].map(([key, value]) => list([keyValue(key), value], 'tuple')),
        'list',
        target.open && target.entries.size === 0,
      );
    case 'keys':
      return list([...target.entries.keys()].map(keyValue), 'list', target.open);
    case 'values':
      return list([...target.entries.values()], 'list', target.open && target.entries.size === 0);
    case 'get':
    case 'pop':
    case 'setdefault': {
      const key = keyOf(first);
      if (key === undefined) {
        machine.look(target.entries.size);
        const values = [...target.entries.values()];
        return target.open || values.length === 0 || name !== 'get'
          ? UNKNOWN
          : joinAll(machine, [...values, second]);
      }
      const found = target.entries.get(key);
      if (name === 'pop' && found !== undefined) machine.heap.set(target.entries, key, undefined);
      if (name === 'setdefault' && found === undefined && first.kind === 'scalar')
        machine.heap.setEntry(target, key, first.value, second);
      return found ?? (target.open ? UNKNOWN : second);
    }
    case 'update':
      if (given.positional.length > 0) spreadInto(machine, target, first);
      for (const [key, value] of given.keywords) machine.heap.setEntry(target, `s${key}`, key, value);
      return NONE;
    case 'copy': {
      const copy: DictionaryValue = {
        kind: 'dictionary',
        entries: new Map(target.entries),
        keys: new Map(target.keys),
        open: target.open,
      };
      return copy;
    }
    default:
      return UNKNOWN;
  }
}

function stringMethod(machine: Machine, text: string, name: string, given: CallArguments): Value | undefined {
  machine.look(text.length);
  const strings = given.positional.map((value) =>
    value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined,
  );
  const [first] = strings;
  switch (name) {
    case 'lower':
      return textValue(text.toLowerCase());
    case 'upper':
      return textValue(text.toUpperCase());
    case 'strip':
      return given.positional.length === 0 ? scalar(text.trim()) : UNKNOWN;
    case 'find':
      return first === undefined ? UNKNOWN : scalar(text.indexOf(first));
    case 'startswith':
      return first === undefined ? UNKNOWN : truth(text.startsWith(first));
    case 'endswith':
      return first === undefined ? UNKNOWN : truth(text.endsWith(first));
    case 'replace': {
      const [, second] = strings;
      if (first === undefined || second === undefined) return UNKNOWN;
      return joined(text.split(first), second);
    }
    case 'split': {
      if ((first === undefined || first === '') && given.positional.length > 0) return UNKNOWN;
      // One element more than there may be is enough to know.
      const parts =
        first === undefined || first === ''
          ? text.trim().split(/\s+/, MAXIMUM_LENGTH + 1)
          : text.split(first, MAXIMUM_LENGTH + 1);
      return list(parts.slice(0, MAXIMUM_LENGTH).map(scalar), 'list', parts.length > MAXIMUM_LENGTH);
    }
    case 'join': {
      const [row] = given.positional;
      if (row === undefined) return UNKNOWN;
      const { elements, known } = elementsOf(machine, row);
      const parts = elements.map((element) => (element.kind === 'scalar' ? element.value : undefined));
      return known && parts.every((part) => typeof part === 'string') ? joined(parts, text) : UNKNOWN;
    }
    case 'format': {
      const parts = given.positional.map((value) =>
        value.kind === 'scalar' && value.value !== null && typeof value.value !== 'boolean'
          ? value.value
          : undefined,
      );
      if (parts.includes(undefined) || given.keywords.size > 0 || given.open) return UNKNOWN;
      const longest = Math.max(0, ...parts.map((part) => String(part).length));
      if (text.split('{').length * longest > MAXIMUM_LENGTH) return UNKNOWN;
      let position = 0;
      const filled = text.replace(/\{(\d*)\}/g, (whole, digits: string) => {
        const part = parts[digits === '' ? position : Number(digits)];
        position += 1;
        return part === undefined ? whole : String(part);
      });
      return /[{}]/.test(filled) ? UNKNOWN : textValue(filled);
    }
    case 'isdigit':
      return truth(/^\d+$/.test(text));
    case 'count':
      return first === undefined || first === '' ? UNKNOWN : scalar(text.split(first).length - 1);
    default:
      return UNKNOWN;
  }
}

/** `between.join(parts)`, put together only if it does not become too long. */
function joined(parts: readonly string[], between: string): Value {
  const length = parts.reduce((sum, part) => sum + part.length, between.length * (parts.length - 1));
  return length > MAXIMUM_LENGTH ? UNKNOWN : scalar(parts.join(between));
}
