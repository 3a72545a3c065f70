/** The words that stand in a unit, read without parsing it: a cheap way to tell what it cannot be about. */
import type { Unit } from './syntax';

/** How a word is used in a unit; its uses are added up as bits. */
const NAME = 1;
const CALLED = 2;
const GIVEN = 4;

export class UnitWords {
  readonly #lists = new Map<number, readonly string[]>();

  constructor(
    private readonly uses: ReadonlyMap<string, number>,
    /** The lines on which the word `import` stands. */
    readonly importLines: readonly string[],
  ) {}

  /** Identifiers and keywords, also those in short strings (`'relu'`) and format strings; not those in comments and long strings. */
  all(): Iterable<string> {
    return this.uses.keys();
  }

  /** How many different ones. */
  get size(): number {
    return this.uses.size;
  }

  has(word: string): boolean {
    return this.uses.has(word);
  }

  hasAny(words: ReadonlySet<string>): boolean {
    // Whichever is shorter is gone through.
    if (words.size < this.uses.size) {
      for (const word of words) if (this.uses.has(word)) return true;
    } else for (const word of this.uses.keys()) if (words.has(word)) return true;
    return false;
  }

  /** Words that may be names of the module: neither after a dot nor in a string, format strings excepted. */
  names(): readonly string[] {
    return this.which(NAME);
  }

  hasName(word: string): boolean {
    return ((this.uses.get(word) ?? 0) & NAME) !== 0;
  }

  /** Words directly before an opening parenthesis. */
  called(): readonly string[] {
    return this.which(CALLED);
  }

  calls(word: string): boolean {
    return ((this.uses.get(word) ?? 0) & CALLED) !== 0;
  }

  /** Words directly before an opening or closing parenthesis or a comma: what is called and what is handed on, among others. */
  calledOrGiven(): readonly string[] {
    return this.which(CALLED | GIVEN);
  }

  private which(use: number): readonly string[] {
    const known = this.#lists.get(use);
    if (known !== undefined) return known;
    const words: string[] = [];
    for (const [word, uses] of this.uses) if ((uses & use) !== 0) words.push(word);
    this.#lists.set(use, words);
    return words;
  }
}

const newline = 10;
const carriageReturn = 13;
const space = 32;
const doubleQuote = 34;
const hash = 35;
const singleQuote = 39;
const parenthesis = 40;
const closingParenthesis = 41;
const comma = 44;
const dot = 46;
const backslash = 92;

/** By code of an ASCII character: 1 for letters and underscore, 2 for digits. Everything above ASCII counts as a letter. */
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[A-Za-z_]/.test(character) ? 1 : /\d/.test(character) ? 2 : 0;
});

const kept = new WeakMap<Unit, UnitWords>();

/** The words of a unit, which are read once. */
export function wordsOf(unit: Unit): UnitWords {
  let words = kept.get(unit);
  if (words === undefined) kept.set(unit, (words = readWords(unit.text)));
  return words;
}

/** Linear in the text's length; any text is accepted. */
function readWords(text: string): UnitWords {
  const uses = new Map<string, number>();
  const importLines: string[] = [];
  /** Quote of the string that is being read, and whether it is a long one. */
  let quote = 0;
  let long = false;
  let format = false;
  for (let offset = 0; offset < text.length;) {
    const code = text.charCodeAt(offset);
    const kind = code < 128 ? kinds[code] : 1;
    if (kind === 1) {
      const start = offset;
      offset = afterWord(text, offset + 1);
      const word = text.slice(start, offset);
      if (word === 'import' && quote === 0) importLines.push(lineAt(text, start));
      const before = uses.get(word);
      const now = (before ?? 0) | useAt(text, start, offset, quote === 0 || format);
      if (now !== before) uses.set(word, now);
    } else if (kind === 2) {
      // `1e5` and `0x1f` hold no words.
      offset = afterWord(text, offset + 1);
    } else if (code === backslash) {
      offset += 2;
    } else if (code === hash && quote === 0) {
      offset = endOfLine(text, offset);
    } else if (code === quote) {
      if (!long) quote = 0;
      else if (isTripled(text, offset, quote)) {
        quote = 0;
        offset += 2;
      }
      offset++;
    } else if (quote === 0 && isQuote(code)) {
      long = isTripled(text, offset, code);
      format = hasFormatPrefix(text, offset);
      if (long && !format) {
        offset = afterLongString(text, offset, code);
      } else {
        quote = code;
        offset += long ? 3 : 1;
      }
    } else {
      if (!long && quote !== 0 && (code === newline || code === carriageReturn)) quote = 0;
      offset++;
    }
  }
  return new UnitWords(uses, importLines);
}

/** How a word is used that stands between two offsets, by what stands around it. */
function useAt(text: string, start: number, end: number, isCode: boolean): number {
  let next = end;
  while (text.charCodeAt(next) === space) next++;
  const follower = text.charCodeAt(next);
  const name = isCode && text.charCodeAt(start - 1) !== dot ? NAME : 0;
  if (follower === parenthesis) return name | CALLED;
  return follower === comma || follower === closingParenthesis ? name | GIVEN : name;
}

const isQuote = (code: number): boolean => code === singleQuote || code === doubleQuote;

function isTripled(text: string, quote: number, mark: number): boolean {
  return text.charCodeAt(quote + 1) === mark && text.charCodeAt(quote + 2) === mark;
}

function afterWord(text: string, from: number): number {
  let offset = from;
  for (; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code < 128 && kinds[code] === 0) break;
  }
  return offset;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset) + 1, endOfLine(text, offset));
}

function hasFormatPrefix(text: string, quote: number): boolean {
  return /[fFtT][rR]?$/.test(text.slice(Math.max(0, quote - 2), quote));
}

function afterLongString(text: string, quote: number, mark: number): number {
  const marks = mark === doubleQuote ? '"""' : "'''";
  for (let from = quote + 3; ;) {
    const end = text.indexOf(marks, from);
    if (end < 0) return text.length;
    let escapes = 0;
    while (end - 1 - escapes >= quote + 3 && text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end + 3;
    from = end + 1;
  }
}
