import * as vscode from 'vscode';
import type { ActivationUse } from '../core/service';
import { currentEditor, currentView } from './current-editor';
import type { Documents } from './documents';
import type { Panel } from './panel';
import { pickActivation } from './pick-activation';
import { plotOfUse } from './plots';
import type { SourceView } from './source-view';

/** "Plot Activation": what is under the cursor, or what the person picks from a list. */
export function registerPlotCommands(documents: Documents, panel: Panel): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      'activationLens.plotActivation',
      async (uri?: unknown, line?: unknown, character?: unknown) => {
        const asked = await useAt(documents, uri, line, character);
        const plot =
          (asked.use && asked.view && plotOfUse(asked.use, asked.view)) ?? (await pickActivation(asked.view));
        if (plot === undefined) return;
        panel.open();
        panel.send({ type: 'show', plot, as: 'choose' });
      },
    ),
    vscode.commands.registerCommand('activationLens.compareActivation', async () => {
      const plot = await pickActivation(currentView(documents));
      if (plot === undefined) return;
      panel.open();
      panel.send({ type: 'show', plot, as: 'compare' });
    }),
  );
}

/** The activation at a place that a hover's link names, else under the cursor. */
async function useAt(
  documents: Documents,
  uri: unknown,
  line: unknown,
  character: unknown,
): Promise<{ readonly view: SourceView | undefined; readonly use: ActivationUse | undefined }> {
  const editor = currentEditor();
  const named = typeof uri === 'string' && typeof line === 'number' && typeof character === 'number';
  const document = named ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)) : editor?.document;
  const position = named ? new vscode.Position(line, character) : editor?.selection.active;
  const view = document && documents.viewOf(document);
  const offset = document && position && view?.offsetAt(document, position);
  return { view, use: offset === undefined ? undefined : view?.lens.activationAt(offset) };
}
