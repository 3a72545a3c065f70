import * as vscode from 'vscode';
import { createLensService } from '../core/service';
import { registerCodeActions } from './code-actions';
import { registerCodeLens } from './code-lens';
import { createConfigurations } from './configuration';
import { registerDiagnostics } from './diagnostics';
import { createDocuments } from './documents';
import { registerFollow } from './follow';
import { createGallery } from './gallery';
import { registerHover } from './hover';
import { registerInlayHints } from './inlay-hints';
import { registerLanguageModelTools } from './language-model-tools';
import { registerListActivations } from './list-activations';
import { createLog, describeError } from './log';
import { registerMaintenance } from './maintenance';
import { createWorkspaceModules } from './module-source';
import type { PanelState } from './panel';
import { createPanel } from './panel';
import { OwnFunctions } from './own-functions';
import { registerPanelRequests } from './panel-requests';
import { registerPlotCommands } from './plot-command';
import { createPyprojectFiles } from './pyproject-files';
import { registerRuleDocumentation } from './rule-documentation';
import { say } from './say';
import { createSignalTab, registerSignalCommand } from './signal-tab';
import { createStatus } from './status';
import { registerTitleButton } from './title-button';
import { registerMeasureHook } from './measure-hook';
import { registerWhatIf } from './what-if';
import { registerWorkspaceLint } from './workspace-lint';

/** What other extensions and tests may ask. */
export interface ActivationLens {
  /** What the panel last said that it shows; undefined while it is closed or has not drawn. */
  panelState(): PanelState | undefined;
  /** Own work of the activation, in milliseconds. */
  readonly activationMilliseconds: number;
}

/** A document whose analysis takes longer than this is given up, in milliseconds: all others wait meanwhile. */
const LONGEST_ANALYSIS = 10_000;

const PYTHON: vscode.DocumentSelector = { language: 'python' };

export function activate(context: vscode.ExtensionContext): ActivationLens {
  const begin = performance.now();
  const own = <Item extends vscode.Disposable>(item: Item): Item => {
    context.subscriptions.push(item);
    return item;
  };
  const log = own(createLog());
  try {
    const modules = own(createWorkspaceModules(log));
    const serviceOptions = {
      source: modules,
      timeLimit: { milliseconds: LONGEST_ANALYSIS, now: () => performance.now() },
      say,
      log: (line: string) => {
        log.error(line);
      },
    };
    const service = createLensService(serviceOptions);
    const documents = own(createDocuments(service));
    const configurations = own(createConfigurations(own(createPyprojectFiles()), log));
    const status = own(createStatus());
    const textOf = (uri: string): string | undefined => service.get(uri)?.text ?? modules.read(uri);

    const diagnostics = own(registerDiagnostics({ documents, configurations, status, log, textOf }));
    own(registerCodeActions(documents, configurations, PYTHON));
    own(registerHover(documents, PYTHON));
    own(registerCodeLens(documents, PYTHON));
    own(registerInlayHints(documents, PYTHON, modules.onDidLoad));

    const panel = own(createPanel(context.extensionUri, log));
    const proposals = createLensService(serviceOptions);
    const signal = own(createSignalTab({ panel, configurations, proposals, log }));
    const functions = new OwnFunctions();
    const batch = createLensService(serviceOptions);
    const gallery = createGallery(documents, panel, functions, batch, log);
    own(registerPanelRequests(documents, panel, functions, gallery, log));
    own(
      vscode.commands.registerCommand('activationLens.browseActivations', () => {
        panel.open();
        return gallery.show(true);
      }),
    );
    own(registerFollow(documents, panel, signal, functions));
    own(registerPlotCommands(documents, panel, functions));
    own(registerSignalCommand(documents, panel, signal));
    own(registerWhatIf(documents, panel, log));
    own(registerMeasureHook());

    own(registerWorkspaceLint({ service: batch, configurations, log, textOf }));
    own(registerListActivations(documents));
    own(registerRuleDocumentation(context.extensionUri));
    own(registerTitleButton());
    own(registerMaintenance({ documents, configurations, diagnostics, log, extension: context.extension }));
    own(registerLanguageModelTools({ service: batch, configurations }));
    own(
      vscode.commands.registerCommand('activationLens.showLog', () => {
        log.show();
      }),
    );
    own(
      modules.onDidLoad(() => {
        documents.reset();
        diagnostics.refresh();
      }),
    );
    const activationMilliseconds = performance.now() - begin;
    log.info(`Activated in ${activationMilliseconds.toFixed(1)} ms.`);
    return { activationMilliseconds, panelState: () => (panel.isOpen ? panel.state : undefined) };
  } catch (error) {
    log.error(`Activation failed: ${describeError(error)}`);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Activation Lens could not start: {0}', describeError(error)),
    );
    throw error;
  }
}
