import * as vscode from 'vscode';
import { SECTION } from '../settings';
import type { Analysis } from './analysis';
import { currentEditor, selectionSent } from './current-editor';
import type { Panel, PanelState } from './panel';
import type { PanelAnswers } from './panel-answers';
import type { SignalTab } from './signal-tab';

/** The cursor moves by itself while one types; what it passes within this time of an edit is not what one looks at. Milliseconds. */
const AFTER_EDIT = 100;
/** After an edit the plot is drawn anew when typing pauses. */
const PAUSE = 300;
/** A move is answered at once; of several within this time, as when a selection is dragged, only the last. Milliseconds. */
const MOVES = 20;

/** Keeps the panel on the activation under the cursor. Where there is none, the last plot stays and the panel says why. */
export function registerFollow(
  analysis: Analysis,
  panel: Panel,
  signal: SignalTab,
  answers: PanelAnswers,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let lastEdit = Number.NEGATIVE_INFINITY;
  let lastShown = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The page knows nothing yet, or the server nothing of it. */
  let fresh = true;
  let shownTab: PanelState['tab'] | undefined;
  let asking: vscode.CancellationTokenSource | undefined;

  function schedule(delay: number): void {
    clearTimeout(timer);
    if (panel.isVisible)
      timer = setTimeout(() => {
        show().catch((error: unknown) => {
          log.error(`Following the cursor: ${String(error)}`);
        });
      }, delay);
  }

  function scheduleMove(): void {
    schedule(Math.max(0, MOVES - (performance.now() - lastShown)));
  }

  async function show(): Promise<void> {
    lastShown = performance.now();
    const editor = currentEditor();
    if (editor === undefined || !panel.isVisible) return;
    asking?.cancel();
    const asked = new vscode.CancellationTokenSource();
    asking = asked;
    const follow = vscode.workspace.getConfiguration(SECTION).get('plot.followCursor', true);
    const answer = await analysis.ask(
      'at',
      {
        uri: editor.document.uri.toString(),
        selection: selectionSent(editor.selection),
        follow,
        signal: panel.state?.tab === 'signal' || signal.isToOpen ? signal.wish : 'none',
        fresh,
      },
      asked.token,
    );
    if (answer !== undefined) fresh = false;
    await answers.take(answer);
  }

  const subscriptions = [
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor !== vscode.window.activeTextEditor) return;
      if (performance.now() - lastEdit >= AFTER_EDIT) scheduleMove();
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      scheduleMove();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || document !== currentEditor()?.document) return;
      lastEdit = performance.now();
      schedule(PAUSE);
    }),
    panel.onDidReceive((message) => {
      if (message.type === 'ready') {
        fresh = true;
        shownTab = undefined;
      }
      // The cursor may have moved to another model before the page said that its Signal tab is open.
      if (message.type === 'state' && message.tab !== shownTab) {
        shownTab = message.tab;
        if (message.tab === 'signal') schedule(0);
      }
      if (message.type === 'ready' || (message.type === 'pin' && !message.pinned)) schedule(0);
    }),
    panel.onDidBecomeVisible(() => {
      scheduleMove();
    }),
    analysis.onDidBegin(() => {
      fresh = true;
      schedule(0);
    }),
  ];
  return {
    dispose: () => {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
