/** Methods of lists, dictionaries and strings. */
import { byNames } from '../../by-names';
import type { Place } from '../../python/syntax';
import { joinAll } from '../machine/join';
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
  type ScalarValue,
  type Value,
} from '../machine/values';
import { registeredUnder } from './registries';
import { addPairs } from './builtins';
import { spreadInto } from './evaluate';
import { elementsOf } from './iterate';
import { MAXIMUM_LENGTH, pushAll, textValue } from './lengths';
import type { Machine } from '../machine/machine';
import { inOrder } from './ordering';
import { distinct } from './sets';
import { textOf } from './text';
import { isEqual, mayBeRun } from './truth';
import { own } from '../../own';

export function callContainerMethod(
  machine: Machine,
  receiver: Value,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (receiver.kind === 'list')
    return receiver.form === 'set'
      ? setMethod(machine, receiver, name, given, site)
      : listMethod(machine, receiver, name, given, site);
  if (receiver.kind === 'dictionary') return dictionaryMethod(machine, receiver, name, given);
  if (receiver.kind === 'scalar' && typeof receiver.value === 'string')
    return stillChosen(receiver, name, stringMethod(machine, receiver.value, name, given));
  return undefined;
}

/** A call of a list's method. */
interface ListCall {
  readonly machine: Machine;
  readonly target: ListValue;
  readonly name: string;
  readonly given: CallArguments;
  readonly site: Place;
  readonly first: Value;
  readonly second: Value;
}

const listMethods = byNames<(call: ListCall) => Value | undefined>([
  [
    'append appendleft',
    ({ machine, target, name, first }) => {
      const elements = machine.heap.elementsForWriting(target);
      if (elements.length >= MAXIMUM_LENGTH) machine.heap.open(target);
      else if (name === 'appendleft') insert(machine, elements, 0, first);
      else elements.push(first);
      return NONE;
    },
  ],
  [
    'extend',
    ({ machine, target, first }) => {
      const added = elementsOf(machine, first);
      const elements = machine.heap.elementsForWriting(target);
      if (!pushAll(machine, elements, added.elements)) machine.heap.open(target);
      if (!added.known && !added.elements.some(mayBeRun)) machine.heap.open(target);
      return NONE;
    },
  ],
  [
    'insert',
    ({ machine, target, first, second }) => {
      const elements = machine.heap.elementsForWriting(target);
      const known = first.kind === 'scalar' && typeof first.value === 'number';
      if (known && elements.length < MAXIMUM_LENGTH) insert(machine, elements, Number(first.value), second);
      else machine.heap.open(target);
      return NONE;
    },
  ],
  [
    'pop popleft',
    ({ machine, target, name, given, first }) => {
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
      // Beyond the end Python raises; from the end of what may go on nothing can be counted.
      if (index >= elements.length || index < -elements.length || (index < 0 && target.open)) return UNKNOWN;
      const [removed] = elements.splice(index, 1);
      return removed === undefined || mayBeRun(removed) ? UNKNOWN : removed;
    },
  ],
  [
    'reverse',
    ({ machine, target }) => {
      machine.look(target.elements.length);
      machine.heap.elementsForWriting(target).reverse();
      return NONE;
    },
  ],
  [
    'copy',
    ({ machine, target }) => {
      machine.copy(target.elements.length);
      return list([...target.elements], target.form, target.open);
    },
  ],
  [
    'clear',
    ({ machine, target }) => {
      machine.heap.elementsForWriting(target).length = 0;
      return NONE;
    },
  ],
  [
    'sort',
    ({ machine, target, given, site }) => {
      const sorted = inOrder(machine, target.elements, given, site);
      if (sorted === undefined) {
        machine.heap.open(target);
        return NONE;
      }
      const elements = machine.heap.elementsForWriting(target);
      elements.splice(0, elements.length, ...sorted);
      return NONE;
    },
  ],
  [
    'remove',
    ({ machine, target, first }) => {
      const index = firstEqual(machine, target, first);
      if (index === undefined) machine.heap.open(target);
      else machine.heap.elementsForWriting(target).splice(index, 1);
      return NONE;
    },
  ],
  [
    'index',
    ({ machine, target, given, first }) => {
      const index = firstEqual(machine, target, first);
      return index === undefined || given.positional.length > 1 ? UNKNOWN : scalar(index);
    },
  ],
  [
    'count',
    ({ machine, target, first }) => {
      if (target.open || target.elements.some(mayBeRun)) return UNKNOWN;
      machine.look(2 * target.elements.length);
      const verdicts = target.elements.map((element) => isEqual(machine, element, first));
      return verdicts.includes(undefined) ? UNKNOWN : scalar(verdicts.filter((equal) => equal).length);
    },
  ],
]);

