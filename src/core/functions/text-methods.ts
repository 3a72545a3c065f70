/** Methods of strings, as names of activations are brought to one spelling with them. */
import { phrase } from '../phrase';
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

const methods = new Map<string, (value: string, given: readonly string[]) => Value | undefined>([
  ['lower', (value) => text(value.toLowerCase())],
  ['upper', (value) => text(value.toUpperCase())],
  ['casefold', (value) => text(value.toLowerCase())],
  ['strip', (value, [characters]) => (characters === undefined ? text(value.trim()) : undefined)],
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

/** A method of a string; undefined for those that are not known. */
export function textMethod(value: string, name: string): Value | undefined {
  const method = methods.get(name);
  return (
    method && {
      kind: 'callable',
      name,
      call: ({ positional, keywords, place }: CallArguments) => {
        const given = positional.flatMap((one) => (one.kind === 'text' ? [one.value] : []));
        const isPlain = given.length === positional.length && keywords.size === 0;
        const result = isPlain ? method(value, given) : undefined;
        if (!result) throw new Refused(phrase`\`${name}\` of a string is not followed here`, place);
        return result;
      },
    }
  );
}
