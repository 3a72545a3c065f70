import * as vscode from 'vscode';
import type { SelectionSent } from '../requests';
import { isPython } from './documents';

/** The Python editor that a person works in: the active one, or while the panel has the focus the one beside it. */
export function currentEditor(): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (active !== undefined) return isPython(active.document) ? active : undefined;
  return vscode.window.visibleTextEditors.find(({ document }) => isPython(document));
}

const pointOf = ({ line, character }: vscode.Position) => ({ line, character });

export const selectionSent = ({ start, end, active }: vscode.Selection): SelectionSent => ({
  start: pointOf(start),
  end: pointOf(end),
  active: pointOf(active),
});

export const atPosition = (position: vscode.Position): SelectionSent =>
  selectionSent(new vscode.Selection(position, position));

/** The document and selection of the current editor, as requests have them. */
export function currentPlace(): { readonly uri: string; readonly selection: SelectionSent | null } {
  const editor = currentEditor();
  if (editor === undefined) return { uri: '', selection: null };
  return { uri: editor.document.uri.toString(), selection: selectionSent(editor.selection) };
}
