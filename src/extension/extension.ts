/** What both entries begin: commands, panel, status, and the language server that analyses. */
import * as vscode from 'vscode';
import { createAnalysis, type CreateClient } from './analysis';
import { registerDiagnostics } from './diagnostics';
import { registerFollow } from './follow';
import { showGallery } from './gallery';
import { registerLanguageModelTools } from './language-model-tools';
import { registerListActivations } from './list-activations';
import { createLog, describeError } from './log';
import { registerMaintenance } from './maintenance';
import { registerMeasureHook } from './measure-hook';
import type { PanelState } from './panel';
import { createPanel } from './panel';
import { createPanelAnswers } from './panel-answers';
import { registerPanelRequests } from './panel-requests';
import { registerPlotCommands } from './plot-command';
import { registerRuleDocumentation } from './rule-documentation';
import { registerSignalTab } from './signal-tab';
import { createStatus } from './status';
import { registerTitleButton } from './title-button';
import { registerWorkspaceLint } from './workspace-lint';

/** What other extensions and tests may ask. */
export interface ActivationLens {
  /** What the panel last said that it shows; undefined while it is closed or has not drawn. */
  panelState(): PanelState | undefined;
  /** What the status item says of the document in front. */
  status(): string;
  /** While tests run: the language server ends, as an accident would end it. */
  endServer(): void;
  /** Own work of the activation, in milliseconds. */
  readonly activationMilliseconds: number;
}

export function activateWith(context: vscode.ExtensionContext, createClient: CreateClient): ActivationLens {
  const begin = performance.now();
  const own = <Item extends vscode.Disposable>(item: Item): Item => {
    context.subscriptions.push(item);
    return item;
  };
  const log = own(createLog());
  try {
    const analysis = own(createAnalysis(context, createClient, log));
    const status = own(createStatus(analysis));
    own(registerDiagnostics(analysis, status, log));
    const panel = own(createPanel(context.extensionUri, log));
    const answers = createPanelAnswers(analysis, panel);
    const signal = own(registerSignalTab(analysis, panel, answers));
    own(registerPanelRequests(analysis, panel, answers, log));
    own(registerFollow(analysis, panel, signal, answers, log));
    own(registerPlotCommands(analysis, panel));
    own(registerMeasureHook());
    own(registerWorkspaceLint(analysis, log));
    own(registerListActivations(analysis));
    own(registerRuleDocumentation(context.extensionUri, analysis));
    own(registerTitleButton(analysis));
    own(registerMaintenance({ analysis, log, extension: context.extension }));
    own(registerLanguageModelTools(analysis));
    own(
      vscode.commands.registerCommand('activationLens.browseActivations', () => {
        panel.open();
        return showGallery(analysis, panel, true);
      }),
    );
    own(
      vscode.commands.registerCommand('activationLens.showLog', () => {
        log.show();
      }),
    );
    analysis.start().catch((error: unknown) => {
      log.error(`The language server did not start: ${describeError(error)}`);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('Activation Lens could not start: {0}', describeError(error)),
      );
    });
    const activationMilliseconds = performance.now() - begin;
    log.info(`Activated in ${activationMilliseconds.toFixed(1)} ms.`);
    return {
      activationMilliseconds,
      panelState: () => (panel.isOpen ? panel.state : undefined),
      status: () => status.detail,
      endServer: () => {
        analysis.die();
      },
    };
  } catch (error) {
    log.error(`Activation failed: ${describeError(error)}`);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Activation Lens could not start: {0}', describeError(error)),
    );
    throw error;
  }
}
