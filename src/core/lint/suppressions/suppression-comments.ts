/** Where a suppression comment goes. Texts in, edits out, so that it can be tested without an editor. */

export interface LineInsertion {
  readonly line: number;
  readonly character: number;
  readonly text: string;
}

const ON_LINE = /#[ \t]*activation-lens:[ \t]*ignore[ \t]*\[([^\]#]*)\]/;
const IN_FILE = /^[ \t]*#[ \t]*activation-lens:[ \t]*ignore-file[ \t]*\[([^\]#]*)\]/;
/** Shebang, encoding, blank and comment lines at the top: the comment goes below them. */
const PREAMBLE = /^(?:#!|[ \t]*#.*coding[:=])/;

/** Silences a rule on a line; undefined where a comment would break a line that a backslash continues. */
export function ignoreOnLine(lineText: string, line: number, rule: string): LineInsertion | undefined {
  const existing = ON_LINE.exec(lineText);
  if (existing !== null) return addName(existing, line, rule);
  const end = lineText.trimEnd().length;
  if (lineText.endsWith('\\')) return undefined;
  return { line, character: end, text: `  # activation-lens: ignore[${rule}]` };
}

/** Silences a rule in a whole file, of which the first lines are enough. */
export function ignoreInFile(firstLines: readonly string[], rule: string, lineEnd: string): LineInsertion {
  for (const [line, text] of firstLines.entries()) {
    const existing = IN_FILE.exec(text);
    if (existing !== null) return addName(existing, line, rule);
  }
  const preamble = firstLines.slice(0, 2).filter((text, line) => PREAMBLE.test(text) && line < 2).length;
  return { line: preamble, character: 0, text: `# activation-lens: ignore-file[${rule}]${lineEnd}` };
}

function addName(match: RegExpExecArray, line: number, rule: string): LineInsertion {
  const names = match[1] ?? '';
  const character = match.index + match[0].length - 1;
  return { line, character, text: names.trim() === '' ? rule : `, ${rule}` };
}
