import * as vscode from 'vscode';
import { joinCells } from '../core/notebook/join-cells';
import type { LensDocument, LensService, OffsetRange } from '../core/service';
import { positionsIn } from './pyproject-files';

/** A file or notebook as it lies in the workspace, without an editor's document. */
export interface ClosedSource {
  readonly lens: LensDocument;
  /** In the file; for a notebook, whose cells have no place in it, its beginning. */
  rangeOf(range: OffsetRange): vscode.Range | undefined;
  /** What a message must say besides: the cell, for a notebook. */
  prefix(range: OffsetRange): string;
}

/** Reads it with the service, whose document of that URI is the caller's to close. Throws for what is not UTF-8 or no notebook. */
export async function readClosedSource(uri: vscode.Uri, service: LensService): Promise<ClosedSource> {
  const bytes = await vscode.workspace.fs.readFile(uri);
  const content = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return uri.path.endsWith('.ipynb')
    ? closedNotebook(uri, content, service)
    : closedFile(uri, content, service);
}

function closedFile(uri: vscode.Uri, text: string, service: LensService): ClosedSource {
  const toPosition = positionsIn(text);
  return {
    lens: service.update(uri.toString(), 0, text),
    rangeOf: ({ start, end }) => new vscode.Range(toPosition(start), toPosition(end)),
    prefix: () => '',
  };
}

function closedNotebook(uri: vscode.Uri, content: string, service: LensService): ClosedSource {
  const cells = pythonCellsOf(JSON.parse(content));
  const joined = joinCells(cells.map(({ text }) => text));
  return {
    lens: service.update(uri.toString(), 0, joined.text),
    rangeOf: (range) => (joined.locate(range) === undefined ? undefined : new vscode.Range(0, 0, 0, 0)),
    prefix(range) {
      const place = joined.locate(range);
      if (place === undefined) return '';
      const { line } = positionsIn(cells[place.cell]?.text ?? '')(place.start);
      return `${vscode.l10n.t('Cell {0}, line {1}:', (cells[place.cell]?.number ?? 0) + 1, line + 1)} `;
    },
  };
}

interface Cell {
  readonly number: number;
  readonly text: string;
}

/** Code cells of a notebook's JSON. A notebook in another language has none. */
function pythonCellsOf(notebook: unknown): readonly Cell[] {
  if (!isTable(notebook) || !Array.isArray(notebook['cells'])) throw new Error('not a notebook');
  const metadata = notebook['metadata'];
  const kernel = isTable(metadata) && isTable(metadata['kernelspec']) ? metadata['kernelspec'] : {};
  const language = kernel['language'];
  if (typeof language === 'string' && language.toLowerCase() !== 'python') return [];
  return notebook['cells'].flatMap((cell: unknown, number): readonly Cell[] => {
    if (!isTable(cell) || cell['cell_type'] !== 'code') return [];
    const source = cell['source'];
    const text = Array.isArray(source) ? source.filter((line) => typeof line === 'string').join('') : source;
    return typeof text === 'string' ? [{ number, text }] : [];
  });
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
