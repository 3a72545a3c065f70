import * as vscode from 'vscode';
import { hookFrameworks, hookNames, hooks } from '../core/measured/snippets';

/** Copies the lines that write what a run of one's own measures. */
export function registerMeasureHook(): vscode.Disposable {
  return vscode.commands.registerCommand('activationLens.copyMeasureHook', async () => {
    const items = hookFrameworks.map((framework) => ({ label: hookNames[framework], framework }));
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Which framework is the run in?'),
    });
    if (picked === undefined) return;
    await vscode.env.clipboard.writeText(hooks[picked.framework]);
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Copied. Call record_signal once with a batch of inputs, then open signal.json in the Signal tab.',
      ),
    );
  });
}
