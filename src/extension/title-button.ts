import * as vscode from 'vscode';
import { mayUseFramework } from '../core/service/relevance';
import { isPython } from './documents';

const CONTEXT = 'activationLens.hasActivations';
const PAUSE = 500;

/** Shows the editor's one button only where there may be something to plot. */
export function registerTitleButton(): vscode.Disposable {
  let shown: boolean | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function update(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) return;
    const relevant = isPython(document) && mayUseFramework(document.getText());
    if (relevant === shown) return;
    shown = relevant;
    void vscode.commands.executeCommand('setContext', CONTEXT, relevant);
  }
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
