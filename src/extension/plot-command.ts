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

/**
 * The document that a link names, if it is open or belongs to the workspace: any extension, and any trusted text in the editor, can run the
 * command with a URI of its own.
 */
async function documentOf(uri: string): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
  if (open !== undefined) return open;
  let resource: vscode.Uri;
  try {
    resource = vscode.Uri.parse(uri, true);
  } catch {
    // What is no URI names no document.
    return undefined;
  }
  // `/workspace/../secret` begins like the workspace and lies outside.
  const leaves = resource.path.split(/[/\\]/).includes('..');
  return leaves || vscode.workspace.getWorkspaceFolder(resource) === undefined
    ? undefined
    : vscode.workspace.openTextDocument(resource);
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
  const document = named ? await documentOf(uri) : editor?.document;
  const position = named ? new vscode.Position(line, character) : editor?.selection.active;
  const view = document && documents.viewOf(document);
  const offset = document && position && view?.offsetAt(document, position);
  return { view, use: offset === undefined ? undefined : view?.lens.activationAt(offset) };
}
