import * as vscode from 'vscode';
import { LAYERED, SECTION, type RawSettings } from '../settings';

/** Our section as the server asks for it: of the layers only what somebody set, so that no default overrides a project's own file. */
export function settingsOf(resource: vscode.Uri | undefined): RawSettings {
  const all = vscode.workspace.getConfiguration(
    SECTION,
    resource === undefined ? { languageId: 'python' } : { uri: resource, languageId: 'python' },
  );
  const lint = new Map<string, unknown>(Object.entries(all.get<RawSettings>('lint', {})));
  for (const key of LAYERED) {
    const found = all.inspect(`lint.${key}`);
    const set =
      found?.workspaceFolderLanguageValue ??
      found?.workspaceFolderValue ??
      found?.workspaceLanguageValue ??
      found?.workspaceValue ??
      found?.globalLanguageValue ??
      found?.globalValue;
    if (set === undefined) lint.delete(key);
    else lint.set(key, set);
  }
  // Functions of the editor's object are left behind on its way.
  const plain = JSON.parse(JSON.stringify(all)) as RawSettings;
  return { ...plain, lint: Object.fromEntries(lint) };
}
