import * as vscode from 'vscode';
import type { ModuleSource } from '../core/service';
import { findFiles } from './find-files';
import { resolveModule } from './module-paths';

const PYTHON_FILES = '**/*.py';
const MOST_FILES = 5_000;
const LARGEST_FILE = 500_000;
const MOST_TEXTS = 400;

/** The workspace's own modules, read when an analysis first asks for them: it is told later, through `onDidLoad`, that they have come. */
export interface WorkspaceModules extends ModuleSource, vscode.Disposable {
  readonly onDidLoad: vscode.Event<void>;
}

export function createWorkspaceModules(log: vscode.LogOutputChannel): WorkspaceModules {
  /** Undefined until someone asks. */
  let files: Promise<ReadonlySet<string>> | undefined;
  let known: ReadonlySet<string> | undefined;
  /** Null while it is being read, and for what cannot be. */
  const texts = new Map<string, string | null>();
  const loaded = new vscode.EventEmitter<void>();
  let announcement: ReturnType<typeof setTimeout> | undefined;

  function announce(): void {
    clearTimeout(announcement);
    announcement = setTimeout(() => {
      loaded.fire();
    }, 50);
  }

  function index(): void {
    files ??= findModules().then((found) => {
      known = found;
      announce();
      return found;
    });
  }

  async function load(uri: string): Promise<void> {
    try {
      const location = vscode.Uri.parse(uri);
      const { size } = await vscode.workspace.fs.stat(location);
      if (size > LARGEST_FILE) return;
      texts.set(uri, new TextDecoder().decode(await vscode.workspace.fs.readFile(location)));
      announce();
    } catch (error) {
      log.debug(`Could not read ${uri}: ${String(error)}`);
    }
  }

  const watcher = vscode.workspace.createFileSystemWatcher(PYTHON_FILES);
  const forgetFile = (uri: vscode.Uri): void => {
    if (texts.delete(uri.toString())) announce();
  };
  const forgetIndex = (uri: vscode.Uri): void => {
    forgetFile(uri);
    if (files === undefined) return;
    files = undefined;
    index();
  };
  const subscriptions = [
    loaded,
    watcher,
    watcher.onDidChange(forgetFile),
    watcher.onDidCreate(forgetIndex),
    watcher.onDidDelete(forgetIndex),
  ];

  return {
    onDidLoad: loaded.event,
    read(uri) {
      const text = texts.get(uri);
      if (text !== undefined) return text ?? undefined;
      if (known?.has(uri) === true && texts.size < MOST_TEXTS) {
        texts.set(uri, null);
        void load(uri);
      }
      return undefined;
    },
    resolve(module, level, fromUri) {
      if (known === undefined) {
        index();
        return undefined;
      }
      const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
      return resolveModule(module, level, fromUri, roots, known);
    },
    dispose() {
      clearTimeout(announcement);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

async function findModules(): Promise<ReadonlySet<string>> {
  const found = await findFiles(['py'], MOST_FILES);
  return new Set(found.map((uri) => uri.toString()));
}
