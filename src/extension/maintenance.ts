import * as vscode from 'vscode';
import { SECTION } from '../settings';
import type { Analysis } from './analysis';
import { currentEditor } from './current-editor';
import { openUnits, unitOf } from './documents';

export interface MaintenanceServices {
  readonly analysis: Analysis;
  readonly log: vscode.LogOutputChannel;
  readonly extension: vscode.Extension<unknown>;
}

/** For when something seems wrong: begin afresh, and tell what there is to tell in a report. */
export function registerMaintenance(services: MaintenanceServices): vscode.Disposable {
  const { analysis, log } = services;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('activationLens.restartAnalysis', async () => {
      log.info('Everything known is forgotten, and open documents are analysed afresh.');
      await analysis.restart();
    }),
    vscode.commands.registerCommand('activationLens.analyzeAgain', () => {
      const document = currentEditor()?.document;
      if (document !== undefined) analysis.again(unitOf(document));
    }),
    vscode.commands.registerCommand('activationLens.printDebugInformation', async () => {
      log.info(await debugInformation(services));
      log.show(true);
    }),
  );
}

/** Versions, settings, and of each open document how much there is and what it costs; no code and no absolute paths. English, as all of the log. */
async function debugInformation({ analysis, extension }: MaintenanceServices): Promise<string> {
  const manifest = extension.packageJSON as { readonly version?: string };
  const document = currentEditor()?.document;
  const current = document && unitOf(document).toString();
  const units: string[] = [];
  for (const unit of openUnits()) {
    const uri = unit.toString();
    const told = await analysis.ask('debug', { uri });
    units.push(
      `${vscode.workspace.asRelativePath(unit)}${uri === current ? ' (in front)' : ''}: ${told?.line ?? 'no answer'}`,
    );
  }
  // The server may only begin to run because of the questions.
  return [
    'Debug information',
    `Activation Lens ${manifest.version ?? ''}, VS Code ${vscode.version}, ${vscode.env.appHost}, ${vscode.UIKind[vscode.env.uiKind]}, language ${vscode.env.language}`,
    `Language server: ${analysis.isRunning ? 'runs' : 'does not run'}`,
    `Settings: ${JSON.stringify(vscode.workspace.getConfiguration(SECTION))}`,
    ...units,
  ].join('\n  ');
}
