import * as vscode from 'vscode';
import { SECTION } from '../settings';
import type { Analysis } from './analysis';
import { SOURCE, toDiagnostic } from './diagnostics';
import { findFiles } from './find-files';

const MOST_FILES = 20_000;

export interface WorkspaceLintResult {
  readonly files: number;
  readonly findings: number;
  readonly cancelled: boolean;
}

/** "Lint Workspace": every Python file and notebook that is not open (those have their own squiggles), into Problems. */
export function registerWorkspaceLint(analysis: Analysis, log: vscode.LogOutputChannel): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(`${SOURCE}-workspace`);

  async function lintFile(uri: vscode.Uri, token: vscode.CancellationToken): Promise<number> {
    const answer = await analysis.ask('lintFile', { uri: uri.toString() }, token);
    if (answer === undefined) return 0;
    if (answer.problem !== null) log.warn(`${uri.path} was not linted: it ${answer.problem}`);
    if (answer.diagnostics === null) return 0;
    collection.set(uri, answer.diagnostics.map(toDiagnostic));
    return answer.diagnostics.length;
  }

  async function lintAll(
    progress: vscode.Progress<{ readonly message?: string; readonly increment?: number }>,
    token: vscode.CancellationToken,
  ): Promise<WorkspaceLintResult> {
    collection.clear();
    const files = await findFiles(['py', 'ipynb'], MOST_FILES, token);
    const open = new Set(
      [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments].map(({ uri }) =>
        uri.toString(),
      ),
    );
    const closed = files.filter((uri) => !open.has(uri.toString()));
    let findings = 0;
    let done = 0;
    for (const uri of closed) {
      if (token.isCancellationRequested) break;
      findings += await lintFile(uri, token);
      done += 1;
      if (done % 10 === 0 || done === closed.length) {
        const message = vscode.l10n.t('{0} of {1} files, {2} findings', done, closed.length, findings);
        progress.report({ message, increment: (10 / closed.length) * 100 });
      }
    }
    return { files: done, findings, cancelled: token.isCancellationRequested };
  }

  return vscode.Disposable.from(
    collection,
    vscode.commands.registerCommand('activationLens.lintWorkspace', async () => {
      const result = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Linting the workspace'),
          cancellable: true,
        },
        lintAll,
      );
      const said = vscode.l10n.t(
        '{0} findings in {1} files that are not open.',
        result.findings,
        result.files,
      );
      vscode.window.setStatusBarMessage(said, 8_000);
      if (result.findings > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
      return result;
    }),
    // An open document has squiggles of its own.
    vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      collection.delete(uri);
    }),
    vscode.workspace.onDidOpenNotebookDocument(({ uri }) => {
      collection.delete(uri);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) collection.clear();
    }),
  );
}
