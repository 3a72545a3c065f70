import * as vscode from 'vscode';
import { SECTION } from '../settings';
import type { Analysis } from './analysis';

const COMMAND = 'activationLens.showRuleDocumentation';
const TURN_OFF = 'activationLens.turnOffRule';
const SCHEME = 'activation-lens-rule';

/** What a diagnostic's code links to: the rule's page, inside the editor. */
export function ruleDocumentationLink(rule: string): vscode.Uri {
  return vscode.Uri.parse(`command:${COMMAND}?${encodeURIComponent(JSON.stringify([rule]))}`);
}

/** Rules' pages come with the extension and are shown as virtual documents, so they open offline and on the web alike. */
export function registerRuleDocumentation(extensionUri: vscode.Uri, analysis: Analysis): vscode.Disposable {
  const rules = async () => (await analysis.ask('rules', { uri: '' }))?.rules ?? [];
  const ruleCalled = async (name: string) =>
    (await rules()).find((rule) => rule.name === name || rule.earlier.includes(name));
  const pages: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const name = uri.path.replace(/^\//, '').replace(/\.md$/, '');
      const rule = await ruleCalled(name);
      if (rule === undefined) return vscode.l10n.t('There is no rule called {0}.', name);
      try {
        const page = vscode.Uri.joinPath(extensionUri, 'docs', 'rules', `${rule.name}.md`);
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(page));
      } catch {
        return `# ${rule.name}\n\n${rule.summary}\n`;
      }
    },
  };
  async function pickRule(): Promise<string | undefined> {
    const items = rules().then((known) =>
      known.map(({ name, summary, severity }) => ({ label: name, description: severity, detail: summary })),
    );
    const placeHolder = vscode.l10n.t('Rule to read about');
    const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
    return picked?.label;
  }
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, pages),
    vscode.commands.registerCommand(COMMAND, async (asked: unknown) => {
      const named = typeof asked === 'string' ? await ruleCalled(asked) : undefined;
      const rule = named?.name ?? (await pickRule());
      if (rule === undefined) return;
      const page = vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
      try {
        await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
      } catch {
        // Without the built-in preview the page is still readable as text.
        await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
      }
    }),
    vscode.commands.registerCommand(TURN_OFF, async (asked: unknown, resource: unknown) => {
      const rule = typeof asked === 'string' ? await ruleCalled(asked) : undefined;
      if (rule !== undefined && rule.name === asked) await turnOff(rule.name, resource);
    }),
  );
}

async function turnOff(rule: string, resource: unknown): Promise<void> {
  const scope = typeof resource === 'string' ? vscode.Uri.parse(resource) : undefined;
  const settings = vscode.workspace.getConfiguration(SECTION, scope);
  const found = settings.inspect<Readonly<Record<string, string>>>('lint.severity');
  const inWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const before = (inWorkspace ? found?.workspaceValue : found?.globalValue) ?? {};
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('lint.severity', { ...before, [rule]: 'off' }, target);
}
