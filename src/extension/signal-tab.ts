import * as vscode from 'vscode';
import type { OffsetRange } from '../core/service';
import type { Origin } from '../protocol';
import { currentEditor } from './current-editor';
import type { Documents } from './documents';
import type { Panel } from './panel';
import { placeLabel } from './plots';
import { signalList } from './signal-list';
import type { SourceView } from './source-view';

/** The Signal tab: variance and gradient per layer of the models in a document. */
export interface SignalTab {
  /** Sends the models of a view, the one at the offset selected; `reveal` opens the tab. */
  show(view: SourceView, offset: number, reveal: boolean): void;
}

export function createSignalTab(panel: Panel): SignalTab {
  return {
    show(view, offset, reveal) {
      const list = signalList(view.lens, offset, (range) => originOf(range, view));
      panel.send({ type: 'signal', ...list, reveal });
    },
  };
}

export function registerSignalCommand(
  documents: Documents,
  panel: Panel,
  signal: SignalTab,
): vscode.Disposable {
  const picked = panel.onDidReceive((message) => {
    if (message.type !== 'model') return;
    const view = documents.viewOfUri(message.origin.uri);
    if (view !== undefined) signal.show(view, message.origin.range.start, false);
  });
  const command = vscode.commands.registerCommand(
    'activationLens.showSignalPropagation',
    (uri?: unknown, position?: unknown) => {
      const editor = currentEditor();
      const document =
        uri instanceof vscode.Uri
          ? vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString())
          : editor?.document;
      const at = position instanceof vscode.Position ? position : editor?.selection.active;
      const view = document && documents.viewOf(document);
      const offset = document && at && view?.offsetAt(document, at);
      if (view === undefined || offset === undefined) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Open a Python file with a model to see how its signal propagates.'),
        );
        return;
      }
      panel.open();
      signal.show(view, offset, true);
    },
  );
  return vscode.Disposable.from(picked, command);
}

function originOf(range: OffsetRange, view: SourceView): Origin | undefined {
  const at = view.locate(range);
  return (
    at && {
      uri: view.lens.uri,
      range,
      writable: [],
      label: placeLabel(at.document, at.range.start.line, view),
    }
  );
}
