import * as vscode from 'vscode';
import { SECTION } from './documents';

/** Settings of linting that give way to a project's own file where nobody set them. */
const LAYERS = ['select', 'ignore', 'severity', 'exclude'] as const;

/** Our section as the server asks for it: of the layers only what somebody set, so that no default overrides a project's own file. */
export function settingsOf(resource: vscode.Uri | undefined): unknown {
  const all = vscode.workspace.getConfiguration(
    SECTION,
    resource === undefined ? { languageId: 'python' } : { uri: resource, languageId: 'python' },
  );
  const layers = LAYERS.flatMap((key): readonly (readonly [string, unknown])[] => {
    const found = all.inspect(`lint.${key}`);
    const set =
      found?.workspaceFolderLanguageValue ??
      found?.workspaceFolderValue ??
      found?.workspaceLanguageValue ??
      found?.workspaceValue ??
      found?.globalLanguageValue ??
      found?.globalValue;
    return set === undefined ? [] : [[key, set]];
  });
  return {
    lint: {
      enable: all.get('lint.enable', true),
      run: all.get('lint.run', 'onType'),
      ...Object.fromEntries(layers),
    },
    hover: all.get('hover', 'short'),
    codeLens: all.get('codeLens', false),
    inlayHints: {
      signal: all.get('inlayHints.signal'),
      limit: all.get('inlayHints.limit'),
      shape: all.get('inlayHints.shape'),
    },
  };
}
