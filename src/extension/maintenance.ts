import * as vscode from 'vscode';
import { SECTION, type Configurations } from './configuration';
import { findingsOf } from '../editor/findings';
import { currentView } from './current-editor';
import type { Documents } from './documents';

export interface MaintenanceServices {
  readonly documents: Documents;
  readonly configurations: Configurations;
  readonly diagnostics: { refresh(): void };
  readonly log: vscode.LogOutputChannel;
  readonly extension: vscode.Extension<unknown>;
}

/** For when something seems wrong: begin afresh, and tell what there is to tell in a report. */
export function registerMaintenance(services: MaintenanceServices): vscode.Disposable {
  const { documents, diagnostics, log } = services;
  return vscode.Disposable.from(
    vscode.commands.registerCommand('activationLens.restartAnalysis', () => {
      log.info('Everything known is forgotten, and open documents are analysed afresh.');
      documents.reset();
      diagnostics.refresh();
    }),
    vscode.commands.registerCommand('activationLens.analyzeAgain', () => {
      currentView(documents)?.lens.tryAgain();
      diagnostics.refresh();
    }),
    vscode.commands.registerCommand('activationLens.printDebugInformation', async () => {
      log.info(await debugInformation(services));
      log.show(true);
    }),
  );
}

/** Versions, settings, and of each open document how much there is and what it costs; no code and no absolute paths. English, as all of the log. */
async function debugInformation({
  documents,
  configurations,
  extension,
}: MaintenanceServices): Promise<string> {
  const manifest = extension.packageJSON as { readonly version?: string };
  const current = currentView(documents);
  const lines = [
    'Debug information',
    `Activation Lens ${manifest.version ?? ''}, VS Code ${vscode.version}, ${vscode.env.appHost}, ${vscode.UIKind[vscode.env.uiKind]}, language ${vscode.env.language}`,
    `Settings: ${JSON.stringify(vscode.workspace.getConfiguration(SECTION))}`,
  ];
  for (const document of documents.representatives()) {
    const view = documents.viewOf(document);
    if (view === undefined) continue;
    const configuration = await configurations.of(view.resource);
    const begin = performance.now();
    const models = view.lens.models();
    const traced = performance.now();
    const findings = findingsOf(view.lens, configuration);
    const linted = performance.now();
    const { syntaxErrors, text, version } = view.lens;
    lines.push(
      [
        `${vscode.workspace.asRelativePath(view.resource)}${view.resource.toString() === current?.resource.toString() ? ' (in front)' : ''}: version ${String(version)}`,
        `${String(text.length)} characters`,
        `${String(syntaxErrors.length)} places that do not parse`,
        `${String(view.lens.activations().length)} activations`,
        `${String(models.length)} models (${models.map(({ nodes, complete }) => `${String(nodes.length)} steps${complete ? '' : ', not all followed'}`).join('; ')})`,
        configuration.lint ? `${String(findings.length)} findings` : 'not linted',
        `trace ${(traced - begin).toFixed(1)} ms, rules ${(linted - traced).toFixed(1)} ms`,
      ].join(', '),
    );
  }
  return lines.join('\n  ');
}
