/** `[tool.activation-lens]` of a pyproject.toml, with the place of everything in it that is wrong. */
import { parse, TomlError } from 'smol-toml';
import { english, phrase, type Say } from '../../phrase';
import type { OffsetRange } from '../../python/offsets';
import type { ConfigurationLayer, ConfigurationProblem } from './configuration';
import { readLayer } from './configuration';

export interface PlacedProblem extends OffsetRange {
  readonly message: string;
}

export interface PyprojectReading {
  /** Undefined where the file has no `[tool.activation-lens]` (or cannot be read): then it is not the configuration that was looked for. */
  readonly layer: ConfigurationLayer | undefined;
  readonly problems: readonly PlacedProblem[];
}

/** Reads a pyproject.toml's text. Offsets in problems are UTF-16 offsets of that text. */
export function readPyproject(
  text: string,
  knownRules: ReadonlySet<string>,
  say: Say = english,
): PyprojectReading {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const start = offsetOf(text, error.line, error.column);
    const message = error.message.split('\n')[0] ?? say(phrase`not valid TOML`);
    return { layer: undefined, problems: [{ start, end: Math.min(start + 1, text.length), message }] };
  }
  const tool = (document as { readonly tool?: unknown }).tool;
  const table =
    typeof tool === 'object' && tool !== null
      ? (tool as Record<string, unknown>)['activation-lens']
      : undefined;
  if (table === undefined) return { layer: undefined, problems: [] };
  const { layer, problems } = readLayer(table, knownRules, say);
  const places = new Places(text);
  return { layer, problems: problems.map((problem) => places.of(problem)) };
}

/** Where the value of an option of the table stands. */
export function placeOfOption(text: string, option: string): OffsetRange {
  return new Places(text).of({ path: [option], at: 'value', message: '' });
}

function offsetOf(text: string, line: number, column: number): number {
  let offset = 0;
  for (let remaining = line; remaining > 1; remaining--) {
    const newline = text.indexOf('\n', offset);
    if (newline === -1) break;
    offset = newline + 1;
  }
  return Math.min(offset + column - 1, text.length);
}

/**
 * The library gives no positions, so the text is searched: the table's lines, then the key, then the value. The table's header is the
 * fallback. The text is gone through once, however many problems there are.
 */
class Places {
  private readonly header: Line | undefined;
  private readonly keys = new Map<string, Line>();
  private readonly items = new Map<Line, readonly OffsetRange[]>();
  /** Where the last name inside a key's value ended: the next one most likely follows. */
  private readonly searched = new Map<Line, number>();

  constructor(private readonly text: string) {
    const lines = tableLines(text);
    this.header = lines.find(({ kind }) => kind === 'header');
    for (const line of lines)
      if (line.name !== '' && !this.keys.has(line.name)) this.keys.set(line.name, line);
  }

  of({ path, at, message }: ConfigurationProblem): PlacedProblem {
    const [option, inner, index] = path;
    const fallback = { start: this.header?.start ?? 0, end: this.header?.end ?? 0, message };
    if (option === undefined) return fallback;

    const insideTable = typeof inner === 'string' ? this.keys.get(`${String(option)}.${inner}`) : undefined;
    const key = insideTable ?? this.keys.get(String(option));
    if (key === undefined) return fallback;
    const itself = { start: key.start, end: key.keyEnd, message };
    if (typeof inner === 'string' && insideTable === undefined)
      return { ...itself, ...this.nameInside(key, inner) };
    if (at === 'key') return itself;
    if (typeof index === 'number') return { ...itself, ...this.item(key, index) };
    if (typeof inner === 'number') return { ...itself, ...this.item(key, inner) };
    return { ...valueRange(this.text, key), message };
  }

  private nameInside(key: Line, name: string): OffsetRange | undefined {
    const from = this.searched.get(key) ?? key.keyEnd;
    let start = this.text.indexOf(name, from);
    if (start === -1 && from > key.keyEnd) start = this.text.indexOf(name, key.keyEnd);
    if (start === -1) return undefined;
    this.searched.set(key, start + name.length);
    return { start, end: start + name.length };
  }

  private item(key: Line, index: number): OffsetRange | undefined {
    let items = this.items.get(key);
    if (items === undefined) this.items.set(key, (items = listItems(this.text, key.keyEnd)));
    return items[index];
  }
}

interface Line extends OffsetRange {
  readonly kind: 'header' | 'key';
  /** Dotted, relative to `tool.activation-lens`. */
  readonly name: string;
  readonly keyEnd: number;
}

/** Headers and keys that belong to `tool.activation-lens`. */
function tableLines(text: string): readonly Line[] {
  const found: Line[] = [];
  let table: string | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    const header = /^[ \t]*\[([^[\]]+)\]/.exec(line);
    const key =
      /^[ \t]*((?:"[^"]*"|'[^']*'|[\w-]+)(?:[ \t]*\.[ \t]*(?:"[^"]*"|'[^']*'|[\w-]+))*)[ \t]*=/.exec(line);
    if (header !== null) {
      const name = plain(header[1] ?? '');
      table = name === TABLE ? '' : name.startsWith(`${TABLE}.`) ? name.slice(TABLE.length + 1) : undefined;
      const from = start + line.indexOf('[');
      const end = start + header[0].length;
      if (table !== undefined) found.push({ kind: 'header', name: table, start: from, end, keyEnd: end });
    } else if (key !== null && table !== undefined) {
      const from = start + line.indexOf(key[1] ?? '');
      const name = plain(key[1] ?? '');
      const keyEnd = from + (key[1] ?? '').length;
      const end = start + line.trimEnd().length;
      found.push({ kind: 'key', name: table === '' ? name : `${table}.${name}`, start: from, end, keyEnd });
    }
    start += line.length + 1;
  }
  return found;
}

const TABLE = 'tool.activation-lens';

function plain(key: string): string {
  return key.replaceAll(/["' \t]/g, '');
}

function valueRange(text: string, key: Line): OffsetRange {
  if (key.kind === 'header') return { start: key.start, end: key.end };
  const rest = text.slice(key.keyEnd, key.end);
  const value = /^[ \t]*=[ \t]*/.exec(rest);
  return { start: key.keyEnd + (value?.[0].length ?? 0), end: key.end };
}

/** The items of the list after an offset; strings, and anything else without commas or brackets in it. */
function listItems(text: string, from: number): readonly OffsetRange[] {
  const open = text.indexOf('[', from);
  if (open === -1) return [];
  const token = /"(?:[^"\\]|\\.)*"|'[^']*'|#[^\n]*|\]|[^\s,\]"'#]+/g;
  token.lastIndex = open + 1;
  const items: OffsetRange[] = [];
  for (let match = token.exec(text); match !== null && match[0] !== ']'; match = token.exec(text))
    if (!match[0].startsWith('#')) items.push({ start: match.index, end: match.index + match[0].length });
  return items;
}