function listMethod(
  machine: Machine,
  target: ListValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN, second = UNKNOWN] = given.positional;
  const method = listMethods.get(name);
  if (method !== undefined) return method({ machine, target, name, given, site, first, second });

  return UNKNOWN;
}

/** Where the first element equal to a value stands; undefined where that cannot be told. */
function firstEqual(machine: Machine, target: ListValue, wanted: Value): number | undefined {
  machine.look(2 * target.elements.length);
  for (const [index, element] of target.elements.entries()) {
    const equal = mayBeRun(element) ? undefined : isEqual(machine, element, wanted);
    if (equal === undefined) return undefined;
    if (equal) return index;
  }
  return undefined;
}

function setMethod(
  machine: Machine,
  target: ListValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  const [first = UNKNOWN] = given.positional;
  switch (name) {
    case 'add':
      replaceElements(machine, target, [...target.elements, first], false);
      return NONE;
    case 'update': {
      const added = elementsOf(machine, first);
      const open = (!added.known && !added.elements.some(mayBeRun)) || given.positional.length > 1;
      replaceElements(machine, target, [...target.elements, ...added.elements], open);
      return NONE;
    }
    case 'discard':
    case 'remove': {
      const key = keyOf(first);
      const rest = target.elements.filter((element) => keyOf(element) !== key);
      const known = key !== undefined && rest.every((element) => keyOf(element) !== undefined);
      if (known) replaceElements(machine, target, rest, false);
      else machine.heap.open(target);
      return NONE;
    }
    case 'copy':
    case 'clear':
      return listMethod(machine, target, name, given, site);
    case 'union':
    case 'intersection':
    case 'difference':
    case 'symmetric_difference':
    default:
      return UNKNOWN;
  }
}

function replaceElements(
  machine: Machine,
  target: ListValue,
  elements: readonly Value[],
  open: boolean,
): void {
  machine.copy(elements.length);
  const written = machine.heap.elementsForWriting(target);
  const added = distinct(machine, elements);
  if (open || added.length > MAXIMUM_LENGTH) machine.heap.open(target);
  else written.splice(0, written.length, ...added);
}

function insert(machine: Machine, elements: Value[], at: number, value: Value): void {
  machine.look(elements.length);
  elements.splice(at, 0, value);
}

/** How many elements these methods copy for each entry. */
const copiesOfEntry: Readonly<Record<string, number | undefined>> = { keys: 2, values: 1, items: 4, copy: 8 };

/** A call of a dictionary's method. */
interface DictionaryCall {
  readonly machine: Machine;
  readonly target: DictionaryValue;
  readonly name: string;
  readonly given: CallArguments;
  readonly first: Value;
  readonly second: Value;
  readonly keyValue: (key: string) => Value;
}

