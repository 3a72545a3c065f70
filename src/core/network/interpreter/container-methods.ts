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

const MAXIMUM_LENGTH = 10_000;

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
      else if (name === 'appendleft') elements.unshift(first);
      else elements.push(first);
      return NONE;
    }
    case 'extend':
    case 'update': {
      const added = elementsOf(machine, first);
      const elements = machine.heap.elementsForWriting(target);
      if (elements.length + added.elements.length > MAXIMUM_LENGTH) machine.heap.open(target);
      else elements.push(...added.elements);
      if (!added.known && !added.elements.some(mayBeRun)) machine.heap.open(target);
      return NONE;
    }
    case 'insert': {
      const elements = machine.heap.elementsForWriting(target);
      if (first.kind === 'scalar' && typeof first.value === 'number') elements.splice(first.value, 0, second);
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
        return joinAll(elements.filter((element) => !mayBeRun(element)));
      }
      const index = typeof position === 'number' ? position : Number(position.value);
      const [removed] = elements.splice(index, 1);
      return removed === undefined || mayBeRun(removed) ? UNKNOWN : removed;
    }
    case 'reverse':
      machine.heap.elementsForWriting(target).reverse();
      return NONE;
    case 'copy':
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
      const index = target.elements.findIndex((element) => isEqual(element, first) === true);
      return index < 0 || target.elements.slice(0, index).some(mayBeRun) ? UNKNOWN : scalar(index);
    }
    default:
      return UNKNOWN;
  }
}

function dictionaryMethod(
  machine: Machine,
  target: DictionaryValue,
  name: string,
  given: CallArguments,
): Value | undefined {
  const [first = UNKNOWN, second = NONE] = given.positional;
  const keyValue = (key: string): Value =>
    key.startsWith('?') ? UNKNOWN : scalar(target.keys.get(key) ?? null);
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
        const values = [...target.entries.values()];
        return target.open || values.length === 0 || name !== 'get' ? UNKNOWN : joinAll([...values, second]);
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
  const strings = given.positional.map((value) =>
    value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined,
  );
  const [first] = strings;
  switch (name) {
    case 'lower':
      return scalar(text.toLowerCase());
    case 'upper':
      return scalar(text.toUpperCase());
    case 'strip':
      return given.positional.length === 0 ? scalar(text.trim()) : UNKNOWN;
    case 'find':
      return first === undefined ? UNKNOWN : scalar(text.indexOf(first));
    case 'startswith':
      return first === undefined ? UNKNOWN : truth(text.startsWith(first));
    case 'endswith':
      return first === undefined ? UNKNOWN : truth(text.endsWith(first));
    case 'replace':
      return first === undefined || strings[1] === undefined
        ? UNKNOWN
        : scalar(text.replaceAll(first, strings[1]));
    case 'split':
      return first === undefined || first === ''
        ? given.positional.length === 0
          ? list(text.trim().split(/\s+/).map(scalar))
          : UNKNOWN
        : list(text.split(first).map(scalar));
    case 'join': {
      const [row] = given.positional;
      if (row === undefined) return UNKNOWN;
      const { elements, known } = elementsOf(machine, row);
      const parts = elements.map((element) => (element.kind === 'scalar' ? element.value : undefined));
      return known && parts.every((part) => typeof part === 'string') ? scalar(parts.join(text)) : UNKNOWN;
    }
    case 'format': {
      const parts = given.positional.map((value) =>
        value.kind === 'scalar' && value.value !== null && typeof value.value !== 'boolean'
          ? value.value
          : undefined,
      );
      if (parts.includes(undefined) || given.keywords.size > 0 || given.open) return UNKNOWN;
      let position = 0;
      const filled = text.replace(/\{(\d*)\}/g, (whole, digits: string) => {
        const part = parts[digits === '' ? position : Number(digits)];
        position += 1;
        return part === undefined ? whole : String(part);
      });
      return /[{}]/.test(filled) ? UNKNOWN : scalar(filled);
    }
    case 'isdigit':
      return truth(/^\d+$/.test(text));
    case 'count':
      return first === undefined || first === '' ? UNKNOWN : scalar(text.split(first).length - 1);
    default:
      return UNKNOWN;
  }
}
