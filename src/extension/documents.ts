import * as vscode from 'vscode';

/** Schemes whose documents are copies, output or old versions: nobody edits them, so nobody wants squiggles there. */
const SILENT_SCHEMES = new Set(['git', 'output', 'log', 'scm', 'svn', 'conflictResolution', 'vscode-scm']);

export const isSilent = (uri: vscode.Uri): boolean => SILENT_SCHEMES.has(uri.scheme);

export function isPython(document: vscode.TextDocument): boolean {
  return document.languageId === 'python' && !isSilent(document.uri);
}

/** The notebook that a cell belongs to; undefined for any other document. */
function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  const { path } = document.uri;
  return vscode.workspace.notebookDocuments.find(
    (notebook) =>
      notebook.uri.path === path && notebook.getCells().some((cell) => cell.document === document),
  );
}

/** What a document is analysed as: its notebook, else itself. */
export const unitOf = (document: vscode.TextDocument): vscode.Uri => (notebookOf(document) ?? document).uri;

export function openDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

/** What is analysed and open, each file and notebook once. */
export function openUnits(): readonly vscode.Uri[] {
  const units = vscode.workspace.textDocuments
    .filter((document) => isPython(document) && !document.isClosed)
    .map(unitOf);
  return [...new Map(units.map((uri) => [uri.toString(), uri])).values()];
}
