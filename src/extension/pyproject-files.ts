import * as vscode from 'vscode';
import type { PlacedLayer } from '../core/lint/configuration/layered-files';
import { readPyproject } from '../core/lint/configuration/pyproject';
import { ruleNames } from '../core/lint/registry';
import { say } from './say';

const FILE_NAME = 'pyproject.toml';
const DEEPEST = 40;
/** Configurations that extend each other further than this go in a circle. */
const MOST_EXTENDED = 20;

export type FileLayer = PlacedLayer<vscode.Uri>;

/** `[tool.activation-lens]` of the nearest pyproject.toml that has it; what is wrong there is shown in that file. */
export interface PyprojectFiles extends vscode.Disposable {
  /** Its layer last, above those of the files that it extends. */
  nearest(resource: vscode.Uri): Promise<readonly FileLayer[] | undefined>;
  readonly onDidChange: vscode.Event<void>;
}

export function createPyprojectFiles(): PyprojectFiles {
  const read = new Map<string, Promise<readonly FileLayer[] | undefined>>();
  const problems = vscode.languages.createDiagnosticCollection('activation-lens-configuration');
  const changed = new vscode.EventEmitter<void>();
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.toml');
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
      if (document.uri.path.endsWith('.toml')) forget();
    }),
  ];

  async function layersOf(folder: vscode.Uri): Promise<readonly FileLayer[] | undefined> {
    const layers: FileLayer[] = [];
    let uri: vscode.Uri | undefined = vscode.Uri.joinPath(folder, FILE_NAME);
    while (uri !== undefined && layers.length < MOST_EXTENDED) {
      const read = await readFile(uri);
      if (read === undefined) break;
      layers.unshift(read);
      const { extend } = read.layer;
      uri = extend === undefined ? undefined : resolved(read.folder, extend);
    }
    return layers.length > 0 ? layers : undefined;
  }

  async function readFile(uri: vscode.Uri): Promise<FileLayer | undefined> {
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
    return reading.layer && { folder: vscode.Uri.joinPath(uri, '..'), layer: reading.layer };
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
        const reading = read.get(key) ?? layersOf(folder);
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

/** A path as a file says it, relative to its folder unless it is absolute. */
function resolved(folder: vscode.Uri, path: string): vscode.Uri {
  if (/^[A-Za-z]:[\\/]/.test(path)) return folder.with({ path: `/${path.replaceAll('\\', '/')}` });
  return path.startsWith('/') ? folder.with({ path }) : vscode.Uri.joinPath(folder, path);
}

/** From offsets of a text to positions. */
export function positionsIn(text: string): (offset: number) => vscode.Position {
  return (offset) => {
    const before = text.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return new vscode.Position(before.split('\n').length - 1, offset - lineStart);
  };
}
