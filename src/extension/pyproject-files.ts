import * as vscode from 'vscode';
import type { ConfigurationLayer } from '../core/lint/configuration';
import { readPyproject } from '../core/lint/pyproject';
import { ruleNames } from '../core/lint/registry';
import { say } from './say';

const FILE_NAME = 'pyproject.toml';
const DEEPEST = 40;

export interface PyprojectLayer {
  readonly folder: vscode.Uri;
  readonly layer: ConfigurationLayer;
}

/** `[tool.activation-lens]` of the nearest pyproject.toml that has it; what is wrong there is shown in that file. */
export interface PyprojectFiles extends vscode.Disposable {
  nearest(resource: vscode.Uri): Promise<PyprojectLayer | undefined>;
  readonly onDidChange: vscode.Event<void>;
}

export function createPyprojectFiles(): PyprojectFiles {
  const read = new Map<string, Promise<PyprojectLayer | undefined>>();
  const problems = vscode.languages.createDiagnosticCollection('activation-lens-configuration');
  const changed = new vscode.EventEmitter<void>();
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${FILE_NAME}`);
  const forget = (): void => {
    read.clear();
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
      if (document.uri.path.endsWith(`/${FILE_NAME}`)) forget();
    }),
  ];

  async function readFile(folder: vscode.Uri): Promise<PyprojectLayer | undefined> {
    const uri = vscode.Uri.joinPath(folder, FILE_NAME);
    let text: string;
    try {
      text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      // Most folders have none.
      return undefined;
    }
    const reading = readPyproject(text, ruleNames, say);
    const toPosition = positionsIn(text);
    problems.set(
      uri,
      reading.problems.map(({ start, end, message }) => {
        const range = new vscode.Range(toPosition(start), toPosition(end));
        const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
        diagnostic.source = 'activation-lens';
        return diagnostic;
      }),
    );
    return reading.layer && { folder, layer: reading.layer };
  }

  return {
    onDidChange: changed.event,
    async nearest(resource) {
      if (resource.scheme === 'untitled') return undefined;
      let folder = resource;
      for (let depth = 0; depth < DEEPEST; depth += 1) {
        const parent = vscode.Uri.joinPath(folder, '..');
        if (parent.path === folder.path) return undefined;
        folder = parent;
        const key = folder.toString();
        const reading = read.get(key) ?? readFile(folder);
        read.set(key, reading);
        const found = await reading;
        if (found !== undefined) return found;
      }
      return undefined;
    },
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** From offsets of a text to positions. */
export function positionsIn(text: string): (offset: number) => vscode.Position {
  return (offset) => {
    const before = text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return new vscode.Position(before.split('\n').length - 1, offset - lineStart);
  };
}
