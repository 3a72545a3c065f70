import * as vscode from 'vscode';
import { createProjectFiles, type ProjectFiles } from '../editor/project-files';
import { places, readFile } from './places';
import { rangesIn } from './ranges';
import { say } from './say';

/** The configuration files of the workspace; what is wrong in one is shown in that file. */
export interface PyprojectFiles extends ProjectFiles<vscode.Uri>, vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
}

export function createPyprojectFiles(): PyprojectFiles {
  const problems = vscode.languages.createDiagnosticCollection('activation-lens-configuration');
  const changed = new vscode.EventEmitter<void>();
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.toml');
  const files = createProjectFiles<vscode.Uri>({
    places,
    read: readFile,
    report(uri, text, found) {
      const toRange = rangesIn(text);
      problems.set(
        uri,
        found.map((problem) => {
          const diagnostic = new vscode.Diagnostic(
            toRange(problem),
            problem.message,
            vscode.DiagnosticSeverity.Warning,
          );
          diagnostic.source = 'activation-lens';
          return diagnostic;
        }),
      );
    },
    say,
  });
  const forget = (): void => {
    files.forget();
    problems.clear();
    changed.fire();
  };
  const subscriptions = [
    problems,
    changed,
    watcher,
    watcher.onDidChange(forget),
    watcher.onDidCreate(forget),
    watcher.onDidDelete(forget),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (document.uri.path.endsWith('.toml')) forget();
    }),
  ];
  return {
    onDidChange: changed.event,
    nearest: (resource) =>
      resource.scheme === 'untitled' ? Promise.resolve(undefined) : files.nearest(resource),
    forget,
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
