import * as vscode from 'vscode';
import { SECTION } from './configuration';
import type { Documents } from './documents';
import { signalFactorOf } from './signal-model';

/** Above each model: what is left of a unit signal at the end of its longest chain. Off unless switched on. */
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
        return view.lens.models().flatMap((model) => {
          const range = view.lens.rangeOf(model.place);
          const place = range && view.locate(range);
          const signal = signalFactorOf(model);
          if (place?.document !== document || signal === undefined) return [];
          const { start } = place.range;
          const title = vscode.l10n.t(
            'signal ×{0} after {1} layers',
            Number(signal.factor.toPrecision(3)),
            signal.layers,
          );
          const command = {
            title,
            command: 'activationLens.showSignalPropagation',
            arguments: [document.uri, start],
          };
          return [new vscode.CodeLens(new vscode.Range(start, start), command)];
        });
      },
    }),
  );
}
