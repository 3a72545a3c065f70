/**
 * Cuts a document into top-level statements without parsing it: a scan that knows lines, brackets, strings and comments only.
 * Each statement is then parsed by itself, so that what is broken in one cannot reach another and an edit costs one statement.
 */

import { lastAtMost } from './lines';
import type { TextChange } from './syntax';

/** Absolute offsets of a top-level statement; `end` excludes the line break. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

interface Stretches {
  readonly units: readonly Stretch[];
  /** Comments that stand outside every unit. */
  readonly comments: readonly Stretch[];
}

export interface Split extends Stretches {
  /** How many units at the beginning have the text of those in the split before; 0 of a text that was split whole. */
  readonly head: number;
  /** The same at the end. */
  readonly tail: number;
}

const tab = 9;
const newline = 10;
const formFeed = 12;
const carriageReturn = 13;
const space = 32;
const doubleQuote = 34;
const hash = 35;
const singleQuote = 39;
const at = 64;
const backslash = 92;
const braceOpen = 123;
const braceClose = 125;

/** Clauses that belong to the statement above. */
const clause = /(?:else|elif|except|finally)\b/y;
/** Words that cannot begin a line inside brackets: an unclosed bracket ends before them. */
const statementWord =
  /(?:(?:class|def)\s+\w|async\s+def\s|(?:import|return|raise|assert|while|with|del|global|nonlocal)\s+[\w(["'-]|from\s+[\w.]+\s+import\b|(?:try|finally|else)\s*:|(?:elif|except)\b|(?:pass|break|continue|return)\s*(?:$|[#\r\n]))/my;
const deepestNesting = 20;

function matchesAt(pattern: RegExp, text: string, offset: number): boolean {
  pattern.lastIndex = offset;
  return pattern.test(text);
}

function isLineBreak(code: number): boolean {
  return code === newline || code === carriageReturn;
}

function isBlank(code: number): boolean {
  return code === space || code === tab || code === formFeed;
}

function afterLineBreak(text: string, offset: number): number {
  return text.charCodeAt(offset) === carriageReturn && text.charCodeAt(offset + 1) === newline
    ? offset + 2
    : offset + 1;
}

function isTripled(text: string, quote: number, mark: number): boolean {
  return text.charCodeAt(quote + 1) === mark && text.charCodeAt(quote + 2) === mark;
}

/** True where the letters before a quote make it a format (or template) string. */
function isFormatString(text: string, quote: number): boolean {
  for (let offset = quote - 1; offset >= quote - 2 && offset >= 0; offset--) {
    const letter = text.charCodeAt(offset) | 32;
    if (letter === 102 || letter === 116) {
      const before = offset > 0 ? text.charCodeAt(offset - 1) : space;
      const isWord = /[\w]/.test(String.fromCharCode(before));
      return !isWord || (before | 32) === 114;
    }
    if (letter !== 114) return false;
  }
  return false;
}

/** Offset after the string that begins at a quote. A short string ends with its line at the latest. */
export function afterString(text: string, quote: number): number {
  const mark = text.charCodeAt(quote);
  const long = isTripled(text, quote, mark);
  if (isFormatString(text, quote)) {
    const end = afterFormatString(text, quote, mark, long, 0);
    if (end !== undefined) return end;
  }
  if (long) {
    const marks = mark === doubleQuote ? '"""' : "'''";
    let offset = quote + 3;
    for (;;) {
      const end = text.indexOf(marks, offset);
      if (end < 0) return text.length;
      let escapes = 0;
      while (text.charCodeAt(end - 1 - escapes) === backslash && end - 1 - escapes >= offset) escapes++;
      if (escapes % 2 === 0) return end + 3;
      offset = end + 1;
    }
  }
  return afterShortString(text, quote, mark);
}

function afterShortString(text: string, quote: number, mark: number): number {
  for (let offset = quote + 1; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === mark) return offset + 1;
    if (isLineBreak(code)) return offset;
    if (code === backslash) offset = afterLineBreak(text, offset + 1) - 1;
  }
  return text.length;
}

/** The same for a format string, whose replacements may hold strings with the same quotes; undefined where it does not end well. */
function afterFormatString(
  text: string,
  quote: number,
  mark: number,
  long: boolean,
  nesting: number,
): number | undefined {
  let braces = 0;
  for (let offset = quote + (long ? 3 : 1); offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (!long && isLineBreak(code)) return undefined;
    if (code === braceOpen) {
      if (braces === 0 && text.charCodeAt(offset + 1) === braceOpen) offset++;
      else braces++;
    } else if (code === braceClose) {
      if (braces > 0) braces--;
    } else if (braces === 0) {
      if (code === backslash && text.charCodeAt(offset + 1) !== braceOpen)
        offset = afterLineBreak(text, offset + 1) - 1;
      else if (code === mark && !long) return offset + 1;
      else if (code === mark && isTripled(text, offset, mark)) return offset + 3;
    } else if (code === singleQuote || code === doubleQuote) {
      const isOuterEnd = long && code === mark && isTripled(text, offset, code);
      const end = isOuterEnd ? undefined : afterInnerString(text, offset, nesting + 1);
      if (end === undefined) return undefined;
      offset = end - 1;
    }
  }
  return undefined;
}

/** Offset after a string in a replacement of a format string; undefined where it does not end well. */
function afterInnerString(text: string, quote: number, nesting: number): number | undefined {
  if (nesting > deepestNesting) return undefined;
  const mark = text.charCodeAt(quote);
  const long = isTripled(text, quote, mark);
  if (isFormatString(text, quote)) {
    const end = afterFormatString(text, quote, mark, long, nesting);
    return end === undefined || end <= quote ? undefined : end;
  }
  if (!long) return afterShortString(text, quote, mark);
  const end = text.indexOf(mark === doubleQuote ? '"""' : "'''", quote + 3);
  return end < 0 ? undefined : end + 3;
}

/** Splits a document. Linear in its length; any text is accepted. */
export function splitUnits(text: string): Split {
  return { ...scan(text, text.charCodeAt(0) === 0xfeff ? 1 : 0, () => false), head: 0, tail: 0 };
}

/**
 * Splits a document that differs from one that was split before by one change. Reads from the statement before the change to the first
 * statement behind it that begins where one began before: from there on, everything only moved.
 */
export function splitChanged(text: string, before: Stretches, change: TextChange): Split {
  const moved = change.newText.length - (change.end - change.start);
  const starts = before.units.map(({ start }) => start);
  const first = before.units[lastAtMost(starts, change.start) - 1];
  if (first === undefined) return splitUnits(text);
  // Nothing but blanks stands before a statement on its line.
  let from = first.start;
  while (from > 0 && isBlank(text.charCodeAt(from - 1))) from--;
  const behind = change.start + change.newText.length;
  let met = text.length + 1;
  const { units, comments } = scan(text, from, (start) => {
    const stood = start - moved;
    if (start <= behind || starts[lastAtMost(starts, stood)] !== stood) return false;
    met = start;
    return true;
  });
  const kept = (list: readonly Stretch[]): readonly Stretch[] => list.filter(({ start }) => start < from);
  const shifted = (list: readonly Stretch[]): readonly Stretch[] =>
    list.flatMap(({ start, end }) =>
      start + moved >= met ? [{ start: start + moved, end: end + moved }] : [],
    );
  const [above, below] = [kept(before.units), shifted(before.units)];
  return {
    units: [...above, ...units, ...below],
    comments: [...kept(before.comments), ...comments, ...shifted(before.comments)],
    head: above.length,
    tail: below.length,
  };
}

/** Splits from the beginning of a line outside all statements; `stopsAt` is asked at the start of each statement behind the first. */
function scan(text: string, from: number, stopsAt: (start: number) => boolean): Stretches {
  const scanner = new Scanner(text, from, stopsAt);
  scanner.run();
  return { units: scanner.units, comments: scanner.comments };
}

/** A scan on its way: where it stands, and what is known of the statement that it is in. */
class Scanner {
  readonly units: Stretch[] = [];
  readonly comments: Stretch[] = [];
  /** Comments that belong to the unit only if more of that follows. */
  #pending: Stretch[] = [];
  #unitStart = -1;
  #unitEnd = -1;
  /** Whether the line is one of a decorator: what follows belongs to it. */
  #decorating = false;
  /** How many brackets are open. */
  #depth = 0;
  #lineStart: number;
  #freshLine = true;
  #stopped = false;

  constructor(
    private readonly text: string,
    private offset: number,
    private readonly stopsAt: (start: number) => boolean,
  ) {
    this.#lineStart = offset;
  }

  run(): void {
    const { text } = this;
    while (this.offset < text.length) {
      if (this.#freshLine && !this.#beginsLine()) continue;
      if (this.#stopped) return;
      this.#token(text.charCodeAt(this.offset));
      if (!this.#freshLine) this.#unitEnd = Math.max(this.#unitEnd, Math.min(this.offset, text.length));
    }
    this.#close();
  }

  #close(): void {
    if (this.#unitStart >= 0) this.units.push({ start: this.#unitStart, end: this.#unitEnd });
    for (const comment of this.#pending) this.comments.push(comment);
    this.#pending = [];
    this.#unitStart = -1;
  }

  #nextLine(): void {
    this.offset = afterLineBreak(this.text, this.offset);
    this.#freshLine = true;
  }

  /** Goes over the blanks in front of a line. Whether anything else stands on it. */
  #beginsLine(): boolean {
    const { text } = this;
    this.#freshLine = false;
    this.#lineStart = this.offset;
    let code = text.charCodeAt(this.offset);
    while (isBlank(code)) code = text.charCodeAt(++this.offset);
    if (this.offset >= text.length) return false;
    if (isLineBreak(code)) {
      this.#nextLine();
      return false;
    }
    if (code !== hash) this.#beginsCode(code);
    return true;
  }

  /** What a line of code is to the statements: the start of one, or more of the one before. */
  #beginsCode(code: number): void {
    const { text, offset } = this;
    // A form feed starts the column anew.
    const indented = offset > this.#lineStart && text.charCodeAt(offset - 1) !== formFeed;
    if (this.#depth > 0 && matchesAt(statementWord, text, offset)) this.#depth = 0;
    if (this.#depth === 0) {
      const continues = indented || this.#decorating || matchesAt(clause, text, offset);
      if (this.#unitStart < 0 || !continues) {
        this.#close();
        this.#stopped = this.units.length > 0 && this.stopsAt(offset);
        this.#unitStart = offset;
      }
      this.#decorating = code === at && !indented;
    }
    this.#pending = [];
  }

  #token(code: number): void {
    const { text, offset } = this;
    switch (code) {
      case newline:
      case carriageReturn:
        if (this.#unitStart >= 0) this.#unitEnd = Math.max(this.#unitEnd, offset);
        this.#nextLine();
        break;
      case hash:
        this.#comment(offset);
        break;
      case singleQuote:
      case doubleQuote:
        this.offset = afterString(text, offset);
        break;
      case backslash:
        this.offset = isLineBreak(text.charCodeAt(offset + 1))
          ? afterLineBreak(text, offset + 1)
          : offset + 1;
        break;
      case 40:
      case 91:
      case braceOpen:
        this.#depth++;
        this.offset++;
        break;
      case 41:
      case 93:
      case braceClose:
        if (this.#depth > 0) this.#depth--;
        this.offset++;
        break;
      default:
        this.offset++;
    }
  }

  #comment(start: number): void {
    const { text } = this;
    while (this.offset < text.length && !isLineBreak(text.charCodeAt(this.offset))) this.offset++;
    const alone = text.slice(this.#lineStart, start).trim() === '';
    if (!alone) return;
    this.#pending.push({ start, end: this.offset });
    if (this.offset < text.length) this.#nextLine();
    else this.#freshLine = true;
  }
}
