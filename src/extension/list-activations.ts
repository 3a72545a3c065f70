import * as vscode from 'vscode';
import { SOURCE } from './diagnostics';
import type { Documents } from './documents';
import { placeLabel } from './plots';
import { modelList, type Listed, type ListedModel } from './model-list';
import type { PlaceInEditor, SourceView } from './source-view';

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
  const items = modelList(view.lens).flatMap((entry) => {
    const place = view.locate(entry.range);
    return place === undefined ? [] : [itemOf(entry, place, view)];
  });
  if (items.length === 0) return [];
  const heading = {
    label: vscode.workspace.asRelativePath(view.resource),
    kind: vscode.QuickPickItemKind.Separator,
  };
  return [heading, ...items];
}

const icons = { model: 'symbol-class', activation: 'symbol-function', function: 'symbol-method' } as const;

function itemOf(entry: Listed, place: PlaceInEditor, view: SourceView): PlaceItem {
  const at = placeLabel(place.document, place.range.start.line, view);
  const words = [...wordsOf(entry, view), at];
  // What belongs to the model above it stands a little to the right.
  const indent = entry.kind === 'activation' && entry.layer !== undefined ? '\u2003' : '';
  return {
    label: `${indent}$(${icons[entry.kind]}) ${entry.label.replaceAll(/\s+/g, ' ').slice(0, 80)}`,
    description: words.join(' · '),
    place,
  };
}

function wordsOf(entry: Listed, view: SourceView): readonly string[] {
  switch (entry.kind) {
    case 'model': {
      if (entry.layers === 0) return [];
      const findings = findingsWithin(entry, view);
      return [
        vscode.l10n.t('{0} layers', entry.layers),
        vscode.l10n.t('{0} activations', entry.activations),
        ...(findings === 0 ? [] : [vscode.l10n.t('{0} findings', findings)]),
      ];
    }
    case 'activation':
      return [
        ...(entry.layer === undefined ? [] : [vscode.l10n.t('after {0}', entry.layer)]),
        ...(entry.times > 1 ? [`×${String(entry.times)}`] : []),
      ];
    case 'function':
      return [vscode.l10n.t('your own')];
  }
}

/** As the editor shows them now. */
function findingsWithin({ extent }: ListedModel, view: SourceView): number {
  const place = extent && view.locate(extent);
  if (place === undefined) return 0;
  return vscode.languages
    .getDiagnostics(place.document.uri)
    .filter(({ source, range }) => source === SOURCE && place.range.contains(range.start)).length;
}
