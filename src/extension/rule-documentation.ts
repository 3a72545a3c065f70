import * as vscode from 'vscode';
import { ruleMetas, ruleNames } from '../core/lint/registry';
import { currentName } from '../core/lint/configuration/rule-aliases';
import { sentence } from '../core/phrase';
import { say } from './say';

const COMMAND = 'activationLens.showRuleDocumentation';
const SCHEME = 'activation-lens-rule';

/** What a diagnostic's code links to: the rule's page, inside the editor. */
export function ruleDocumentationLink(rule: string): vscode.Uri {
  return vscode.Uri.parse(`command:${COMMAND}?${encodeURIComponent(JSON.stringify([rule]))}`);
}

/** Rules' pages come with the extension and are shown as virtual documents, so they open offline and on the web alike. */
export function registerRuleDocumentation(extensionUri: vscode.Uri): vscode.Disposable {
  const pages: vscode.TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      const name = uri.path.replace(/^\//, '').replace(/\.md$/, '');
      const meta = ruleMetas.find((candidate) => candidate.name === name);
      if (meta === undefined) return vscode.l10n.t('There is no rule called {0}.', name);
      try {
        const page = vscode.Uri.joinPath(extensionUri, 'docs', 'rules', `${name}.md`);
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(page));
      } catch {
        return `# ${name}\n\n${say(sentence(meta.summary))}\n`;
      }
    },
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, pages),
    vscode.commands.registerCommand(COMMAND, async (asked: unknown) => {
      const rule =
        typeof asked === 'string' && ruleNames.has(currentName(asked))
          ? currentName(asked)
          : await pickRule();
      if (rule === undefined) return;
      const page = vscode.Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
      try {
        await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
      } catch {
        // Without the built-in preview the page is still readable as text.
        await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
      }
    }),
  );
}

async function pickRule(): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(
    ruleMetas.map(({ name, summary, defaultSeverity }) => ({
      label: name,
      description: defaultSeverity,
      detail: say(sentence(summary)),
    })),
    { placeHolder: vscode.l10n.t('Rule to read about'), matchOnDetail: true },
  );
  return picked?.label;
}
