import * as vscode from 'vscode';
import type { Severity } from '../core/lint/rule';
import type { ReportedFinding } from '../core/service';
import { SECTION, type Configurations } from './configuration';
import type { Documents } from './documents';
import { isPython } from './documents';
import { afterEdits } from '../editor/edits';
import { findingsOf } from '../editor/findings';
import { createSchedule, PAUSE } from '../editor/schedule';
import { describeError } from './log';
import { notebookOf } from './notebooks';
import { rangesIn, toRange } from './ranges';
import { ruleDocumentationLink } from './rule-documentation';
import type { SourceView } from './source-view';
import type { Status } from './status';

export const SOURCE = 'activation-lens';
export interface DiagnosticsServices {
  readonly documents: Documents;
  readonly configurations: Configurations;
  readonly status: Status;
  readonly log: vscode.LogOutputChannel;
  /** Text of a file of the workspace that is not open, for places in other files. */
  readonly textOf: (uri: string) => string | undefined;
}

/** Findings as one types: new ones after a pause, those on a line that an edit touched gone at once. */
export function registerDiagnostics(services: DiagnosticsServices): vscode.Disposable & { refresh(): void } {
  const { documents, configurations, status, log } = services;
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  const waiting = createSchedule(() => performance.now());

  /** The last turn of each file: settings are read at different speeds, and an older turn must not overwrite a newer one. */
  const turns = new Map<string, number>();

  async function publish(document: vscode.TextDocument): Promise<void> {
    const resource = (notebookOf(document) ?? document).uri;
    const key = resource.toString();
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    const configuration = await configurations.of(resource);
    if (turns.get(key) !== turn) return;
    // Looked up after waiting: the document may have changed or gone meanwhile.
    const view = documents.viewOf(document);
    if (view === undefined) return;
    const begin = performance.now();
    const findings = findingsOf(view.lens, configuration);
    const milliseconds = performance.now() - begin;
    waiting.took(key, milliseconds);
    const byDocument = new Map(view.documents.map((part) => [part, new Array<vscode.Diagnostic>()]));
    for (const finding of findings) {
      const place = view.locate(finding);
      if (place !== undefined)
        byDocument
          .get(place.document)
          ?.push(toDiagnostic(finding, place.range, locateIn(view, services.textOf)));
    }
    for (const [part, diagnostics] of byDocument) collection.set(part.uri, diagnostics);
    const { tookTooLong } = view.lens;
    status.report(view.resource, {
      findings: findings.length,
      milliseconds,
      lint: configuration.lint,
      tookTooLong,
    });
    log.trace(
      `${view.resource.path}: ${String(findings.length)} findings in ${milliseconds.toFixed(1)} ms (version ${String(view.lens.version)})`,
    );
  }

  function schedule(document: vscode.TextDocument, delay: number): void {
    if (!isPython(document)) return;
    const key = (notebookOf(document) ?? document).uri.toString();
    waiting.plan(key, delay, () => {
      publish(document).catch((error: unknown) => {
        log.error(`Linting ${key} failed: ${describeError(error)}`);
      });
    });
  }

  function dropTouched({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const standing = collection.get(document.uri);
    if (standing === undefined || standing.length === 0 || contentChanges.length === 0) return;
    const left = standing.flatMap((diagnostic) => {
      const moved = afterEdits(diagnostic.range, contentChanges);
      if (moved === undefined) return [];
      diagnostic.range = toRange(moved);
      return [diagnostic];
    });
    collection.set(document.uri, left);
  }

  function refresh(): void {
    for (const document of documents.representatives()) schedule(document, 0);
  }

  const subscriptions = [
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => {
      schedule(document, 0);
    }),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (!isPython(event.document)) return;
      dropTouched(event);
      if (runsOnType(event.document)) schedule(event.document, PAUSE);
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (!runsOnType(document)) schedule(document, 0);
    }),
    vscode.workspace.onDidSaveNotebookDocument((notebook) => {
      const first = notebook.getCells().find(({ document }) => isPython(document));
      if (first !== undefined && !runsOnType(first.document)) schedule(first.document, 0);
    }),
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
      for (const { removedCells } of contentChanges)
        for (const { document } of removedCells) collection.delete(document.uri);
      const first = notebook.getCells().find(({ document }) => isPython(document));
      if (first !== undefined && runsOnType(first.document)) schedule(first.document, PAUSE);
    }),
    // A cell or file that becomes another language is closed and opened again; its squiggles go with it.
    vscode.workspace.onDidCloseTextDocument((document) => {
      collection.delete(document.uri);
      const key = document.uri.toString();
      waiting.forget(key);
      turns.delete(key);
      status.forget(document.uri);
    }),
    configurations.onDidChange(refresh),
  ];
  refresh();
  return {
    refresh,
    dispose: () => {
      waiting.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** `activationLens.lint.run`: whether edits are followed, or only what is saved. */
function runsOnType(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(SECTION, document).get<string>('lint.run', 'onType') !== 'onSave';
}

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Where a related place stands: in this document, another cell or another file. */
export type LocateRelated = (related: ReportedFinding['related'][number]) => vscode.Location | undefined;

export function toDiagnostic(
  finding: ReportedFinding,
  range: vscode.Range,
  locate: LocateRelated,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, finding.message, severities[finding.severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = { value: finding.rule, target: ruleDocumentationLink(finding.rule) };
  diagnostic.relatedInformation = finding.related.flatMap((related) => {
    const location = locate(related);
    return location === undefined ? [] : [new vscode.DiagnosticRelatedInformation(location, related.message)];
  });
  diagnostic.tags = [
    ...(finding.unnecessary ? [vscode.DiagnosticTag.Unnecessary] : []),
    ...(finding.deprecated ? [vscode.DiagnosticTag.Deprecated] : []),
  ];
  return diagnostic;
}

function locateIn(view: SourceView, textOf: (uri: string) => string | undefined): LocateRelated {
  return (related) => {
    if (related.uri !== view.lens.uri) return locateInFile(related, textOf);
    const place = view.locate(related);
    return place && new vscode.Location(place.document.uri, place.range);
  };
}

/** A place in a file that is not what was linted. */
export function locateInFile(
  { uri, start, end }: ReportedFinding['related'][number],
  textOf: (uri: string) => string | undefined,
): vscode.Location | undefined {
  const text = textOf(uri);
  if (text === undefined) return undefined;
  return new vscode.Location(vscode.Uri.parse(uri), rangesIn(text)({ start, end }));
}