const dictionaryMethods = byNames<(call: DictionaryCall) => Value | undefined>([
  [
    'items',
    ({ target, keyValue }) =>
      list(
        [...target.entries].map(([key, value]) => list([keyValue(key), value], 'tuple')),
        'list',
        target.open && target.entries.size === 0,
      ),
  ],
  ['keys', ({ target, keyValue }) => list([...target.entries.keys()].map(keyValue), 'list', target.open)],
  [
    'values',
    ({ target }) => list([...target.entries.values()], 'list', target.open && target.entries.size === 0),
  ],
  [
    'get pop setdefault',
    ({ machine, target, name, given, first, second }) => {
      const key = keyOf(first);
      if (key === undefined) {
        machine.look(target.entries.size);
        const values = [...target.entries.values()];
        if (name !== 'get') openTable(machine, target);
        return target.open || values.length === 0 || name !== 'get'
          ? UNKNOWN
          : joinAll(machine, [...values, second]);
      }
      const found = target.entries.get(key);
      if (name === 'pop' && found !== undefined) machine.heap.set(target.entries, key, undefined);
      // What may or may not be filled in with something unknown is taken as it is without.
      const isFilled = second.kind !== 'unknown' || second.fact !== undefined || !machine.heap.isInBranch;
      if (name === 'setdefault' && found === undefined && first.kind === 'scalar' && isFilled)
        machine.heap.setEntry(target, key, first.value, second);
      // Without a default a key that is missing raises.
      const missing = name === 'pop' && given.positional.length < 2 ? UNKNOWN : second;
      const isKeyed = first.kind === 'scalar' && typeof first.value === 'string';
      const registered =
        found === undefined && name === 'get' && given.positional.length < 2 && isKeyed
          ? registeredUnder(machine, String(first.value))
          : undefined;
      return found ?? registered ?? (target.open ? UNKNOWN : missing);
    },
  ],
  [
    'update',
    ({ machine, target, given, first }) => {
      if (first.kind === 'list') addPairs(machine, target, first);
      else if (given.positional.length > 0) spreadInto(machine, target, first);
      for (const [key, value] of given.keywords) machine.heap.setEntry(target, `s${key}`, key, value);
      return NONE;
    },
  ],
  [
    'clear',
    ({ machine, target }) => {
      for (const key of [...target.entries.keys()]) machine.heap.set(target.entries, key, undefined);
      return NONE;
    },
  ],
  [
    'popitem',
    ({ machine, target, keyValue }) => {
      const last = [...target.entries].at(-1);
      if (last === undefined || target.open) return UNKNOWN;
      machine.look(target.entries.size);
      machine.heap.set(target.entries, last[0], undefined);
      return list([keyValue(last[0]), last[1]], 'tuple');
    },
  ],
  [
    'copy',
    ({ target }) => {
      const copy: DictionaryValue = {
        kind: 'dictionary',
        entries: new Map(target.entries),
        keys: new Map(target.keys),
        open: target.open,
      };
      return copy;
    },
  ],
]);

function dictionaryMethod(
  machine: Machine,
  target: DictionaryValue,
  name: string,
  given: CallArguments,
): Value | undefined {
  const [first = UNKNOWN, second = NONE] = given.positional;
  const keyValue = (key: string): Value =>
    key.startsWith('?') ? UNKNOWN : scalar(target.keys.get(key) ?? null);
  machine.copy((own(copiesOfEntry, name) ?? 0) * target.entries.size);
  const method = dictionaryMethods.get(name);
  if (method !== undefined) return method({ machine, target, name, given, first, second, keyValue });

  return UNKNOWN;
}

function openTable(machine: Machine, target: DictionaryValue): void {
  machine.look(target.entries.size);
  target.open = true;
}

/** A call of a string's method; its arguments that are strings, too. */
interface StringCall {
  readonly machine: Machine;
  readonly text: string;
  readonly given: CallArguments;
  readonly strings: readonly (string | undefined)[];
  readonly first: string | undefined;
}

