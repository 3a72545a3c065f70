/** What is linted of a file: a Python file's text, or a notebook's Python cells as one program. */
import { joinCells } from '../core/notebook/join-cells';
import { readNotebook, type NotebookCell } from '../core/notebook/read-notebook';
import { LineTable } from '../core/python/lines';
import type { OffsetRange } from '../core/service';
import type { PrintedRange } from './findings';
import { isProblem, tooLarge, type Problem } from './disk';
import { LARGEST_FILE, readText } from './module-source';

export interface SourceText {
  readonly text: string;
  /** For people; undefined for a place that lies in no cell, or in more than one. */
  print(range: OffsetRange): PrintedRange | undefined;
}

/** Most of a large notebook are pictures. */
const LARGEST_NOTEBOOK = 50_000_000;

export const isNotebook = (path: string): boolean => path.endsWith('.ipynb');

/** A file's text, or why it has none, to follow "This file". */
export function readSource(absolute: string): SourceText | Problem {
  const read = readContent(absolute);
  if (isProblem(read)) return read;
  if (!isNotebook(absolute)) return fileSource(read.text);
  const notebook = readNotebook(read.text);
  if (notebook.kind === 'problem') return { problem: notebook.problem };
  const source = notebookSource(notebook.cells);
  return source.text.length > LARGEST_FILE ? tooLarge(LARGEST_FILE) : source;
}

/** What stands in a Python file or notebook: of a notebook its JSON. */
export function readContent(absolute: string): ReturnType<typeof readText> {
  return readText(absolute, isNotebook(absolute) ? LARGEST_NOTEBOOK : LARGEST_FILE);
}

export function fileSource(text: string): SourceText {
  let lines: LineTable | undefined;
  return { text, print: (range) => printRange(range, (lines ??= new LineTable(text))) };
}

function notebookSource(cells: readonly NotebookCell[]): SourceText {
  const joined = joinCells(cells.map(({ text }) => text));
  return {
    text: joined.text,
    print(range) {
      const place = joined.locate(range);
      const cell = place && cells[place.cell];
      return cell && { cell: cell.number, ...printRange(place, new LineTable(cell.text)) };
    },
  };
}

function printRange({ start, end }: OffsetRange, lines: LineTable): PrintedRange {
  const { line, column } = lines.positionAt(start);
  const last = lines.positionAt(end);
  return { start: { line, column }, end: { line: last.line, column: last.column } };
}
