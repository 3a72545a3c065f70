/** What is linted of a file: a Python file's text, or a notebook's Python cells as one program. */
import { applyEdits } from '../core/lint/fixes/fixes';
import { joinCells } from '../core/notebook/join-cells';
import { readNotebook, type NotebookCell } from '../core/notebook/read-notebook';
import { withSources } from '../core/notebook/write-cells';
import { LineTable } from '../core/python/lines';
import type { OffsetRange, ReportedEdit } from '../core/service';
import { isProblem, systemDisk, tooLarge, type Disk, type Problem } from './disk';
import { LARGEST_FILE, readText } from './module-source';

export interface PrintedPosition {
  readonly line: number;
  readonly column: number;
}
export interface PrintedRange {
  /** In a notebook: the cell that lines are counted in, Markdown cells counted, too. */
  readonly cell?: number;
  readonly start: PrintedPosition;
  readonly end: PrintedPosition;
}

export interface SourceText {
  readonly text: string;
  /** For people; undefined for a place that lies in no cell, or in more than one. */
  print(range: OffsetRange): PrintedRange | undefined;
  /** With edits that do not overlap; undefined where one reaches into what is no Python of the user's: over cells, or into a magic. */
  edited(edits: readonly ReportedEdit[]): SourceText | undefined;
  /** What the whole file then holds: of a notebook its JSON. */
  content(): string;
}

/** Most of a large notebook are pictures. */
const LARGEST_NOTEBOOK = 50_000_000;

export const isNotebook = (path: string): boolean => path.endsWith('.ipynb');

/** A file's text, or why it has none, to follow "This file". */
export function readSource(absolute: string, disk: Disk = systemDisk): SourceText | Problem {
  const read = readContent(absolute, disk);
  if (isProblem(read)) return read;
  if (!isNotebook(absolute)) return fileSource(read.text);
  const notebook = readNotebook(read.text);
  if (notebook.kind === 'problem') return { problem: notebook.problem };
  const source = notebookSource(notebook.cells, read.text);
  return source.text.length > LARGEST_FILE ? tooLarge(LARGEST_FILE) : source;
}

/** What stands in a Python file or notebook: of a notebook its JSON. */
export function readContent(absolute: string, disk: Disk = systemDisk): ReturnType<typeof readText> {
  return readText(absolute, largestOf(absolute), disk);
}

/** How many bytes a file may have to be read. */
export function largestOf(path: string): number {
  return isNotebook(path) ? LARGEST_NOTEBOOK : LARGEST_FILE;
}

export function fileSource(text: string): SourceText {
  let lines: LineTable | undefined;
  return {
    text,
    print: (range) => printRange(range, (lines ??= new LineTable(text))),
    edited: (edits) => fileSource(applyEdits(text, withLineEndsOf(text, edits))),
    content: () => text,
  };
}

/** `before` are cells as they stand in the file. */
function notebookSource(
  cells: readonly NotebookCell[],
  content: string,
  before: readonly NotebookCell[] = cells,
): SourceText {
  const joined = joinCells(cells.map(({ text }) => text));
  return {
    text: joined.text,
    print(range) {
      const place = joined.locate(range);
      const cell = place && cells[place.cell];
      return cell && { cell: cell.number, ...printRange(place, new LineTable(cell.text)) };
    },
    edited(edits) {
      const byCell = new Map<number, ReportedEdit[]>();
      for (const { newText, ...range } of edits) {
        const place = joined.locate(range);
        const text = place && cells[place.cell]?.text;
        if (text?.slice(place?.start, place?.end) !== joined.text.slice(range.start, range.end))
          return undefined;
        // A cell magic is one on the cell's first line only.
        if (place === undefined || (place.start === 0 && text.startsWith('%%'))) return undefined;
        const edit = { start: place.start, end: place.end, newText };
        byCell.set(place.cell, [...(byCell.get(place.cell) ?? []), edit]);
      }
      const after = cells.map((cell, index) => {
        const own = byCell.get(index);
        return own === undefined
          ? cell
          : { number: cell.number, text: applyEdits(cell.text, withLineEndsOf(cell.text, own)) };
      });
      return notebookSource(after, content, before);
    },
    content() {
      const changed = cells.filter(({ text }, index) => text !== before[index]?.text);
      return withSources(content, new Map(changed.map(({ number, text }) => [number, text])));
    },
  };
}

/** Rules write line feeds; a file that ends its lines otherwise gets what it has. */
function withLineEndsOf(text: string, edits: readonly ReportedEdit[]): readonly ReportedEdit[] {
  if (!text.includes('\r\n')) return edits;
  return edits.map((edit) => ({ ...edit, newText: edit.newText.replaceAll(/\r?\n/g, '\r\n') }));
}

function printRange({ start, end }: OffsetRange, lines: LineTable): PrintedRange {
  const { line, column } = lines.positionAt(start);
  const last = lines.positionAt(end);
  return { start: { line, column }, end: { line: last.line, column: last.column } };
}
