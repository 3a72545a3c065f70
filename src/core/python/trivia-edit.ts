/**
 * An edit that changes nothing but blanks at the end of a line, blank lines, or the inside of a comment or a docstring leaves a statement
 * what it was: it need not be read again, its places only move.
 */
import { afterString } from './split';
import { singleChange } from './text-change';

/** Where the text of a statement now differs from the text that it was read from. */
export interface TriviaEdit {
  readonly kind: 'line-end' | 'blank-lines' | 'comment' | 'docstring';
  /** First differing character, relative to the statement. */
  readonly start: number;
  /** Differing characters in the text that was read. */
  readonly before: number;
  /** Differing characters in the text as it is now. */
  readonly now: number;
}

/** More than somebody types without touching anything else is compared no further. */
const longestEdit = 2_000;
const longestText = 200_000;
/** Comments that say something to this linter are read each time. */
const directive = 'activation-lens';

/** Whether an offset lies in a string that is a statement of its own. */
export type IsDocstring = (offset: number) => boolean;

/** How `now` differs from `read`, a statement without errors; undefined where it may mean something else. */
export function triviaEditBetween(
  read: string,
  now: string,
  isDocstring: IsDocstring,
): TriviaEdit | undefined {
  if (read.length > longestText || Math.abs(now.length - read.length) > longestEdit) return undefined;
  const change = singleChange(read, now);
  const removed = read.slice(change.start, change.end);
  const start = lineStart(read, change.start, removed, change.newText);
  const moved = change.start - start;
  const before = read.slice(start, change.end - moved);
  const after = now.slice(start, change.start + change.newText.length - moved);
  if (start === 0 || before.length > longestEdit || after.length > longestEdit) return undefined;
  const kind = kindOf(read, now, start, before, after, isDocstring);
  return kind && { kind, start, before: before.length, now: after.length };
}

/** An inserted line can be found before its indentation or behind the same blanks on the line before: the beginning of a line is preferred. */
function lineStart(read: string, shared: number, before: string, after: string): number {
  const endsAlike = (text: string, count: number): boolean =>
    text === '' || (count <= text.length && read.charAt(shared - count) === text.charAt(text.length - count));
  for (let count = 0; ; count++) {
    const last = read.charAt(shared - 1 - count);
    if (last === '\n') return shared - count;
    if ((last !== ' ' && last !== '\t') || !endsAlike(before, count + 1) || !endsAlike(after, count + 1))
      return shared;
  }
}

function kindOf(
  read: string,
  now: string,
  start: number,
  before: string,
  after: string,
  isDocstring: IsDocstring,
): TriviaEdit['kind'] | undefined {
  const region = regionAt(read, start);
  if (region === 'comment')
    return isText(read, start, before, after) && !saysSomething(read, start) && !saysSomething(now, start)
      ? 'comment'
      : undefined;
  if (region === 'string')
    return isProse(read, start, before, after) && isDocstring(start) && isDocstring(start + before.length)
      ? 'docstring'
      : undefined;
  if (!/^[ \t\n]*$/.test(before + after)) return undefined;
  // A line that goes on below ends with a backslash, and what is on the next one belongs to it.
  const code = lastCodeBefore(read, start);
  if (code === undefined || code === '\\') return undefined;
  const next = read[start + before.length];
  if (next === undefined || next === '\n' || next === '\r')
    return read[start - 1] === '\r' ? undefined : 'line-end';
  const wholeLines = (text: string): boolean => text === '' || text.endsWith('\n');
  return read[start - 1] === '\n' && wholeLines(before) && wholeLines(after) ? 'blank-lines' : undefined;
}

/** What an offset of a statement lies in. A comment begins behind its `#`. */
function regionAt(text: string, offset: number): 'code' | 'string' | 'comment' {
  const interesting = /["'#\\]/g;
  for (let at = 0; at < offset;) {
    interesting.lastIndex = at;
    const found = interesting.exec(text);
    if (found === null || found.index >= offset) return 'code';
    const [mark] = found;
    if (mark === '\\') at = found.index + 2;
    else if (mark === '#') {
      const end = text.slice(found.index).search(/[\r\n]/);
      at = end < 0 ? text.length : found.index + end;
      if (offset <= at) return 'comment';
    } else {
      at = afterString(text, found.index);
      if (offset < at) return 'string';
    }
  }
  return 'code';
}

/** Halves of characters, which end a comment for the parser where they stand alone. */
const halves = /[\ud800-\udfff]/;
const quotes = /["'\\]/;

/** Whether an exchange in a comment stays within it. */
function isText(read: string, start: number, before: string, after: string): boolean {
  const end = start + before.length;
  return !/[\r\n]/.test(before + after) && !halves.test(after + read.slice(start - 1, end + 1));
}

/** Whether an exchange in a string neither ends it nor changes where it ends: no quotes, no escapes, and none beside it. */
function isProse(read: string, start: number, before: string, after: string): boolean {
  const end = start + before.length;
  return !quotes.test(read.slice(start - 1, end + 1)) && !quotes.test(after);
}

/** Whether the comment around an offset is one that this linter reads. */
function saysSomething(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end).includes(directive);
}

/** The last character before an offset that is no blank. */
function lastCodeBefore(text: string, offset: number): string | undefined {
  for (let at = offset - 1; at >= 0; at--) {
    const character = text[at];
    if (character !== ' ' && character !== '\t' && character !== '\n' && character !== '\r') return character;
  }
  return undefined;
}

/** What became of a statement's text since it was read: gaps one after another, each in the text that the ones before it left. */
export interface Drift {
  readonly gaps: readonly TriviaEdit[];
  /** The text before the last gap, and now. */
  readonly before: string;
  readonly now: string;
}

/** After so many a statement is read anew. */
const mostGaps = 20;

/** The drift of a statement that was read from `read` and has drifted since, perhaps; undefined where `now` may mean something else. */
export function drifted(
  read: string,
  since: Drift | undefined,
  now: string,
  isDocstring: IsDocstring,
): Drift | undefined {
  const gaps = since?.gaps ?? [];
  const earlier = gaps.slice(0, -1);
  // Typing on in one place widens the last gap.
  const wider = triviaEditBetween(since?.before ?? read, now, (offset) =>
    isDocstring(offsetRead(earlier, offset)),
  );
  if (wider !== undefined) return { gaps: [...earlier, wider], before: since?.before ?? read, now };
  if (since === undefined || gaps.length === mostGaps) return undefined;
  const another = triviaEditBetween(since.now, now, (offset) => isDocstring(offsetRead(gaps, offset)));
  return another && { gaps: [...gaps, another], before: since.now, now };
}

/** Where an offset of the text that was read stands now. What ends before blanks at the end of a line still ends before them. */
export function offsetNow(gaps: readonly TriviaEdit[], offset: number): number {
  return gaps.reduce(behind, offset);
}

function behind(offset: number, gap: TriviaEdit): number {
  if (offset < gap.start || (offset === gap.start && gap.kind === 'line-end')) return offset;
  if (offset >= gap.start + gap.before) return offset + gap.now - gap.before;
  return gap.start + Math.min(offset - gap.start, gap.now);
}

/** Which offset of the text that was read stands for one of the text as it is now. */
export function offsetRead(gaps: readonly TriviaEdit[], offset: number): number {
  return gaps.reduceRight(ahead, offset);
}

function ahead(offset: number, gap: TriviaEdit): number {
  if (offset < gap.start) return offset;
  if (offset >= gap.start + gap.now) return offset - gap.now + gap.before;
  return gap.start + Math.min(offset - gap.start, gap.before);
}
