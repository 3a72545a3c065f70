import * as vscode from 'vscode';
import type { ActivationLens } from '../../src/extension/extension';

const EXTENSION = 'activation-lens.activation-lens';

export async function lens(): Promise<ActivationLens> {
  const extension = vscode.extensions.getExtension<ActivationLens>(EXTENSION);
  check(extension, `${EXTENSION} is not installed`);
  return extension.activate();
}

export function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function equal(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(is === should, `is ${is}, should be ${should}`);
}

/** Asks again until there is an answer; fails with what was waited for. */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  milliseconds = 8_000,
): Promise<Exclude<NonNullable<Answer>, false>> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false)
      return answer as Exclude<NonNullable<Answer>, false>;
    check(Date.now() < end, `waited for ${what}`);
    await pause(40);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A Python file that exists only in the editor. */
export async function openText(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content });
  return vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

export function fixture(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  check(folder, 'the suite runs in test/fixtures/workspace');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function openFixture(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(fixture(name));
  return vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

export function findingsIn(uri: vscode.Uri, rule?: string): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(
      (diagnostic) =>
        diagnostic.source === 'activation-lens' && (rule === undefined || ruleOf(diagnostic) === rule),
    );
}

export function findings(uri: vscode.Uri, rule: string): Promise<readonly vscode.Diagnostic[]> {
  return until(`${rule} in ${uri.path}`, () => {
    const found = findingsIn(uri, rule);
    return found.length > 0 && found;
  });
}

export function gone(uri: vscode.Uri, rule: string): Promise<boolean> {
  return until(`no more ${rule} in ${uri.path}`, () => findingsIn(uri, rule).length === 0);
}

/** Long enough for a lint to have come and gone. */
export async function settled(): Promise<void> {
  await pause(900);
}

export async function quickFixes(
  uri: vscode.Uri,
  range: vscode.Range,
  kind = vscode.CodeActionKind.QuickFix,
): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind.value,
  );
}

export async function apply(action: vscode.CodeAction | undefined): Promise<void> {
  check(action?.edit, `${action?.title ?? 'the action'} has no edit`);
  check(await vscode.workspace.applyEdit(action.edit), 'the edit was refused');
}

export function lineOf(document: vscode.TextDocument, text: string): number {
  const offset = document.getText().indexOf(text);
  check(offset >= 0, `there is no ${text}`);
  return document.positionAt(offset).line;
}

export function cursorOn(editor: vscode.TextEditor, text: string): vscode.Position {
  const position = editor.document.positionAt(editor.document.getText().indexOf(text));
  editor.selection = new vscode.Selection(position, position);
  return position;
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

export async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('activationLens')
    .update(name, value, vscode.ConfigurationTarget.Global);
}

export function hoverText({ contents }: vscode.Hover): string {
  return contents.map((part) => (typeof part === 'string' ? part : part.value)).join('\n');
}
