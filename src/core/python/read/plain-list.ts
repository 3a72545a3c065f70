/**
 * Long lists of plain strings and numbers — class names, labels — read without the parser: `CATEGORIES = ["tench", "goldfish", …]`. Such
 * a list is data of a thousand lines; what the parser would make of it, this makes in a tenth of the time.
 */
import type { AssignStatement, Expression, Unit } from '../syntax';
import { readNumber, readString } from './strings';

const beginning = /([A-Za-z_]\w*)[ \t]*=[ \t]*(\[)/y;
/** One literal, then a comma, or what closes the list. Neighbouring strings, escapes and prefixes are left to the parser. */
const element = /[ \t\r\n]*(?:("[^"\\\r\n]*"|'[^'\\\r\n]*')|((?:0|[1-9]\d*)(?:\.\d+)?))[ \t\r\n]*(?=[,\]])/y;
const separator = /,?[ \t\r\n]*/y;
const rest = /[ \t]*/y;

/** Names that mean something of their own where a statement begins. */
const words: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except exec finally for from global if import in is ' +
    'lambda match nonlocal not or pass print raise return try type while with yield case'
  ).split(' '),
);

/** The statement, exactly as the parser gives it; undefined for everything else. Linear in the text's length. */
export function readPlainList(unit: Unit, text: string): AssignStatement | undefined {
  const head = at(beginning, text, 0);
  const name = head?.[1];
  if (head === undefined || name === undefined || words.has(name)) return undefined;
  const open = head[0].length - 1;
  const elements: Expression[] = [];
  let offset = open + 1;
  while (text[offset] !== ']') {
    const found = at(element, text, offset);
    if (found === undefined) return undefined;
    const [whole, string, number] = found;
    const source = string ?? number ?? '';
    const start = offset + whole.indexOf(source);
    const place = { unit, start, end: start + source.length };
    if (string === undefined) elements.push({ kind: 'Number', ...place, ...readNumber(source) });
    else {
      const { value, bytes } = readString(source);
      elements.push({ kind: 'String', ...place, value, bytes, replacements: [] });
    }
    offset += whole.length;
    offset += at(separator, text, offset)?.[0].length ?? 0;
  }
  const end = offset + 1;
  if (end + (at(rest, text, end)?.[0].length ?? 0) < text.length) return undefined;
  return {
    kind: 'Assign',
    unit,
    start: 0,
    end,
    targets: [{ kind: 'Name', unit, start: 0, end: name.length, id: name }],
    annotation: undefined,
    value: { kind: 'List', unit, start: open, end, elements },
  };
}

function at(pattern: RegExp, text: string, offset: number): RegExpExecArray | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text) ?? undefined;
}
