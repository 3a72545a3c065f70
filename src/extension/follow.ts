import * as vscode from 'vscode';
import { SECTION } from './configuration';
import { currentEditor } from './current-editor';
import type { Documents } from './documents';
import { ownFunctionAt, type OwnFunctions } from './own-functions';
import type { Panel, PanelState } from './panel';
import { plotOfUse } from './plots';
import type { SignalTab } from './signal-tab';
import type { SourceView } from './source-view';

/** The cursor moves by itself while one types; what it passes within this time of an edit is not what one looks at. Milliseconds. */
const AFTER_EDIT = 100;
/** After an edit the plot is drawn anew when typing pauses. */
const PAUSE = 300;
/** A move is answered at once; of several within this time, as when a selection is dragged, only the last. Milliseconds. */
const MOVES = 20;

/** Keeps the panel on the activation under the cursor. Where there is none, the last plot stays and the panel says why. */
export function registerFollow(
  documents: Documents,
  panel: Panel,
  signal: SignalTab,
  functions: OwnFunctions,
): vscode.Disposable {
  let lastEdit = Number.NEGATIVE_INFINITY;
  let lastShown = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let filePlotsOf = '';
  let shownTab: PanelState['tab'] | undefined;

  function schedule(delay: number): void {
    clearTimeout(timer);
    if (panel.isVisible) timer = setTimeout(show, delay);
  }

  function scheduleMove(): void {
    schedule(Math.max(0, MOVES - (performance.now() - lastShown)));
  }

  function show(): void {
    lastShown = performance.now();
    const editor = currentEditor();
    if (editor === undefined || !panel.isVisible) return;
    const view = documents.viewOf(editor.document);
    const offset = view?.offsetAt(editor.document, editor.selection.active);
    if (view === undefined || offset === undefined) return;
    const key = `${view.lens.uri}@${String(view.lens.version)}`;
    if (key !== filePlotsOf) {
      filePlotsOf = key;
      const plots = view.lens.activations().flatMap((use) => plotOfUse(use, view) ?? []);
      panel.send({ type: 'file', plots: plots.slice(0, 500) });
    }
    if (panel.state?.tab === 'signal') signal.show(view, offset, false);
    if (!vscode.workspace.getConfiguration(SECTION).get('plot.followCursor', true)) return;
    const use = view.lens.activationAt(offset);
    const plot = use && plotOfUse(use, view);
    if (plot !== undefined) panel.send({ type: 'show', plot, as: 'follow' });
    else if (use === undefined) showOwnFunction(editor, view);
    else
      panel.send({
        type: 'nothing',
        reason: vscode.l10n.t('{0} cannot be plotted.', use.source.slice(0, 80)),
      });
  }

  /** Most functions are no activations: one is meant only where the cursor is on its name, or where an expression is selected. */
  function showOwnFunction(editor: vscode.TextEditor, view: SourceView): void {
    const own = ownFunctionAt(editor, view);
    const { active, isEmpty } = editor.selection;
    const offset = view.offsetAt(editor.document, active);
    const isOnIt =
      own !== undefined && offset !== undefined && offset >= own.at.start && offset <= own.at.end;
    const meant = own !== undefined && (!isEmpty || isOnIt || isNamed(editor, own.name));
    const plot = meant ? functions.plotOf(own, view) : undefined;
    if (plot !== undefined && 'function' in plot) panel.send({ type: 'show', plot, as: 'follow' });
    else
      panel.send({
        type: 'nothing',
        reason: plot?.reason ?? vscode.l10n.t('There is no activation under the cursor.'),
      });
  }

  /** Until every place that stands for a function is known to the core, its name does. */
  function isNamed({ document, selection }: vscode.TextEditor, name: string): boolean {
    const word = document.getWordRangeAtPosition(selection.active);
    return word !== undefined && document.getText(word) === name;
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
        filePlotsOf = '';
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
  ];
  return {
    dispose: () => {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
