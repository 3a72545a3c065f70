/** What edits make of the lines that they touch: a preview to read. */
import type { OffsetRange } from '../python/offsets';

export interface ChangedLines {
  /** Of the first line's first character. */
  readonly start: number;
  /** Whole lines, without the indentation that all of them share. */
  readonly before: string;
  readonly after: string;
}

export interface TextEdit extends OffsetRange {
  readonly newText: string;
}

/** From the first line to the last; lines that two edits touch, or that touch each other, are one piece. */
export function changedLines(text: string, edits: readonly TextEdit[]): readonly ChangedLines[] {
  const pieces: { start: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of [...edits].sort((one, other) => one.start - other.start)) {
    const start = text.lastIndexOf('\n', edit.start - 1) + 1;
    const lineEnd = text.indexOf('\n', edit.end);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const last = pieces.at(-1);
    if (last !== undefined && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else pieces.push({ start, end, edits: [edit] });
  }
  return pieces.map(({ start, end, edits: own }) => {
    let [after, at] = ['', start];
    for (const { start: from, end: to, newText } of own) {
      after += text.slice(at, from) + newText;
      at = to;
    }
    return piece(start, text.slice(start, end), after + text.slice(at, end));
  });
}

/** Without the lines that both begin or end with, such as the one that new lines are put in front of. */
function piece(start: number, before: string, after: string): ChangedLines {
  const [old, made] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const shorter = Math.min(old.length, made.length);
  let [same, from] = [0, start];
  while (same < shorter && old[same] === made[same]) {
    from = start + before.split('\n', same + 1).join('\n').length + 1;
    same += 1;
  }
  let tail = 0;
  while (tail < shorter - same && old.at(-1 - tail) === made.at(-1 - tail)) tail += 1;
  const [gone, come] = [old.slice(same, old.length - tail), made.slice(same, made.length - tail)];
  const written = [...gone, ...come].filter((line) => line.trim() !== '');
  const indent = written.reduce((least, line) => Math.min(least, line.search(/\S/)), Infinity);
  const flush = (lines: readonly string[]): string => lines.map((line) => line.slice(indent)).join('\n');
  return { start: from, before: flush(gone), after: flush(come) };
}
