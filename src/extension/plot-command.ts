import * as vscode from 'vscode';
import type { Analysis } from './analysis';
import { atPosition, currentEditor, currentPlace, selectionSent } from './current-editor';
import { openDocument } from './documents';
import type { Panel } from './panel';
import { pickActivation } from './pick-activation';

/** "Plot Activation": what is under the cursor, or what the person picks from a list. */
export function registerPlotCommands(analysis: Analysis, panel: Panel): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      'activationLens.plotActivation',
      async (uri?: unknown, line?: unknown, character?: unknown) => {
        const asked = await placeOf(uri, line, character);
        const found = asked && (await analysis.ask('plot', { ...asked, own: uri === undefined }));
        const plot =
          found?.plot ?? (await pickActivation(analysis, asked?.uri ?? '', found?.refusal ?? undefined));
        if (plot === undefined) return;
        panel.open();
        panel.send({ type: 'show', plot, as: 'choose' });
      },
    ),
    vscode.commands.registerCommand('activationLens.compareActivation', async () => {
      const plot = await pickActivation(analysis, currentPlace().uri);
      if (plot === undefined) return;
      panel.open();
      panel.send({ type: 'show', plot, as: 'compare' });
    }),
  );
}

/** What a hover's link names, else the cursor. */
async function placeOf(uri: unknown, line: unknown, character: unknown) {
  if (typeof uri === 'string' && typeof line === 'number' && typeof character === 'number') {
    const document = await documentOf(uri);
    const selection = atPosition(new vscode.Position(line, character));
    return document && { uri: document.uri.toString(), selection };
  }
  const editor = currentEditor();
  return editor && { uri: editor.document.uri.toString(), selection: selectionSent(editor.selection) };
}

/**
 * The document that a link names, if it is open or belongs to the workspace: any extension, and any trusted text in the editor, can run the
 * command with a URI of its own.
 */
async function documentOf(uri: string): Promise<vscode.TextDocument | undefined> {
  const open = openDocument(uri);
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
