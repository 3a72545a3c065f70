import * as vscode from 'vscode';
import { mergeSafeFixes } from '../core/lint/fixes/fixes';
import type { ReportedEdit, ReportedFinding } from '../core/service';
import { adoptedDefaults } from '../core/service/adopt-defaults';
import type { Configurations } from './configuration';
import { SECTION } from './configuration';
import { SOURCE } from './diagnostics';
import type { Documents } from './documents';
import { notebookOf } from './notebooks';
import { ruleNames } from '../core/lint/registry';
import type { SourceView } from './source-view';
import { ignoreInFile, ignoreOnLine } from '../core/lint/suppressions/suppression-comments';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append(SOURCE);
const NOTEBOOK_FIX_ALL = vscode.CodeActionKind.Notebook.append(
  vscode.CodeActionKind.SourceFixAll.value,
).append(SOURCE);
const TURN_OFF = 'activationLens.turnOffRule';
/** Rules whose findings the Signal tab explains. */
const ABOUT_SIGNAL =
  /-init$|^saturating-deep-stack$|^deep-narrow-relu$|^kaiming-slope-mismatch$|^unscaled-input$/;

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
            ? adoptions(documents.viewOf(document), document, range)
            : [];
          const resource = (notebookOf(document) ?? document).uri;
          const { lint, rules } = await configurations.of(resource);
          const view = documents.viewOf(document);
          if (!lint || view === undefined || token.isCancellationRequested) return [...rewrites];
          const findings = view.lens.findings(rules);
          const { only } = context;
          if (
            only !== undefined &&
            !vscode.CodeActionKind.QuickFix.contains(only) &&
            !only.contains(vscode.CodeActionKind.QuickFix)
          )
            return [...fixAll(document, view, findings, only), ...rewrites];
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

/** The activation at the cursor with another framework's default. */
function adoptions(
  view: SourceView | undefined,
  document: vscode.TextDocument,
  range: vscode.Range,
): readonly vscode.CodeAction[] {
  const offset = view?.offsetAt(document, range.start);
  const use = offset === undefined ? undefined : view?.lens.activationAt(offset);
  if (view === undefined || use === undefined) return [];
  return adoptedDefaults(use).flatMap(({ api, argument, edit }) => {
    const changes = toWorkspaceEdit(view, [edit]);
    if (changes === undefined) return [];
    const title = vscode.l10n.t('Take {0}, the default of {1} (changes training)', argument, api);
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
    action.edit = changes;
    return [action];
  });
}

function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  view: SourceView,
  findings: readonly ReportedFinding[],
  diagnostics: readonly vscode.Diagnostic[],
): readonly vscode.CodeAction[] {
  const here = findings.flatMap((finding) => {
    const place = view.locate(finding);
    return place?.document === document && place.range.intersection(range) !== undefined
      ? [{ finding, range: place.range }]
      : [];
  });
  let preferred = false;
  const fixes = here.flatMap(({ finding, range: at }) => {
    const shown = diagnostics.filter(
      (diagnostic) => ruleOf(diagnostic) === finding.rule && diagnostic.range.isEqual(at),
    );
    return finding.fixes.flatMap((fix) => {
      const edit = toWorkspaceEdit(view, fix.edits);
      if (edit === undefined) return [];
      // Some rules say so themselves, in words that fit.
      const said = fix.safe || fix.title.endsWith(vscode.l10n.t('(changes training)'));
      const title = said ? fix.title : vscode.l10n.t('{0} (changes training)', fix.title);
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.edit = edit;
      action.diagnostics = shown;
      if (fix.safe && !preferred) preferred = action.isPreferred = true;
      return [action];
    });
  });
  const rules = new Map(here.map(({ finding, range: at }) => [finding.rule, at]));
  return [...fixes, ...[...rules].flatMap(([rule, at]) => aboutRule(document, view, rule, at))];
}

function aboutRule(
  document: vscode.TextDocument,
  view: SourceView,
  rule: string,
  range: vscode.Range,
): readonly vscode.CodeAction[] {
  const actions: vscode.CodeAction[] = [];
  if (ABOUT_SIGNAL.test(rule)) {
    const title = vscode.l10n.t('Show signal propagation');
    const at = [document.uri, range.start];
    actions.push(commandAction(title, 'activationLens.showSignalPropagation', at));
  }
  // A comment on a line that a backslash continues would break it; the other end of the finding may do.
  const onLine = [range.start.line, range.end.line]
    .map((line) => ignoreOnLine(document.lineAt(line).text, line, rule))
    .find((insertion) => insertion !== undefined);
  if (onLine !== undefined)
    actions.push(insertAction(document, vscode.l10n.t('Ignore {0} on this line', rule), onLine));
  const top = view.documents[0];
  if (top !== undefined) {
    const lines = Array.from({ length: Math.min(top.lineCount, 20) }, (_, line) => top.lineAt(line).text);
    const lineEnd = top.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const title = vscode.l10n.t('Ignore {0} in this file', rule);
    actions.push(insertAction(top, title, ignoreInFile(lines, rule, lineEnd)));
  }
  const off = vscode.l10n.t('Turn {0} off', rule);
  const about = vscode.l10n.t('Show the page about {0}', rule);
  actions.push(commandAction(off, TURN_OFF, [rule, view.resource]));
  actions.push(commandAction(about, 'activationLens.showRuleDocumentation', [rule]));
  return actions;
}

/** All safe fixes that do not stand in each other's way. Of a notebook only as a notebook: cell by cell it would edit other cells, too. */
function fixAll(
  document: vscode.TextDocument,
  view: SourceView,
  findings: readonly ReportedFinding[],
  only: vscode.CodeActionKind,
): readonly vscode.CodeAction[] {
  const kind = notebookOf(document) === undefined ? FIX_ALL : NOTEBOOK_FIX_ALL;
  if (!only.contains(kind)) return [];
  const edits = mergeSafeFixes(findings.flatMap(({ fixes }) => fixes.slice(0, 1)));
  const edit = edits.length === 0 ? undefined : toWorkspaceEdit(view, edits);
  if (edit === undefined) return [];
  const action = new vscode.CodeAction(vscode.l10n.t('Apply all safe fixes of Activation Lens'), kind);
  action.edit = edit;
  return [action];
}

/** Undefined when one of the edits does not lie within one document. */
function toWorkspaceEdit(view: SourceView, edits: readonly ReportedEdit[]): vscode.WorkspaceEdit | undefined {
  const result = new vscode.WorkspaceEdit();
  for (const edit of edits) {
    const place = view.locate(edit);
    if (place === undefined) return undefined;
    const newText =
      place.document.eol === vscode.EndOfLine.CRLF ? edit.newText.replaceAll(/\r?\n/g, '\r\n') : edit.newText;
    result.replace(place.document.uri, place.range, newText);
  }
  return result;
}

function insertAction(
  document: vscode.TextDocument,
  title: string,
  { line, character, text }: { readonly line: number; readonly character: number; readonly text: string },
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.insert(document.uri, new vscode.Position(line, character), text);
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
