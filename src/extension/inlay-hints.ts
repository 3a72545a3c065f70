import * as vscode from 'vscode';
import { signalHints, type HintSettings } from '../core/hints/signal-hints';
import { SECTION } from './configuration';
import type { Documents } from './documents';
import { say } from './say';

const SETTING = `${SECTION}.inlayHints`;

/** After the line of a layer: what comes out of it. The dying part begins with a sign of warning, since a hint has no colour of its own. */
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
        return signalHints(view.lens, settings, { start, end }).flatMap(
          ({ offset, label, falls, tooltip }) => {
            const place = view.locate({ start: offset, end: offset });
            if (place?.document !== document) return [];
            const text = say(label);
            const hint = new vscode.InlayHint(place.range.end, falls ? `⚠ ${text}` : text);
            hint.paddingLeft = true;
            hint.tooltip = tooltip.map((line) => say(line)).join('\n');
            return [hint];
          },
        );
      },
    }),
  );
}

function settingsOf(document: vscode.TextDocument): HintSettings {
  const settings = vscode.workspace.getConfiguration(SETTING, document);
  const figures = settings.get<string>('signal', 'falling');
  return {
    figures: figures === 'off' || figures === 'all' ? figures : 'falling',
    limit: settings.get('limit', 0.1),
    shape: settings.get('shape', false),
  };
}
