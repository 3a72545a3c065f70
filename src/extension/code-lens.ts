import * as vscode from 'vscode';
import { modelLenses, variantTitle } from '../editor/model-lenses';
import { SECTION } from './configuration';
import type { Documents } from './documents';
import { say } from './say';

/** A variant of an architecture whose model is traced once its lens comes into view. */
class VariantLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly document: vscode.TextDocument,
  ) {
    super(range);
  }
}

/** Above each model what is left of the signal. Off unless switched on. */
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
        return modelLenses(view.lens).flatMap(({ range, title }) => {
          const place = view.locate(range);
          if (place?.document !== document) return [];
          const at = place.range.start;
          const where = new vscode.Range(at, at);
          if (title === undefined) return [new VariantLens(where, document)];
          return [new vscode.CodeLens(where, signalCommand(say(title), document, at))];
        });
      },
      resolveCodeLens(shown) {
        if (!(shown instanceof VariantLens)) return shown;
        const { document, range } = shown;
        const view = documents.viewOf(document);
        const offset = view?.offsetAt(document, range.start);
        if (view === undefined || offset === undefined) return shown;
        const title = say(variantTitle(view.lens, offset));
        shown.command = signalCommand(title, document, range.start);
        return shown;
      },
    }),
  );
}

function signalCommand(title: string, document: vscode.TextDocument, at: vscode.Position): vscode.Command {
  return {
    title,
    command: 'activationLens.showSignalPropagation',
    arguments: [document.uri, at],
  };
}
