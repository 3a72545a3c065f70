/** The analysis of every open document, brought up to date with the edits since it was last asked for. */
import type { Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { joinCells, type JoinedCells } from '../core/notebook/join-cells';
import type { TextChange } from '../core/python/syntax';
import { singleChange } from '../core/python/text-change';
import type { LensDocument, LensService } from '../core/service';
import type { EditorView, Lines } from '../editor/view';
import type { DocumentChange } from './messages';
import { OpenDocuments } from './open-documents';

export interface ServerView extends EditorView<TextDocument> {
  offsetAt(document: TextDocument, position: Position): number | undefined;
  /** `model.py:12`; in a notebook with the cell's number as the editor counts them: `study.ipynb [3]:1`. */
  label(document: TextDocument, line: number): string;
}

interface KnownNotebook {
  /** Which cells in which versions it was made from. */
  readonly signature: string;
  readonly joined: JoinedCells;
  readonly lens: LensDocument;
}

export class Views {
  readonly documents: OpenDocuments;
  readonly #service: LensService;
  /** Edits that the service has not heard of; undefined where they lead nowhere. */
  readonly #pending = new Map<string, TextChange[] | undefined>();
  readonly #notebooks = new Map<string, KnownNotebook>();

  constructor(service: LensService) {
    this.#service = service;
    this.documents = new OpenDocuments((uri, changes) => {
      const before = this.#pending.get(uri);
      const broken = changes === undefined || (before === undefined && this.#pending.has(uri));
      this.#pending.set(uri, broken ? undefined : [...(before ?? []), ...changes]);
    });
  }

  apply(change: DocumentChange): void {
    const closed =
      change.kind === 'close'
        ? change.params.textDocument.uri
        : change.kind === 'close-notebook'
          ? change.params.notebookDocument.uri
          : undefined;
    this.documents.apply(change);
    if (closed !== undefined) this.#forget(closed);
  }

  /** Everything is analysed afresh when it is next asked for. */
  reset(): void {
    for (const unit of this.documents.units()) this.#forget(unit);
  }

  viewOf(uri: string): ServerView | undefined {
    const unit = this.documents.unitOf(uri);
    if (unit === undefined) return undefined;
    return this.documents.isNotebook(unit) ? this.#viewOfNotebook(unit) : this.#viewOfFile(unit);
  }

  #forget(unit: string): void {
    this.#notebooks.delete(unit);
    this.#service.close(unit);
  }

  #viewOfFile(uri: string): ServerView | undefined {
    const document = this.documents.text(uri);
    if (document === undefined) return undefined;
    const known = this.#service.get(uri);
    const isKnown = known?.version === document.version && !this.#pending.has(uri);
    const lens = isKnown
      ? known
      : this.#service.update(uri, document.version, document.getText(), this.#pending.get(uri));
    this.#pending.delete(uri);
    return {
      lens,
      documents: [document],
      offsetAt: (asked, position) => (asked.uri === uri ? document.offsetAt(position) : undefined),
      locate: ({ start, end }) => ({
        document,
        range: { start: document.positionAt(start), end: document.positionAt(end) },
      }),
      label: (_, line) => `${nameOf(uri)}:${String(line + 1)}`,
    };
  }

  #viewOfNotebook(unit: string): ServerView {
    const cells = this.documents.partsOf(unit);
    const signature = cells.map(({ uri, version }) => `${uri}@${String(version)}`).join(' ');
    const { joined, lens } = this.#joined(unit, cells, signature);
    return {
      lens,
      documents: cells,
      offsetAt(document, position) {
        const base = joined.startOf(cells.indexOf(document));
        return base === undefined ? undefined : base + document.offsetAt(position);
      },
      locate(range) {
        const place = joined.locate(range);
        const document = place && cells[place.cell];
        return (
          document && {
            document,
            range: { start: document.positionAt(place.start), end: document.positionAt(place.end) },
          }
        );
      },
      label: (document, line) =>
        `${nameOf(unit)} [${String(this.documents.cellNumber(unit, document.uri))}]:${String(line + 1)}`,
    };
  }

  #joined(unit: string, cells: readonly TextDocument[], signature: string): KnownNotebook {
    const before = this.#notebooks.get(unit);
    if (before?.signature === signature) return before;
    const joined = joinCells(cells.map((cell) => cell.getText()));
    const changes = before && [singleChange(before.joined.text, joined.text)];
    const lens = this.#service.update(unit, (before?.lens.version ?? 0) + 1, joined.text, changes);
    const fresh = { signature, joined, lens };
    this.#notebooks.set(unit, fresh);
    return fresh;
  }
}

/** A file's name without its folders. */
export function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    // What is not UTF-8 is told as it is written.
    return name;
  }
}

/** The documents by their lines. */
export const lines: Lines<TextDocument> = {
  count: (document) => document.lineCount,
  text(document, line) {
    const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
    return document.getText(range).split(/[\r\n]/, 1)[0] ?? '';
  },
  lineEnd: (document) => (document.getText().includes('\r\n') ? '\r\n' : '\n'),
};
