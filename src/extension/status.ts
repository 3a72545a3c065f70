import * as vscode from 'vscode';
import { conditionOf, type Condition, type Health } from './health';
import type { Analysis } from './analysis';
import { unitOf } from './documents';

/** The language status item: well, slow, stopped, or off. */
export interface Status extends vscode.Disposable {
  report(resource: vscode.Uri, health: Health): void;
  forget(resource: vscode.Uri): void;
  /** What it says now. */
  readonly detail: string;
}

export function createStatus(analysis: Analysis): Status {
  const item = vscode.languages.createLanguageStatusItem('activationLens.status', { language: 'python' });
  item.name = 'Activation Lens';
  item.text = 'Activation Lens';
  const known = new Map<string, Health>();
  let hasRun = false;
  /** The server ended, and another one has not taken over yet. */
  let isBeginningAgain = false;

  function show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const resource = document && unitOf(document);
    const health = resource === undefined ? undefined : known.get(resource.toString());
    const condition = isBeginningAgain
      ? ({ kind: 'again' } as const)
      : conditionOf(resource?.path ?? '', health);
    const isWell = condition.kind === 'ready' || condition.kind === 'off' || condition.kind === 'findings';
    item.severity = isWell
      ? vscode.LanguageStatusSeverity.Information
      : vscode.LanguageStatusSeverity.Warning;
    item.detail = detailOf(condition);
    item.command =
      condition.kind === 'stopped'
        ? { command: 'activationLens.analyzeAgain', title: vscode.l10n.t('Try Again') }
        : { command: 'activationLens.showLog', title: vscode.l10n.t('Show Log') };
  }

  const subscription = vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(show),
    analysis.onDidChangeState(() => {
      isBeginningAgain = hasRun && !analysis.isRunning;
      hasRun ||= analysis.isRunning;
      show();
    }),
  );
  show();
  return {
    report(resource, health) {
      known.set(resource.toString(), health);
      show();
    },
    forget(resource) {
      known.delete(resource.toString());
    },
    get detail() {
      return item.detail ?? '';
    },
    dispose() {
      subscription.dispose();
      item.dispose();
    },
  };
}

function detailOf(condition: Condition | { readonly kind: 'again' }): string {
  switch (condition.kind) {
    case 'again':
      return vscode.l10n.t('the analysis ended and begins again');
    case 'ready':
      return vscode.l10n.t('ready');
    case 'off':
      return vscode.l10n.t('linting is off for this file');
    case 'stopped':
      return vscode.l10n.t('analysis of {0} took too long', condition.name);
    case 'slow':
      return vscode.l10n.t('slow file: {0} s', condition.seconds);
    case 'findings':
      return condition.count === 1
        ? vscode.l10n.t('1 finding')
        : vscode.l10n.t('{0} findings', condition.count);
  }
}
