import * as vscode from 'vscode';
import type { ActivationUse } from '../core/service';
import { currentEditor, currentView } from './current-editor';
import type { Documents } from './documents';
import { ownFunctionAt, type OwnFunctions } from './own-functions';
import type { Panel } from './panel';
import { pickActivation } from './pick-activation';
import { plotOfUse } from './plots';
import type { SourceView } from './source-view';

/** "Plot Activation": what is under the cursor, or what the person picks from a list. */
export function registerPlotCommands(
  documents: Documents,
  panel: Panel,
  functions: OwnFunctions,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      'activationLens.plotActivation',
      async (uri?: unknown, line?: unknown, character?: unknown) => {
        const asked = await useAt(documents, uri, line, character);
        const used = asked.use && asked.view && plotOfUse(asked.use, asked.view);
        const own = used === undefined && uri === undefined ? ownPlot(asked.view, functions) : undefined;
        const refusal = own !== undefined && 'reason' in own ? own.reason : undefined;
        const plot =
          used ??
          (own !== undefined && 'function' in own ? own : undefined) ??
          (await pickActivation(asked.view, refusal));
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

/** The function of one's own under the cursor, or the selected expression: what to draw, or why it cannot be drawn. */
function ownPlot(
  view: SourceView | undefined,
  functions: OwnFunctions,
): ReturnType<OwnFunctions['plotOf']> | undefined {
  const editor = currentEditor();
  const own = editor && view && ownFunctionAt(editor, view);
  return own && functions.plotOf(own, view);
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
