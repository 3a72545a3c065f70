import * as vscode from 'vscode';
import {
  createConfigurationsOf,
  SECTION,
  settingsLayer,
  type Configuration,
  type EditorSettings,
} from '../editor/configuration';
import { places, readFile } from './places';
import type { PyprojectFiles } from './pyproject-files';

export { SECTION };

export interface Configurations extends vscode.Disposable {
  of(resource: vscode.Uri): Promise<Configuration>;
  readonly onDidChange: vscode.Event<void>;
}

export function createConfigurations(projects: PyprojectFiles, log: vscode.LogOutputChannel): Configurations {
  const changed = new vscode.EventEmitter<void>();
  const configurations = createConfigurationsOf<vscode.Uri>({
    places,
    projects,
    read: readFile,
    settings,
    complain: (message) => {
      log.warn(message);
    },
  });
  const forget = (): void => {
    configurations.forget();
    changed.fire();
  };
  // Baselines are JSON, and may have any name.
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.json');
  const forgetBaseline = (uri: vscode.Uri): void => {
    if (configurations.isBaseline(uri)) forget();
  };
  const subscriptions = [
    changed,
    projects.onDidChange(forget),
    watcher,
    watcher.onDidChange(forgetBaseline),
    watcher.onDidCreate(forgetBaseline),
    watcher.onDidDelete(forgetBaseline),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) forget();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
  ];
  return {
    onDidChange: changed.event,
    of: (resource) => configurations.of(resource),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function settings(resource: vscode.Uri): EditorSettings<vscode.Uri> {
  const all = vscode.workspace.getConfiguration(SECTION, { uri: resource, languageId: 'python' });
  const explicit = (key: string): unknown => {
    const found = all.inspect(`lint.${key}`);
    return (
      found?.workspaceFolderLanguageValue ??
      found?.workspaceFolderValue ??
      found?.workspaceLanguageValue ??
      found?.workspaceValue ??
      found?.globalLanguageValue ??
      found?.globalValue
    );
  };
  return {
    enable: all.get('lint.enable', true),
    lint: settingsLayer(explicit),
    folder: vscode.workspace.getWorkspaceFolder(resource)?.uri,
  };
}
