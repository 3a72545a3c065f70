/**
 * Signatures as the tables write them, close to Python:
 *
 *     @input, negative_slope|alpha:alpha=0.01, *, name=None, **kwargs
 *
 * `@` marks the tensor of a functional form, `|` gives another keyword for the same parameter, `:` the name that it sets (a catalogue
 * parameter, or a quantity of an initialiser), `=` the default: a Python literal, the qualified name of a callable, or `...` where the
 * default is an object of the framework. A bare `*` makes what follows keyword-only.
 */
import type { ConstantValue } from '../python/names';
import type { ApiParameter } from './symbol';

/** Parses a signature of the tables. Text outside the grammar throws: tables are ours, and a test reads all of them. */
export function parseSignature(text: string): readonly ApiParameter[] {
  const parameters: ApiParameter[] = [];
  let keywordOnly = false;
  for (const piece of splitAtCommas(text)) {
    if (piece === '*') {
      keywordOnly = true;
    } else if (piece.startsWith('**')) {
      parameters.push({ name: piece.slice(2), variadic: 'keyword' });
    } else if (piece.startsWith('*')) {
      parameters.push({ name: piece.slice(1), variadic: 'positional' });
      keywordOnly = true;
    } else {
      parameters.push(parseParameter(piece, keywordOnly));
    }
  }
  return parameters;
}

function parseParameter(piece: string, keywordOnly: boolean): ApiParameter {
  const match = /^(@?)(\w+)(?:\|(\w+))?(?::(\w+))?(?:=(.*))?$/s.exec(piece);
  if (match?.[2] === undefined) throw new Error(`not a parameter: ${piece}`);
  const [, at, name, alias, maps, value] = match;
  return {
    name,
    ...(alias === undefined ? {} : { aliases: [alias] }),
    ...(value === undefined ? { required: true } : parseDefault(value)),
    ...(keywordOnly ? { keywordOnly } : {}),
    ...(maps === undefined ? {} : { maps }),
    ...(at === '@' ? { role: 'input' } : {}),
  };
}

function parseDefault(text: string): Pick<ApiParameter, 'default' | 'defaultSymbol'> {
  if (text === '...') return {};
  const value = parseLiteral(text);
  if (value !== undefined) return { default: value };
  if (/^[A-Za-z_][\w.]*$/.test(text)) return { defaultSymbol: text };
  throw new Error(`not a default: ${text}`);
}

function parseLiteral(text: string): ConstantValue | undefined {
  if (text === 'None') return null;
  if (text === 'True') return true;
  if (text === 'False') return false;
  if (text.startsWith("'")) return text.slice(1, -1);
  if (text.startsWith('(')) {
    const elements = splitAtCommas(text.slice(1, -1)).map(parseLiteral);
    return elements.includes(undefined) ? undefined : { tuple: elements as readonly ConstantValue[] };
  }
  const number = Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** Splits at commas outside parentheses and quotes; empty pieces (a trailing comma) are dropped. */
function splitAtCommas(text: string): readonly string[] {
  const pieces: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const character = text[index];
    if (character === "'") quoted = !quoted;
    else if (character === '(' && !quoted) depth += 1;
    else if (character === ')' && !quoted) depth -= 1;
    if (character === undefined || (character === ',' && depth === 0 && !quoted)) {
      pieces.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return pieces.filter((piece) => piece !== '');
}
