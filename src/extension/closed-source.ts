import * as vscode from 'vscode';
import { joinCells } from '../core/notebook/join-cells';
import { placesInFile } from '../core/notebook/places-in-file';
import { readNotebook } from '../core/notebook/read-notebook';
import type { LensDocument, LensService, OffsetRange } from '../core/service';
import { pointsIn } from '../editor/view';
import { rangesIn } from './ranges';

/** A file or notebook as it lies in the workspace, without an editor's document. */
export interface ClosedSource {
  readonly lens: LensDocument;
  /** In the file; for a notebook in its JSON, where the cell's text stands. */
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
  return {
    lens: service.update(uri.toString(), 0, text),
    rangeOf: rangesIn(text),
    prefix: () => '',
  };
}

function closedNotebook(uri: vscode.Uri, content: string, service: LensService): ClosedSource {
  const reading = readNotebook(content);
  if (reading.kind === 'problem') throw new Error(`it ${reading.problem}`);
  const { cells } = reading;
  const joined = joinCells(cells.map(({ text }) => text));
  const places = placesInFile(content);
  const toRange = rangesIn(content);
  return {
    lens: service.update(uri.toString(), 0, joined.text),
    rangeOf(range) {
      const place = joined.locate(range);
      if (place === undefined) return undefined;
      const inFile = places(cells[place.cell]?.number ?? 0, place);
      return inFile && toRange(inFile);
    },
    prefix(range) {
      const place = joined.locate(range);
      const cell = place && cells[place.cell];
      if (place === undefined || cell === undefined) return '';
      const { line } = pointsIn(cell.text)(place.start);
      return `${vscode.l10n.t('Cell {0}, line {1}:', cell.number, line + 1)} `;
    },
  };
}
