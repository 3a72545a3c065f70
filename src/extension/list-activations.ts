import * as vscode from 'vscode';
import type { Documents } from './documents';
import { placeLabel } from './plots';
import type { PlaceInEditor } from './source-view';

interface PlaceItem extends vscode.QuickPickItem {
  readonly place?: PlaceInEditor;
}

/** "Go to Model or Activation": what the open Python files and notebooks hold, and a jump there. */
export function registerListActivations(documents: Documents): vscode.Disposable {
  return vscode.commands.registerCommand('activationLens.listActivations', async () => {
    const items = documents.representatives().flatMap((document) => itemsOf(documents, document));
    if (items.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('No open Python file or notebook has a model or an activation.'),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Model or activation to go to'),
      matchOnDescription: true,
    });
    if (picked?.place === undefined) return;
    await vscode.window.showTextDocument(picked.place.document, { selection: picked.place.range });
  });
}

function itemsOf(documents: Documents, document: vscode.TextDocument): readonly PlaceItem[] {
  const view = documents.viewOf(document);
  if (view === undefined) return [];
  const item = (icon: string, label: string, place: PlaceInEditor | undefined): readonly PlaceItem[] =>
    place === undefined
      ? []
      : [
          {
            label: `$(${icon}) ${label}`,
            description: placeLabel(place.document, place.range.start.line, view),
            place,
          },
        ];
  const { lens } = view;
  const traced = lens.models().map(({ name, place }) => ({ name, range: lens.rangeOf(place) }));
  const models = [...traced, ...lens.variants()]
    .sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0))
    .flatMap(({ name, range }) => item('symbol-class', name, range && view.locate(range)));
  const activations = view.lens
    .activations()
    .flatMap((use) => item('symbol-function', use.source.slice(0, 80), view.locate(use.range)));
  if (models.length + activations.length === 0) return [];
  const heading = {
    label: vscode.workspace.asRelativePath(view.resource),
    kind: vscode.QuickPickItemKind.Separator,
  };
  return [heading, ...models, ...activations];
}
