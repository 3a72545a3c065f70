/** Lines of source beside findings; each file is read once. */
import { resolve } from 'node:path';
import { readNotebook } from '../core/notebook/read-notebook';
import { isProblem, type Disk } from './disk';
import { inCell, type PrintedFinding } from './findings';
import { readContent } from './source-text';

export class SourceLines {
  readonly #texts = new Map<string, readonly string[]>();

  constructor(private readonly disk: Disk) {}

  /** Lines of the file or cell that a finding stands in; none where it cannot be read. */
  around({ path, range: { cell } }: Pick<PrintedFinding, 'path' | 'range'>): readonly string[] {
    const key = inCell(path, { cell });
    let lines = this.#texts.get(key);
    if (lines === undefined) this.#texts.set(key, (lines = this.#read(path, cell)));
    return lines;
  }

  #read(path: string, cell: number | undefined): readonly string[] {
    const read = readContent(resolve(path), this.disk);
    if (isProblem(read)) return [];
    const text = cell === undefined ? read.text : cellText(read.text, cell);
    return text.split(/\r\n|\n|\r/);
  }
}

function cellText(content: string, cell: number): string {
  const notebook = readNotebook(content);
  return notebook.kind === 'problem'
    ? ''
    : (notebook.cells.find(({ number }) => number === cell)?.text ?? '');
}
