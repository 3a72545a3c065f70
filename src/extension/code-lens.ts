import * as vscode from 'vscode';
import type { OffsetRange } from '../core/service';
import { summaryOf, summaryPhrase } from '../core/signal/summary';
import { SECTION } from './configuration';
import type { Documents } from './documents';
import { say } from './say';
import type { SourceView } from './source-view';

/** A variant of an architecture whose model is traced once its lens comes into view. */
class VariantLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly document: vscode.TextDocument,
  ) {
    super(range);
  }
}

/** Above each model: how many layers it has, and what is left of the signal behind the last hidden one. Off unless switched on. */
export function registerCodeLens(documents: Documents, selector: vscode.DocumentSelector): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.codeLens`)) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses(document) {
        const settings = vscode.workspace.getConfiguration(SECTION, document);
        const view = settings.get('codeLens', false) ? documents.viewOf(document) : undefined;
        if (view === undefined) return [];
        const { lens } = view;
        const traced = lens.models().flatMap((model) => {
          const at = startIn(document, view, lens.rangeOf(model.place));
          const signal = summaryOf(model);
          if (at === undefined || signal === undefined) return [];
          const shown = new vscode.CodeLens(new vscode.Range(at, at));
          shown.command = signalCommand(say(summaryPhrase(signal)), document, at);
          return [shown];
        });
        // Where the first variants have no figure, the others have none either.
        if (traced.length === 0) return [];
        const further = lens.variants().flatMap(({ range }) => {
          const at = startIn(document, view, range);
          return at === undefined ? [] : [new VariantLens(new vscode.Range(at, at), document)];
        });
        return [...traced, ...further];
      },
      resolveCodeLens(shown) {
        if (!(shown instanceof VariantLens)) return shown;
        const { document, range } = shown;
        const view = documents.viewOf(document);
        const offset = view?.offsetAt(document, range.start);
        const model = offset === undefined ? undefined : view?.lens.modelsNear(offset)[0];
        const isIts = model !== undefined && view?.lens.rangeOf(model.place)?.start === offset;
        const signal = isIts ? summaryOf(model) : undefined;
        const title =
          signal === undefined ? vscode.l10n.t('Show signal propagation') : say(summaryPhrase(signal));
        shown.command = signalCommand(title, document, range.start);
        return shown;
      },
    }),
  );
}

function startIn(
  document: vscode.TextDocument,
  view: SourceView,
  range: OffsetRange | undefined,
): vscode.Position | undefined {
  const place = range && view.locate(range);
  return place?.document === document ? place.range.start : undefined;
}

function signalCommand(title: string, document: vscode.TextDocument, at: vscode.Position): vscode.Command {
  return {
    title,
    command: 'activationLens.showSignalPropagation',
    arguments: [document.uri, at],
  };
}
