import * as vscode from 'vscode';
import type { Documents } from './documents';
import { isPython } from './documents';
import type { SourceView } from './source-view';

/** The Python editor that a person works in: the active one, or while the panel has the focus the one beside it. */
export function currentEditor(): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (active !== undefined) return isPython(active.document) ? active : undefined;
  return vscode.window.visibleTextEditors.find(({ document }) => isPython(document));
}

export function currentView(documents: Documents): SourceView | undefined {
  const document = currentEditor()?.document;
  return document && documents.viewOf(document);
}
