/** Dictionaries with constant keys, as configurations and tables of functions have them. */
import { phrase } from '../phrase';
import type { Place } from '../python/syntax';
import { literalValue } from './patterns';
import { describe, none, Raised, Refused, type CallArguments, type Value } from './value';

export type Key = number | string | boolean | null;
export type Dictionary = Extract<Value, { kind: 'dictionary' }>;

const mostEntries = 1_000;

/** A value as a key. Numbers and truth values that Python takes for equal are one key. */
export function keyOf(value: Value, place: Place): Key {
  if (value.kind === 'text') return value.value;
  if (value.kind === 'none') return null;
  if (value.kind === 'truth') return Number(value.value);
  if (value.kind === 'number' && value.jet.slope === 0) return value.jet.value;
  if (value.kind === 'unknown') throw new Refused(value.because, value.place);
  throw new Refused(phrase`${describe(value)} as a key is not followed`, place);
}

export function dictionary(entries: Iterable<readonly [Key, Value]>, place: Place): Dictionary {
  const made = new Map(entries);
  if (made.size > mostEntries) throw new Refused(phrase`a dictionary is too large to be followed`, place);
  return { kind: 'dictionary', entries: made };
}

/** `dict(…)` of another one, of pairs and of keywords. */
export function dictionaryOf({ positional: [head], keywords, place }: CallArguments): Dictionary {
  const pairs =
    head === undefined ? [] : head.kind === 'dictionary' ? [...head.entries] : pairsOf(head, place);
  return dictionary([...pairs, ...keywords], place);
}

function pairsOf(value: Value, place: Place): readonly (readonly [Key, Value])[] {
  const unknown = (): Refused => new Refused(phrase`this dictionary is not followed`, place);
  if (value.kind !== 'list') throw unknown();
  return value.items.map((pair) => {
    const [key, entry] = pair.kind === 'list' ? pair.items : [];
    if (!key || !entry) throw unknown();
    return [keyOf(key, place), entry];
  });
}

/** `d[key]`; a missing one raises, as in Python. */
export function entryOf({ entries }: Dictionary, key: Value, place: Place): Value {
  const found = entries.get(keyOf(key, place));
  if (!found) throw new Raised();
  return found;
}

export const keysOf = ({ entries }: Dictionary): Value[] => [...entries.keys()].map(literalValue);

/** `d.get`, `d.items` and their kin; undefined for other names. */
export function dictionaryMethod(object: Dictionary, name: string): Value | undefined {
  const { entries } = object;
  const call = (given: CallArguments): Value | undefined => {
    const [first, fallback] = given.positional;
    switch (name) {
      case 'get':
      case 'pop':
      case 'setdefault': {
        if (!first) throw new Refused(phrase`an argument is missing`, given.place);
        const key = keyOf(first, given.place);
        const found = entries.get(key) ?? fallback ?? (name === 'pop' ? undefined : none);
        if (!found) throw new Raised();
        if (name === 'pop') entries.delete(key);
        if (name === 'setdefault') entries.set(key, found);
        return found;
      }
      case 'keys':
        return { kind: 'list', items: keysOf(object) };
      case 'values':
        return { kind: 'list', items: [...entries.values()] };
      case 'items':
        return {
          kind: 'list',
          items: [...entries].map(([key, value]) => ({ kind: 'list', items: [literalValue(key), value] })),
        };
      case 'copy':
        return { kind: 'dictionary', entries: new Map(entries) };
      case 'update': {
        if (first && first.kind !== 'dictionary')
          throw new Refused(phrase`this update is not followed`, given.place);
        for (const [key, value] of first?.entries ?? []) entries.set(key, value);
        for (const [key, value] of given.keywords) entries.set(key, value);
        return none;
      }
      default:
        return undefined;
    }
  };
  return known.has(name) ? { kind: 'callable', name, call: (given) => call(given) ?? none } : undefined;
}
const known: ReadonlySet<string> = new Set([
  ...['get', 'pop', 'setdefault', 'keys', 'values', 'items', 'copy', 'update'],
]);
