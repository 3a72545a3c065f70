import * as vscode from 'vscode';
import type { Analysis } from './analysis';
import { isPython } from './documents';

const CONTEXT = 'activationLens.hasActivations';
const PAUSE = 500;

/** Shows the editor's one button only where there may be something to plot. */
export function registerTitleButton(analysis: Analysis): vscode.Disposable {
  let shown: boolean | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function look(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) return;
    const relevant = isPython(document) && (await analysis.isRelevant(document.uri));
    if (document !== vscode.window.activeTextEditor?.document || relevant === shown) return;
    shown = relevant;
    await vscode.commands.executeCommand('setContext', CONTEXT, relevant);
  }
  const update = (): void => void look();
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document !== vscode.window.activeTextEditor?.document) return;
      clearTimeout(timer);
      timer = setTimeout(update, PAUSE);
    }),
    {
      dispose: () => {
        clearTimeout(timer);
      },
    },
  );
}
