import * as vscode from 'vscode';
import type { HintSettings } from '../core/hints/signal-hints';
import { hintSettings, wordedHints } from '../editor/inlay-hints';
import { SECTION } from './configuration';
import type { Documents } from './documents';
import { say } from './say';

const SETTING = `${SECTION}.inlayHints`;

/** After the line of a layer: what comes out of it. */
export function registerInlayHints(
  documents: Documents,
  selector: vscode.DocumentSelector,
  onDidLoad: vscode.Event<unknown>,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    onDidLoad(() => {
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) changed.fire();
    }),
    vscode.languages.registerInlayHintsProvider(selector, {
      onDidChangeInlayHints: changed.event,
      provideInlayHints(document, range, token) {
        const settings = settingsOf(document);
        if (settings.figures === 'off' && !settings.shape) return [];
        if (token.isCancellationRequested) return [];
        const view = documents.viewOf(document);
        const start = view?.offsetAt(document, range.start);
        const end = view?.offsetAt(document, range.end);
        if (view === undefined || start === undefined || end === undefined) return [];
        return wordedHints(view.lens, settings, { start, end }, say).flatMap(({ offset, label, tooltip }) => {
          const place = view.locate({ start: offset, end: offset });
          if (place?.document !== document) return [];
          const hint = new vscode.InlayHint(place.range.end, label);
          hint.paddingLeft = true;
          hint.tooltip = tooltip;
          return [hint];
        });
      },
    }),
  );
}

function settingsOf(document: vscode.TextDocument): HintSettings {
  const settings = vscode.workspace.getConfiguration(SETTING, document);
  return hintSettings(settings.get('signal'), settings.get('limit'), settings.get('shape'));
}
