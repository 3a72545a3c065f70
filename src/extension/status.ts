import * as vscode from 'vscode';
import { notebookOf } from './notebooks';

/** An analysis that takes longer than this is called slow, in milliseconds. */
const SLOW = 1_000;

export interface Health {
  readonly findings: number;
  readonly milliseconds: number;
  readonly lint: boolean;
}

/** The language status item: well, slow, or off. */
export interface Status extends vscode.Disposable {
  report(resource: vscode.Uri, health: Health): void;
  forget(resource: vscode.Uri): void;
}

export function createStatus(): Status {
  const item = vscode.languages.createLanguageStatusItem('activationLens.status', { language: 'python' });
  item.name = 'Activation Lens';
  item.command = { command: 'activationLens.showLog', title: vscode.l10n.t('Show Log') };
  const known = new Map<string, Health>();

  function show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const resource = document && (notebookOf(document) ?? document).uri;
    const health = resource && known.get(resource.toString());
    const slow = health !== undefined && health.milliseconds > SLOW;
    item.severity = slow ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    item.text = 'Activation Lens';
    if (health === undefined) item.detail = vscode.l10n.t('ready');
    else if (!health.lint) item.detail = vscode.l10n.t('linting is off for this file');
    else if (slow) item.detail = vscode.l10n.t('slow file: {0} s', (health.milliseconds / 1_000).toFixed(1));
    else if (health.findings === 1) item.detail = vscode.l10n.t('1 finding');
    else item.detail = vscode.l10n.t('{0} findings', health.findings);
  }

  const subscription = vscode.window.onDidChangeActiveTextEditor(show);
  show();
  return {
    report(resource, health) {
      known.set(resource.toString(), health);
      show();
    },
    forget(resource) {
      known.delete(resource.toString());
    },
    dispose() {
      subscription.dispose();
      item.dispose();
    },
  };
}
