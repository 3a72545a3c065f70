import * as vscode from 'vscode';
import type { JoinedCells } from '../core/notebook/join-cells';
import { joinCells } from '../core/notebook/join-cells';
import { singleChange } from '../core/python/text-change';
import type { LensDocument, LensService } from '../core/service';
import type { SourceView } from './source-view';

/** The notebook that a cell belongs to; undefined for any other document. */
export function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  const { path } = document.uri;
  return vscode.workspace.notebookDocuments.find(
    (notebook) =>
      notebook.uri.path === path && notebook.getCells().some((cell) => cell.document === document),
  );
}

export interface NotebookViews {
  viewOf(notebook: vscode.NotebookDocument): SourceView;
  close(notebook: vscode.NotebookDocument): void;
}

interface KnownNotebook {
  /** Which cells in which versions it was made from. */
  readonly signature: string;
  readonly cells: readonly vscode.TextDocument[];
  readonly joined: JoinedCells;
  readonly lens: LensDocument;
}

/** One analysis a notebook: its Python cells joined, in order. */
export function createNotebookViews(service: LensService): NotebookViews {
  const known = new Map<string, KnownNotebook>();
  return {
    viewOf(notebook) {
      const uri = notebook.uri.toString();
      const cells = pythonCells(notebook);
      const signature = cells.map((cell) => `${cell.uri.fragment}@${cell.version}`).join(' ');
      const before = known.get(uri);
      if (before?.signature === signature) return notebookView(notebook, before);
      const joined = joinCells(cells.map((cell) => cell.getText()));
      const changes = before && [singleChange(before.joined.text, joined.text)];
      const lens = service.update(uri, (before?.lens.version ?? 0) + 1, joined.text, changes);
      const fresh = { signature, cells, joined, lens };
      known.set(uri, fresh);
      return notebookView(notebook, fresh);
    },
    close(notebook) {
      known.delete(notebook.uri.toString());
      service.close(notebook.uri.toString());
    },
  };
}

/** Documents of a notebook's Python code cells. */
function pythonCells(notebook: vscode.NotebookDocument): readonly vscode.TextDocument[] {
  return notebook
    .getCells()
    .filter(({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.languageId === 'python')
    .map(({ document }) => document);
}

function notebookView(notebook: vscode.NotebookDocument, { cells, joined, lens }: KnownNotebook): SourceView {
  return {
    resource: notebook.uri,
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
          range: new vscode.Range(document.positionAt(place.start), document.positionAt(place.end)),
        }
      );
    },
  };
}
