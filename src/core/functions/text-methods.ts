/** Methods of strings, as names of activations are brought to one spelling with them. */
import { phrase } from '../phrase';
import { heldInOrder } from './items';
import { formatted } from './text-format';
import { pythonNumber, Refused, truthValue, type CallArguments, type Value } from './value';

/** A longer text says nothing of a curve, and one that is put into itself over and over fills the memory. */
export const LONGEST_TEXT = 100_000;

const text = (value: string): Value => ({ kind: 'text', value });

/** Nothing may be replaced between all letters, and at both ends. */
const mayGrowTooLong = (value: string, by: string): boolean =>
  (value.length + 1) * (by.length + 1) > LONGEST_TEXT;

/** The words between separators, or between blanks. */
const words = (value: string, separator: string | undefined): readonly string[] =>
  separator === undefined ? value.split(/\s+/u).filter((word) => word !== '') : value.split(separator);

/** Texts in a list; undefined where something else is in it. */
function textsOf(items: readonly Value[] | undefined): readonly string[] | undefined {
  const texts = items?.flatMap((item) => (item.kind === 'text' ? [item.value] : []));
  return texts?.length === items?.length ? texts : undefined;
}

const joinedLength = (parts: readonly string[], between: string): number =>
  parts.reduce((sum, part) => sum + part.length + between.length, 0);

/** Without the given characters, or blanks, at its ends. */
function stripped(value: string, characters: string | undefined, atStart: boolean, atEnd: boolean): string {
  const goes = (one: string | undefined): boolean =>
    one !== undefined && (characters === undefined ? one.trim() === '' : characters.includes(one));
  let [start, end] = [0, value.length];
  while (atStart && start < end && goes(value[start])) start += 1;
  while (atEnd && end > start && goes(value[end - 1])) end -= 1;
  return value.slice(start, end);
}

/** What stands in front of a separator, itself, and what stands behind it. */
function parted(value: string, separator: string | undefined, at: number): Value | undefined {
  if (separator === undefined || separator === '') return undefined;
  // Where it is not, all of the text stands in front of it.
  const parts = [value.slice(0, at), separator, value.slice(at + separator.length)];
  return { kind: 'list', items: (at < 0 ? [value, '', ''] : parts).map(text) };
}

const methods = new Map<string, (value: string, given: readonly string[]) => Value | undefined>([
  ['lower', (value) => text(value.toLowerCase())],
  ['upper', (value) => text(value.toUpperCase())],
  ['casefold', (value) => text(value.toLowerCase())],
  ['strip', (value, [characters]) => text(stripped(value, characters, true, true))],
  ['lstrip', (value, [characters]) => text(stripped(value, characters, true, false))],
  ['rstrip', (value, [characters]) => text(stripped(value, characters, false, true))],
  ['partition', (value, [separator]) => parted(value, separator, value.indexOf(separator ?? ''))],
  [
    'removeprefix',
    (value, [part]) =>
      part === undefined ? undefined : text(value.startsWith(part) ? value.slice(part.length) : value),
  ],
  [
    'removesuffix',
    (value, [part]) =>
      part === undefined
        ? undefined
        : text(part !== '' && value.endsWith(part) ? value.slice(0, -part.length) : value),
  ],
  [
    'join',
    (value, parts) => (joinedLength(parts, value) > LONGEST_TEXT ? undefined : text(parts.join(value))),
  ],
  ['isdigit', (value) => truthValue(/^[0-9]+$/u.test(value))],
  ['startswith', (value, [start]) => (start === undefined ? undefined : truthValue(value.startsWith(start)))],
  ['endswith', (value, [end]) => (end === undefined ? undefined : truthValue(value.endsWith(end)))],
  [
    'replace',
    (value, [old, by]) =>
      old === undefined || by === undefined || mayGrowTooLong(value, by)
        ? undefined
        : text(value.replaceAll(old, by)),
  ],
  ['split', (value, [separator]) => ({ kind: 'list', items: words(value, separator).map(text) })],
  ['find', (value, [part]) => (part === undefined ? undefined : pythonNumber(value.indexOf(part)))],
]);

/** `'…'.format(…)` takes more than texts. */
const format = (value: string): Value => ({
  kind: 'callable',
  name: 'format',
  call: (given) => {
    const result = formatted(value, given);
    return result === undefined || result.length > LONGEST_TEXT
      ? { kind: 'unknown', because: phrase`what this string says is not known`, place: given.place }
      : text(result);
  },
});

/** A method of a string; undefined for those that are not known. */
export function textMethod(value: string, name: string): Value | undefined {
  if (name === 'format') return format(value);
  const method = methods.get(name);
  return (
    method && {
      kind: 'callable',
      name,
      call: ({ positional, keywords, place }: CallArguments) => {
        // What `join` takes is a list of what the other methods take one by one.
        const given = textsOf(name === 'join' ? heldInOrder(positional[0], place) : positional);
        const result = given && keywords.size === 0 ? method(value, given) : undefined;
        if (!result) throw new Refused(phrase`\`${name}\` of a string is not followed here`, place);
        return result;
      },
    }
  );
}
