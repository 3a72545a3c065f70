/**
 * IPython's own syntax made invisible: `%magic`, `!shell`, `name?`, `x = !ls` become blanks of the same length, so offsets stay valid.
 * Aware of strings, comments and brackets: a `%` that continues an expression or stands in a docstring is left alone.
 */

export interface PythonCell {
  /** Python of the very same length as the cell. */
  readonly text: string;
  /** What would have to follow to close brackets and triple-quoted strings that the cell leaves open. */
  readonly closers: string;
}

/** Cell magics whose body is Python. Of any other `%%magic` nobody knows, so its cell says nothing. */
const PYTHON_CELL_MAGICS = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'python',
  'python3',
  'memit',
  'mprun',
]);
const CELL_MAGIC = /^\s*%%(\w*)/;
const LINE_MAGIC = /^[ \t]*(?:[%!]|\?{1,2}[\w.%*])/;
const HELP = /^[ \t]*[%\w.*[\]'"]+\?{1,2}[ \t]*(?:#.*)?$/;
/**
 * Magics that people write without their `%`, which IPython allows (automagic): a name before a word, a flag or a path is no Python, unless
 * the word is an operator.
 */
const AUTOMAGIC =
  /^[ \t]*(?:timeit|time|prun|run|pip|conda|mamba|matplotlib|load_ext|reload_ext|env|set_env|cd|ls|ll|cat|mkdir|rmdir|cp|mv|rm|pushd|writefile|pylab|autoreload)[ \t]+(?!(?:in|is|and|or|not|if|else|for)\b)(?:[\w'"./~$]|--?[A-Za-z])/;
const ASSIGNED_MAGIC = /^[ \t]*[A-Za-z_][\w., \t*]*=[ \t]*(?=[%!])/;

export function blankMagics(cell: string): PythonCell {
  const cellMagic = CELL_MAGIC.exec(cell);
  if (cellMagic !== null && !PYTHON_CELL_MAGICS.has(cellMagic[1] ?? ''))
    return { text: blank(cell), closers: '' };
  const scanner = new Scanner();
  let continued = false;
  let magicContinued = false;
  const lines = cell.split('\n').map((line) => {
    const body = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (magicContinued) {
      magicContinued = body.endsWith('\\');
      return blank(line);
    }
    if (!continued && scanner.atStatement()) {
      if (LINE_MAGIC.test(body) || HELP.test(body) || AUTOMAGIC.test(body)) {
        magicContinued = body.endsWith('\\');
        return scanner.fillBlock() ? statementInPlaceOf(line) : blank(line);
      }
      const assigned = ASSIGNED_MAGIC.exec(body);
      if (assigned !== null) {
        magicContinued = body.endsWith('\\');
        // The name stays bound, to something that nobody knows.
        return `${assigned[0]}_${blank(line.slice(assigned[0].length + 1))}`;
      }
    }
    scanner.read(body);
    continued = body.endsWith('\\');
    return line;
  });
  return { text: lines.join('\n'), closers: scanner.closers() };
}

/** Follows strings and brackets from line to line; linear in the text. */
class Scanner {
  #quote: string | undefined;
  readonly #open: string[] = [];
  /** Whether the last line of code opened a block that nothing stands in yet. */
  #opensBlock = false;

  /** Tells whether a block waits for its first statement; it waits no longer. */
  fillBlock(): boolean {
    const waits = this.#opensBlock;
    this.#opensBlock = false;
    return waits;
  }

  atStatement(): boolean {
    return this.#quote === undefined && this.#open.length === 0;
  }

  read(line: string): void {
    let last = '';
    for (let index = 0; index < line.length; index += 1) {
      const character = line[index] ?? '';
      const closing = PAIRS.get(character);
      if (this.#quote !== undefined) last = '"';
      else if (character !== '#' && character.trim() !== '') last = character;
      if (this.#quote !== undefined) {
        if (character === '\\') index += 1;
        else if (line.startsWith(this.#quote, index)) {
          index += this.#quote.length - 1;
          this.#quote = undefined;
        }
      } else if (character === '#') break;
      else if (character === '"' || character === "'") {
        const triple = character.repeat(3);
        this.#quote = line.startsWith(triple, index) ? triple : character;
        index += this.#quote.length - 1;
      } else if (closing !== undefined) this.#open.push(closing);
      else if (character === this.#open.at(-1)) this.#open.pop();
    }
    // A string in single quotes ends with its line, unless a backslash carries it on.
    if (this.#quote?.length === 1 && !line.endsWith('\\')) this.#quote = undefined;
    // Blank lines and comments say nothing of the block.
    if (last !== '') this.#opensBlock = last === ':' && this.atStatement();
  }

  closers(): string {
    return (this.#quote ?? '') + [...this.#open].reverse().join('');
  }
}

const PAIRS: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/** A number that does nothing, for a command that is all that its block holds. */
function statementInPlaceOf(line: string): string {
  const at = line.length - line.trimStart().length;
  return `${line.slice(0, at)}0${blank(line.slice(at + 1))}`;
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ');
}
