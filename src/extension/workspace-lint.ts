import * as vscode from 'vscode';
import type { LensService } from '../core/service';
import { findingsOf } from '../editor/findings';
import type { Configurations } from './configuration';
import { locateInFile, SOURCE, toDiagnostic } from './diagnostics';
import { findFiles } from './find-files';
import { describeError } from './log';
import { readClosedSource } from './closed-source';

const MOST_FILES = 20_000;

export interface WorkspaceLintServices {
  /** One of its own, so that closed files leave nothing behind in the editor's. */
  readonly service: LensService;
  readonly configurations: Configurations;
  readonly log: vscode.LogOutputChannel;
  readonly textOf: (uri: string) => string | undefined;
}

export interface WorkspaceLintResult {
  readonly files: number;
  readonly findings: number;
  readonly cancelled: boolean;
}

/** "Lint Workspace": every Python file and notebook that is not open (those have their own squiggles), into Problems. */
export function registerWorkspaceLint(services: WorkspaceLintServices): vscode.Disposable {
  const { configurations, log } = services;
  const collection = vscode.languages.createDiagnosticCollection(`${SOURCE}-workspace`);

  async function lintFile(uri: vscode.Uri): Promise<number> {
    const configuration = await configurations.of(uri);
    if (!configuration.lint) return 0;
    const closed = await readClosedSource(uri, services.service);
    try {
      const findings = findingsOf(closed.lens, configuration);
      const diagnostics = findings.flatMap((finding) => {
        const range = closed.rangeOf(finding);
        if (range === undefined) return [];
        const diagnostic = toDiagnostic(finding, range, (related) => {
          if (related.uri !== uri.toString()) return locateInFile(related, services.textOf);
          const at = closed.rangeOf(related);
          return at && new vscode.Location(uri, at);
        });
        diagnostic.message = closed.prefix(finding) + diagnostic.message;
        return [diagnostic];
      });
      collection.set(uri, diagnostics);
      return diagnostics.length;
    } finally {
      services.service.close(closed.lens.uri);
    }
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
      try {
        findings += await lintFile(uri);
      } catch (error) {
        log.warn(`${uri.path} was not linted: ${describeError(error)}`);
      }
      done += 1;
      if (done % 10 === 0 || done === closed.length) {
        const message = vscode.l10n.t('{0} of {1} files, {2} findings', done, closed.length, findings);
        progress.report({ message, increment: (10 / closed.length) * 100 });
        // Lets typing and the Cancel button through.
        await new Promise((resume) => setTimeout(resume, 0));
      }
    }
    services.service.forgetUnused();
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
    configurations.onDidChange(() => {
      collection.clear();
    }),
  );
}
