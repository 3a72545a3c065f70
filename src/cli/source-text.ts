/** What is linted of a file: a Python file's text, or a notebook's Python cells as one program. */
import { joinCells } from '../core/notebook/join-cells';
import { readNotebook, type NotebookCell } from '../core/notebook/read-notebook';
import { LineTable } from '../core/python/lines';
import type { OffsetRange } from '../core/service';
import type { PrintedRange } from './findings';
import { readText } from './module-source';

export interface SourceText {
  readonly text: string;
  /** For people; undefined for a place that lies in no cell, or in more than one. */
  print(range: OffsetRange): PrintedRange | undefined;
}

export const isNotebook = (path: string): boolean => path.endsWith('.ipynb');

/** A file's text, or why it has none, to follow "This file". */
export function readSource(absolute: string): SourceText | { readonly problem: string } {
  const read = readText(absolute);
  if ('problem' in read) return read;
  if (!isNotebook(absolute)) return fileSource(read.text);
  const notebook = readNotebook(read.text);
  return notebook.kind === 'problem' ? { problem: notebook.problem } : notebookSource(notebook.cells);
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
