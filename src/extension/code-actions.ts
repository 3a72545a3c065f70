import * as vscode from 'vscode';
import { ruleNames } from '../core/lint/registry';
import type { ReportedFinding } from '../core/service';
import { adoptions, fixAll, fixesAt, isAboutSignal, suppressions, type PlannedEdit } from '../editor/actions';
import { findingsOf } from '../editor/findings';
import type { Lines } from '../editor/view';
import type { Configurations } from './configuration';
import { SECTION } from './configuration';
import { SOURCE } from './diagnostics';
import type { Documents } from './documents';
import { notebookOf } from './notebooks';
import { toRange } from './ranges';
import { say } from './say';
import type { SourceView } from './source-view';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append(SOURCE);
const NOTEBOOK_FIX_ALL = vscode.CodeActionKind.Notebook.append(
  vscode.CodeActionKind.SourceFixAll.value,
).append(SOURCE);
const TURN_OFF = 'activationLens.turnOffRule';

/** Fixes, suggestions and ways to silence a rule. */
export function registerCodeActions(
  documents: Documents,
  configurations: Configurations,
  selector: vscode.DocumentSelector,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(
      selector,
      {
        async provideCodeActions(document, range, context, token) {
          const rewrites = rewritesFor(context.only)
            ? rewritesAt(documents.viewOf(document), document, range)
            : [];
          const resource = (notebookOf(document) ?? document).uri;
          const configuration = await configurations.of(resource);
          const view = documents.viewOf(document);
          if (!configuration.lint || view === undefined || token.isCancellationRequested)
            return [...rewrites];
          const findings = findingsOf(view.lens, configuration);
          const { only } = context;
          if (
            only !== undefined &&
            !vscode.CodeActionKind.QuickFix.contains(only) &&
            !only.contains(vscode.CodeActionKind.QuickFix)
          )
            return [...fixAllOf(document, view, findings, only), ...rewrites];
          return [...quickFixes(document, range, view, findings, context.diagnostics), ...rewrites];
        },
      },
      {
        providedCodeActionKinds: [
          vscode.CodeActionKind.QuickFix,
          vscode.CodeActionKind.RefactorRewrite,
          FIX_ALL,
          NOTEBOOK_FIX_ALL,
        ],
      },
    ),
    vscode.commands.registerCommand(TURN_OFF, turnOffRule),
  );
}

const rewritesFor = (only: vscode.CodeActionKind | undefined): boolean =>
  only === undefined || only.contains(vscode.CodeActionKind.RefactorRewrite);

/** The editor's documents by their lines. */
const lines: Lines<vscode.TextDocument> = {
  count: (document) => document.lineCount,
  text: (document, line) => document.lineAt(line).text,
  lineEnd: (document) => (document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n'),
};

function rewritesAt(
  view: SourceView | undefined,
  document: vscode.TextDocument,
  range: vscode.Range,
): readonly vscode.CodeAction[] {
  const offset = view?.offsetAt(document, range.start);
  if (view === undefined || offset === undefined) return [];
  return adoptions(view, offset, lines, say).map((plan) =>
    editAction(plan, vscode.CodeActionKind.RefactorRewrite),
  );
}

function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  view: SourceView,
  findings: readonly ReportedFinding[],
  diagnostics: readonly vscode.Diagnostic[],
): readonly vscode.CodeAction[] {
  const { fixes, rules } = fixesAt(view, findings, document, range, lines, say);
  const actions = fixes.map((fix) => {
    const action = editAction(fix, vscode.CodeActionKind.QuickFix);
    const at = toRange(fix.range);
    action.diagnostics = diagnostics.filter(
      (diagnostic) => ruleOf(diagnostic) === fix.finding.rule && diagnostic.range.isEqual(at),
    );
    if (fix.preferred) action.isPreferred = true;
    return action;
  });
  return [...actions, ...[...rules].flatMap(([rule, at]) => aboutRule(document, view, rule, toRange(at)))];
}

function aboutRule(
  document: vscode.TextDocument,
  view: SourceView,
  rule: string,
  range: vscode.Range,
): readonly vscode.CodeAction[] {
  const off = vscode.l10n.t('Turn {0} off', rule);
  const about = vscode.l10n.t('Show the page about {0}', rule);
  const signal = vscode.l10n.t('Show signal propagation');
  return [
    ...(isAboutSignal(rule)
      ? [commandAction(signal, 'activationLens.showSignalPropagation', [document.uri, range.start])]
      : []),
    ...suppressions(view, rule, document, range, lines, say).map((plan) =>
      editAction(plan, vscode.CodeActionKind.QuickFix),
    ),
    commandAction(off, TURN_OFF, [rule, view.resource]),
    commandAction(about, 'activationLens.showRuleDocumentation', [rule]),
  ];
}

/** Of a notebook only as a notebook: cell by cell it would edit other cells, too. */
function fixAllOf(
  document: vscode.TextDocument,
  view: SourceView,
  findings: readonly ReportedFinding[],
  only: vscode.CodeActionKind,
): readonly vscode.CodeAction[] {
  const kind = notebookOf(document) === undefined ? FIX_ALL : NOTEBOOK_FIX_ALL;
  if (!only.contains(kind)) return [];
  const plan = fixAll(view, findings, lines, say);
  return plan === undefined ? [] : [editAction(plan, kind)];
}

function editAction(
  { title, edits }: PlannedEdit<vscode.TextDocument>,
  kind: vscode.CodeActionKind,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, kind);
  action.edit = new vscode.WorkspaceEdit();
  for (const { document, range, newText } of edits)
    action.edit.replace(document.uri, toRange(range), newText);
  return action;
}

function commandAction(title: string, command: string, args: readonly unknown[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [...args] };
  return action;
}

function ruleOf({ source, code }: vscode.Diagnostic): string | undefined {
  if (source !== SOURCE || typeof code !== 'object') return undefined;
  return String(code.value);
}

async function turnOffRule(rule: unknown, resource: unknown): Promise<void> {
  if (typeof rule !== 'string' || !ruleNames.has(rule)) return;
  const scope = resource instanceof vscode.Uri ? resource : undefined;
  const settings = vscode.workspace.getConfiguration(SECTION, scope);
  const found = settings.inspect<Readonly<Record<string, string>>>('lint.severity');
  const inWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const before = (inWorkspace ? found?.workspaceValue : found?.globalValue) ?? {};
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('lint.severity', { ...before, [rule]: 'off' }, target);
}
