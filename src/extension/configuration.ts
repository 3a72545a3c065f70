import * as vscode from 'vscode';
import type { PathStyle } from '../core/patterns/exclude';
import { readLayer, type ResolvedConfiguration } from '../core/lint/configuration/configuration';
import { layeredFiles } from '../core/lint/configuration/layered-files';
import { ruleNames } from '../core/lint/registry';
import type { PyprojectFiles } from './pyproject-files';
import { put } from '../core/own';

export const SECTION = 'activationLens';

/** What holds for one file or notebook: `pyproject.toml` below, settings above, through the core's one resolver. */
export interface Configuration {
  /** False where linting is switched off or the file is excluded. */
  readonly lint: boolean;
  readonly rules: ResolvedConfiguration;
}

export interface Configurations extends vscode.Disposable {
  of(resource: vscode.Uri): Promise<Configuration>;
  /** What was last found out about a resource, for answers that cannot wait. */
  lastOf(resource: vscode.Uri): Configuration | undefined;
  readonly onDidChange: vscode.Event<void>;
}

export function createConfigurations(
  pyprojects: PyprojectFiles,
  log: vscode.LogOutputChannel,
): Configurations {
  const kept = new Map<string, Configuration>();
  const complaints = new Set<string>();
  const changed = new vscode.EventEmitter<void>();
  let generation = 0;
  const forget = (): void => {
    generation += 1;
    kept.clear();
    complaints.clear();
    changed.fire();
  };
  const subscriptions = [
    changed,
    pyprojects.onDidChange(forget),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) forget();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
  ];

  function complain(message: string): void {
    if (complaints.has(message)) return;
    complaints.add(message);
    log.warn(message);
  }

  async function resolve(resource: vscode.Uri): Promise<Configuration> {
    const nearest = await pyprojects.nearest(resource);
    const settings = vscode.workspace.getConfiguration(SECTION, { uri: resource, languageId: 'python' });
    const { layer, problems } = readLayer(explicitSettings(settings), ruleNames);
    for (const { path, message } of problems)
      complain(`Setting ${SECTION}.lint.${path.join('.')}: ${message}`);
    // Patterns are relative to whoever says them: the settings' workspace folder, or the folder of the file.
    const folder = vscode.workspace.getWorkspaceFolder(resource)?.uri;
    const files = layeredFiles([...(nearest ?? []), { layer, folder }], styleOf(resource), relativePath);
    const { configuration: rules, excluded } = files(resource);
    return { lint: settings.get('lint.enable', true) && !excluded, rules };
  }

  return {
    onDidChange: changed.event,
    async of(resource) {
      const key = resource.toString();
      const before = kept.get(key);
      if (before !== undefined) return before;
      const asked = generation;
      const configuration = await resolve(resource);
      // Settings may have changed while files were read.
      if (asked === generation) kept.set(key, configuration);
      return configuration;
    },
    lastOf: (resource) => kept.get(resource.toString()),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** Only what somebody set: a default must not override a project's own file. */
function explicitSettings(settings: vscode.WorkspaceConfiguration): Readonly<Record<string, unknown>> {
  const layer: Record<string, unknown> = {};
  for (const key of ['select', 'ignore', 'severity', 'exclude']) {
    const found = settings.inspect(`lint.${key}`);
    const value: unknown =
      found?.workspaceFolderLanguageValue ??
      found?.workspaceFolderValue ??
      found?.workspaceLanguageValue ??
      found?.workspaceValue ??
      found?.globalLanguageValue ??
      found?.globalValue;
    if (value !== undefined && value !== null) put(layer, key, value);
  }
  return layer;
}

/** Only files of Windows have a drive or a host in their URI. */
function styleOf({ scheme, authority, path }: vscode.Uri): PathStyle {
  return scheme === 'file' && (authority !== '' || /^\/[A-Za-z]:/.test(path)) ? 'windows' : 'posix';
}

function relativePath(resource: vscode.Uri, folder: vscode.Uri | undefined): string | undefined {
  if (folder === undefined) return undefined;
  const prefix = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return resource.path.startsWith(prefix) ? resource.path.slice(prefix.length) : undefined;
}
