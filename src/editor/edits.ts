/** What becomes of things that stand at lines when the text is edited, before anybody had time to look again. */

interface Point {
  readonly line: number;
  readonly character: number;
}
export interface LineSpan {
  readonly start: Point;
  readonly end: Point;
}
export interface LineEdit {
  readonly range: LineSpan;
  readonly text: string;
}

/**
 * Where a span stands after edits, each against the text after the previous one. Undefined once an edit touched one of its lines: whatever
 * was said about it may be wrong by now.
 */
export function afterEdits(span: LineSpan, edits: readonly LineEdit[]): LineSpan | undefined {
  let current: LineSpan | undefined = span;
  for (const edit of edits) current = current && afterEdit(current, edit);
  return current;
}

function afterEdit(span: LineSpan, { range, text }: LineEdit): LineSpan | undefined {
  if (span.end.line < range.start.line) return span;
  const added = text.split('\n').length - 1;
  const shift = added - (range.end.line - range.start.line);
  const startsBelow = span.start.line > range.end.line;
  // Whole lines put in or taken out above end at column 0 of the span's own first line, which stays as it was.
  const wholeLinesAbove =
    span.start.line === range.end.line &&
    range.end.character === 0 &&
    (text === '' ? range.start.character === 0 : text.endsWith('\n'));
  if (!startsBelow && !wholeLinesAbove) return undefined;
  const moved = (point: Point): Point => ({ line: point.line + shift, character: point.character });
  return { start: moved(span.start), end: moved(span.end) };
}
