import * as vscode from 'vscode';
import type { Analysis } from './analysis';
import { atPosition, currentEditor } from './current-editor';
import { isPython, openDocument } from './documents';
import type { Panel } from './panel';
import type { PanelAnswers } from './panel-answers';

/** Whether the Signal tab is on its way to be opened. */
export interface SignalTab extends vscode.Disposable {
  /** Until the page says that the tab is open: of messages that wait for it only the last one is kept. */
  readonly isToOpen: boolean;
  readonly wish: 'show' | 'reveal';
}

/** "Show Signal Propagation": of the model under the cursor, or where a lens or an action says. */
export function registerSignalTab(analysis: Analysis, panel: Panel, answers: PanelAnswers): SignalTab {
  let isToOpen = false;
  const received = panel.onDidReceive((message) => {
    if (message.type === 'state' && message.tab === 'signal') isToOpen = false;
  });
  const command = vscode.commands.registerCommand(
    'activationLens.showSignalPropagation',
    async (uri?: unknown, position?: unknown) => {
      const editor = currentEditor();
      const named = uri instanceof vscode.Uri ? uri.toString() : uri;
      const document = typeof named === 'string' ? openDocument(named) : editor?.document;
      const at = positionIn(position) ?? editor?.selection.active;
      if (document === undefined || at === undefined || !isPython(document)) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Open a Python file with a model to see how its signal propagates.'),
        );
        return;
      }
      panel.open();
      isToOpen = true;
      const asks = { uri: document.uri.toString(), selection: atPosition(at) };
      await answers.take(
        await analysis.ask('at', { ...asks, follow: false, signal: 'reveal', fresh: false }),
      );
    },
  );
  return {
    get isToOpen() {
      return isToOpen;
    },
    get wish() {
      return isToOpen ? 'reveal' : 'show';
    },
    dispose() {
      received.dispose();
      command.dispose();
    },
  };
}

/** As the editor has it, or as a command in a lens carries it. */
function positionIn(value: unknown): vscode.Position | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { line, character } = value as { readonly line?: unknown; readonly character?: unknown };
  return typeof line === 'number' && typeof character === 'number' && line >= 0 && character >= 0
    ? new vscode.Position(line, character)
    : undefined;
}
