import * as vscode from 'vscode';
import type { LensService } from '../core/service';
import type { TextChange } from '../core/python/syntax';
import { createNotebookViews, notebookOf } from './notebooks';
import type { SourceView } from './source-view';

/** Schemes whose documents are copies, output or old versions: nobody edits them, so nobody wants squiggles there. */
const SILENT_SCHEMES = new Set(['git', 'output', 'log', 'scm', 'svn', 'conflictResolution', 'vscode-scm']);

/** The analysis of every Python document and notebook that is open. */
export interface Documents extends vscode.Disposable {
  /** The current version's view, brought up to date with the edits since the last one; undefined for what is not analysed. */
  viewOf(document: vscode.TextDocument): SourceView | undefined;
  /** The view that a service URI stands for. */
  viewOfUri(uri: string): SourceView | undefined;
  /** One document of every view that is open. */
  representatives(): readonly vscode.TextDocument[];
  /** Forgets everything, so that the next question starts afresh: other files of the workspace became known. */
  reset(): void;
}

export function isPython(document: vscode.TextDocument): boolean {
  return document.languageId === 'python' && !SILENT_SCHEMES.has(document.uri.scheme);
}

/** After a document closed, what only it needed is let go, unless it is opened again within this time, in milliseconds. */
const TIDY_AFTER = 5_000;

interface PendingChanges {
  readonly changes: TextChange[];
  /** Version that the changes lead to. */
  version: number;
}

export function createDocuments(service: LensService): Documents {
  const notebooks = createNotebookViews(service);
  const pending = new Map<string, PendingChanges>();
  let tidying: ReturnType<typeof setTimeout> | undefined;
  function tidySoon(): void {
    clearTimeout(tidying);
    tidying = setTimeout(() => {
      service.forgetUnused();
    }, TIDY_AFTER);
  }

  function viewOfFile(document: vscode.TextDocument): SourceView {
    const uri = document.uri.toString();
    const known = service.get(uri);
    if (known?.version === document.version) return fileView(document, known);
    const since = pending.get(uri);
    pending.delete(uri);
    const changes = since?.version === document.version ? since.changes : undefined;
    return fileView(document, service.update(uri, document.version, document.getText(), changes));
  }

  function viewOf(document: vscode.TextDocument): SourceView | undefined {
    if (!isPython(document) || document.isClosed) return undefined;
    const notebook = notebookOf(document);
    return notebook === undefined ? viewOfFile(document) : notebooks.viewOf(notebook);
  }

  const subscriptions = [
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isPython(document) || contentChanges.length === 0) return;
      const uri = document.uri.toString();
      const known = service.get(uri);
      // Someone already asked about this version, so the service has it.
      if (known === undefined || known.version >= document.version) return;
      const since = pending.get(uri) ?? { changes: [], version: 0 };
      since.changes.push(
        ...contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
          start: rangeOffset,
          end: rangeOffset + rangeLength,
          newText: text,
        })),
      );
      since.version = document.version;
      pending.set(uri, since);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      pending.delete(document.uri.toString());
      service.close(document.uri.toString());
      if (isPython(document)) tidySoon();
    }),
    vscode.workspace.onDidCloseNotebookDocument((notebook) => {
      notebooks.close(notebook);
      tidySoon();
    }),
  ];

  return {
    viewOf,
    viewOfUri: (uri) => {
      const document = representatives().find((candidate) => {
        const notebook = notebookOf(candidate);
        return (notebook ?? candidate).uri.toString() === uri;
      });
      return document && viewOf(document);
    },
    representatives,
    reset: () => {
      pending.clear();
      for (const document of vscode.workspace.textDocuments) service.close(document.uri.toString());
      for (const notebook of vscode.workspace.notebookDocuments) notebooks.close(notebook);
    },
    dispose: () => {
      clearTimeout(tidying);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function representatives(): readonly vscode.TextDocument[] {
  const seen = new Set<string>();
  return vscode.workspace.textDocuments.filter((document) => {
    if (!isPython(document) || document.isClosed) return false;
    const uri = (notebookOf(document) ?? document).uri.toString();
    return !seen.has(uri) && seen.add(uri) !== undefined;
  });
}

function fileView(document: vscode.TextDocument, lens: SourceView['lens']): SourceView {
  return {
    resource: document.uri,
    lens,
    documents: [document],
    offsetAt: (asked, position) =>
      asked.uri.toString() === document.uri.toString() ? document.offsetAt(position) : undefined,
    locate: ({ start, end }) => ({
      document,
      range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
    }),
  };
}