const stringMethods = byNames<(call: StringCall) => Value | undefined>([
  ['lower', ({ text }) => textValue(text.toLowerCase())],
  ['upper', ({ text }) => textValue(text.toUpperCase())],
  ['strip', ({ text, given }) => (given.positional.length === 0 ? scalar(text.trim()) : UNKNOWN)],
  ['lstrip', ({ text, given }) => (given.positional.length === 0 ? scalar(text.trimStart()) : UNKNOWN)],
  ['rstrip', ({ text, given }) => (given.positional.length === 0 ? scalar(text.trimEnd()) : UNKNOWN)],
  ['capitalize', ({ text }) => textValue(text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase())],
  ['find', ({ text, first }) => (first === undefined ? UNKNOWN : scalar(text.indexOf(first)))],
  ['startswith', ({ text, first }) => (first === undefined ? UNKNOWN : truth(text.startsWith(first)))],
  ['endswith', ({ text, first }) => (first === undefined ? UNKNOWN : truth(text.endsWith(first)))],
  [
    'replace',
    ({ text, given, strings, first }) => {
      const [, second] = strings;
      if (first === undefined || first === '' || second === undefined || given.positional.length > 2)
        return UNKNOWN;
      return joined(text.split(first), second);
    },
  ],
  [
    'split',
    ({ text, given, first }) => {
      if ((first === undefined || first === '') && given.positional.length > 0) return UNKNOWN;
      if (given.positional.length > 1 || given.keywords.size > 0) return UNKNOWN;
      if (first === undefined && text.trim() === '') return list([]);
      // One element more than there may be is enough to know.
      const parts =
        first === undefined || first === ''
          ? text.trim().split(/\s+/, MAXIMUM_LENGTH + 1)
          : text.split(first, MAXIMUM_LENGTH + 1);
      return list(parts.slice(0, MAXIMUM_LENGTH).map(scalar), 'list', parts.length > MAXIMUM_LENGTH);
    },
  ],
  [
    'join',
    ({ machine, text, given }) => {
      const [row] = given.positional;
      if (row === undefined) return UNKNOWN;
      const { elements, known } = elementsOf(machine, row);
      const parts = elements.map((element) => (element.kind === 'scalar' ? element.value : undefined));
      return known && parts.every((part) => typeof part === 'string') ? joined(parts, text) : UNKNOWN;
    },
  ],
  [
    'format',
    ({ text, given }) => {
      const parts = given.positional.map(textOf);
      if (parts.includes(undefined) || given.keywords.size > 0 || given.open) return UNKNOWN;
      const longest = Math.max(0, ...parts.map((part) => (part ?? '').length));
      if (text.split('{').length * longest > MAXIMUM_LENGTH) return UNKNOWN;
      let position = 0;
      const filled = text.replace(/\{(\d*)\}/g, (whole, digits: string) => {
        const part = parts[digits === '' ? position : Number(digits)];
        position += 1;
        return part ?? whole;
      });
      return /[{}]/.test(filled) ? UNKNOWN : textValue(filled);
    },
  ],
  ['isdigit', ({ text }) => truth(/^\d+$/.test(text))],
  [
    'count',
    ({ text, first }) =>
      first === undefined || first === '' ? UNKNOWN : scalar(text.split(first).length - 1),
  ],
]);

const sameWord: ReadonlySet<string> = new Set(['lower', 'upper', 'strip']);

/** A parameter's text in small letters is the parameter's text. */
const stillChosen = (receiver: ScalarValue, name: string, result: Value | undefined): Value | undefined =>
  receiver.chosen !== undefined && sameWord.has(name) && result?.kind === 'scalar'
    ? { ...result, chosen: receiver.chosen }
    : result;

function stringMethod(machine: Machine, text: string, name: string, given: CallArguments): Value | undefined {
  machine.look(text.length);
  const strings = given.positional.map((value) =>
    value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined,
  );
  const [first] = strings;
  const method = stringMethods.get(name);
  if (method !== undefined) return method({ machine, text, given, strings, first });

  return UNKNOWN;
}

/** `between.join(parts)`, put together only if it does not become too long. */
function joined(parts: readonly string[], between: string): Value {
  const length = parts.reduce((sum, part) => sum + part.length, between.length * (parts.length - 1));
  return length > MAXIMUM_LENGTH ? UNKNOWN : scalar(parts.join(between));
}
