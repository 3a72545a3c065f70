import * as vscode from 'vscode';
import { afterEdits, type LineEdit } from '../editor/edits';
import type { DiagnosticSent, FindingsSent } from '../requests';
import type { Analysis } from './analysis';
import { isPython, openDocument, unitOf } from './documents';
import { toRange } from './ranges';
import { ruleDocumentationLink } from './rule-documentation';
import type { Status } from './status';

export const SOURCE = 'activation-lens';

/** Edits of one document that findings on their way may not know of. */
interface Edit extends LineEdit {
  /** The version that it leads to. */
  readonly version: number;
}
const MOST_EDITS = 500;

/** Findings as the server sends them; those on a line that an edit touched go at once. */
export function registerDiagnostics(
  analysis: Analysis,
  status: Status,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  const edits = new Map<string, Edit[]>();

  function show({ documents, unit, ...health }: FindingsSent): void {
    for (const { uri, version, diagnostics } of documents) {
      const document = openDocument(uri);
      if (document === undefined || !isPython(document)) continue;
      const since = (edits.get(uri) ?? []).filter((edit) => edit.version > version);
      collection.set(
        document.uri,
        diagnostics.flatMap((sent) => {
          const range = afterEdits(sent.range, since);
          return range === undefined ? [] : [toDiagnostic({ ...sent, range })];
        }),
      );
    }
    const resource = vscode.Uri.parse(unit);
    status.report(resource, health);
    log.trace(
      `${resource.path}: ${String(health.findings)} findings in ${health.milliseconds.toFixed(1)} ms`,
    );
  }

  function edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (!isPython(document) || contentChanges.length === 0) return;
    const uri = document.uri.toString();
    const before = edits.get(uri) ?? [];
    const now = contentChanges.map(({ range, text }) => ({ range, text, version: document.version }));
    edits.set(uri, [...before, ...now].slice(-MOST_EDITS));
    const standing = collection.get(document.uri);
    if (standing === undefined || standing.length === 0) return;
    const left = standing.flatMap((diagnostic) => {
      const moved = afterEdits(diagnostic.range, contentChanges);
      if (moved === undefined) return [];
      diagnostic.range = toRange(moved);
      return [diagnostic];
    });
    collection.set(document.uri, left);
  }

  return vscode.Disposable.from(
    collection,
    analysis.onFindings(show),
    vscode.workspace.onDidChangeTextDocument(edited),
    vscode.workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
      for (const { removedCells } of contentChanges)
        for (const { document } of removedCells) collection.delete(document.uri);
    }),
    // A cell or file that becomes another language is closed and opened again; its squiggles go with it.
    vscode.workspace.onDidCloseTextDocument((document) => {
      collection.delete(document.uri);
      edits.delete(document.uri.toString());
      status.forget(unitOf(document));
    }),
  );
}

const severities: Readonly<Record<DiagnosticSent['severity'], vscode.DiagnosticSeverity>> = {
  1: vscode.DiagnosticSeverity.Error,
  2: vscode.DiagnosticSeverity.Warning,
  3: vscode.DiagnosticSeverity.Information,
  4: vscode.DiagnosticSeverity.Hint,
};
const tagsOf: Readonly<Record<1 | 2, vscode.DiagnosticTag>> = {
  1: vscode.DiagnosticTag.Unnecessary,
  2: vscode.DiagnosticTag.Deprecated,
};

export function toDiagnostic(sent: DiagnosticSent): vscode.Diagnostic {
  const { range, message, severity, code, tags = [], relatedInformation = [] } = sent;
  const diagnostic = new vscode.Diagnostic(toRange(range), message, severities[severity]);
  diagnostic.source = SOURCE;
  if (code !== undefined) diagnostic.code = { value: code, target: ruleDocumentationLink(code) };
  diagnostic.relatedInformation = relatedInformation.map(
    ({ location, message: said }) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.parse(location.uri), toRange(location.range)),
        said,
      ),
  );
  diagnostic.tags = tags.map((tag) => tagsOf[tag]);
  return diagnostic;
}
