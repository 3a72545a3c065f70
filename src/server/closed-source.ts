/** A file or notebook that nobody has open. */
import type { Range } from 'vscode-languageserver';
import { joinCells } from '../core/notebook/join-cells';
import { placesInFile } from '../core/notebook/places-in-file';
import { readNotebook } from '../core/notebook/read-notebook';
import { phrase, type Phrase } from '../core/phrase';
import type { LensDocument, LensService, OffsetRange } from '../core/service';
import { pointsIn } from '../editor/view';

export interface ClosedSource {
  readonly lens: LensDocument;
  /** In the file; for a notebook in its JSON, where the cell's text stands. */
  rangeOf(range: OffsetRange): Range | undefined;
  /** Of a notebook the cell, which a message must say besides. */
  cellOf(range: OffsetRange): Phrase | undefined;
}

export function rangeIn(text: string): (range: OffsetRange) => Range {
  const toPoint = pointsIn(text);
  return ({ start, end }) => ({ start: toPoint(start), end: toPoint(end) });
}

/** Its analysis by the service, whose document of that URI is the caller's to close. */
export function closedSource(
  uri: string,
  content: string,
  service: LensService,
): ClosedSource | { readonly problem: string } {
  const inFile = rangeIn(content);
  if (!uri.endsWith('.ipynb'))
    return { lens: service.update(uri, 0, content), rangeOf: inFile, cellOf: () => undefined };
  const reading = readNotebook(content);
  if (reading.kind === 'problem') return { problem: reading.problem };
  const { cells } = reading;
  const joined = joinCells(cells.map(({ text }) => text));
  const inCells = placesInFile(content);
  return {
    lens: service.update(uri, 0, joined.text),
    rangeOf(range) {
      const place = joined.locate(range);
      const at = place && inCells(cells[place.cell]?.number ?? 0, place);
      return at && inFile(at);
    },
    cellOf(range) {
      const place = joined.locate(range);
      const cell = place && cells[place.cell];
      if (place === undefined || cell === undefined) return undefined;
      return phrase`Cell ${cell.number}, line ${pointsIn(cell.text)(place.start).line + 1}:`;
    },
  };
}
