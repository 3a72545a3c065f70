/** SARIF's regions: lines and columns of the file as it lies on disk, for a notebook those of its JSON. */
import type { Region, Replacement } from 'sarif';
import { placesInFile, type PlacesInFile } from '../../core/notebook/places-in-file';
import { readNotebook } from '../../core/notebook/read-notebook';
import { LineTable } from '../../core/python/lines';
import { resolve } from 'node:path';
import type { Disk } from '../disk';
import type { PrintedRange } from '../findings';
import { readContent } from '../source-text';

interface Notebook {
  readonly lines: LineTable;
  /** Lines of each cell, by its number. */
  readonly cells: ReadonlyMap<number, LineTable>;
  readonly places: PlacesInFile;
}

export class RegionsInFiles {
  readonly #notebooks = new Map<string, Notebook | undefined>();

  constructor(private readonly disk: Disk) {}

  /** Undefined where a notebook is not any more what it was when it was linted. */
  of(path: string, range: PrintedRange): Region | undefined {
    const { cell, start, end } = range;
    // Both SARIF and we count lines and columns from 1, the end exclusive.
    if (cell === undefined)
      return {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      };
    const notebook = this.#notebookAt(path);
    const lines = notebook?.cells.get(cell);
    const place =
      lines &&
      notebook?.places(cell, {
        start: lines.offsetAt(start.line, start.column),
        end: lines.offsetAt(end.line, end.column),
      });
    if (notebook === undefined || place === undefined) return undefined;
    const [from, to] = [notebook.lines.positionAt(place.start), notebook.lines.positionAt(place.end)];
    return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
  }

  /** An edit of a cell is one of the string that holds it; undefined where it would reach over strings. */
  replacement(
    path: string,
    { range, newText }: { readonly range: PrintedRange; readonly newText: string },
  ): Replacement | undefined {
    const deletedRegion = this.of(path, range);
    if (deletedRegion === undefined) return undefined;
    if (range.cell === undefined) return { deletedRegion, insertedContent: { text: newText } };
    if (range.start.line !== range.end.line) return undefined;
    return { deletedRegion, insertedContent: { text: JSON.stringify(newText).slice(1, -1) } };
  }

  #notebookAt(path: string): Notebook | undefined {
    if (!this.#notebooks.has(path)) this.#notebooks.set(path, open(path, this.disk));
    return this.#notebooks.get(path);
  }
}

function open(path: string, disk: Disk): Notebook | undefined {
  const read = readContent(resolve(path), disk);
  const reading = 'text' in read ? readNotebook(read.text) : undefined;
  if (!('text' in read) || reading?.kind !== 'notebook') return undefined;
  return {
    lines: new LineTable(read.text),
    cells: new Map(reading.cells.map(({ number, text }) => [number, new LineTable(text)])),
    places: placesInFile(read.text),
  };
}
