import * as vscode from 'vscode';
import type { ListedSent, PlaceSent } from '../requests';
import type { Analysis } from './analysis';
import { SOURCE } from './diagnostics';
import { openDocument, openUnits } from './documents';
import { toRange } from './ranges';

interface PlaceItem extends vscode.QuickPickItem {
  readonly place?: PlaceSent;
}

/** "Go to Model or Activation": what the open Python files and notebooks hold, and a jump there. */
export function registerListActivations(analysis: Analysis): vscode.Disposable {
  return vscode.commands.registerCommand('activationLens.listActivations', async () => {
    const items: PlaceItem[] = [];
    for (const unit of currentFirst(openUnits())) items.push(...(await itemsOf(analysis, unit)));
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
    const document = picked?.place && openDocument(picked.place.uri);
    if (picked?.place === undefined || document === undefined) return;
    await vscode.window.showTextDocument(document, { selection: toRange(picked.place.range) });
  });
}

/** What somebody looks at is what they most likely ask for. */
function currentFirst(units: readonly vscode.Uri[]): readonly vscode.Uri[] {
  const current = (vscode.window.activeNotebookEditor?.notebook ?? vscode.window.activeTextEditor?.document)
    ?.uri;
  const isCurrent = (unit: vscode.Uri): boolean => unit.toString() === current?.toString();
  return [...units.filter(isCurrent), ...units.filter((unit) => !isCurrent(unit))];
}

async function itemsOf(analysis: Analysis, unit: vscode.Uri): Promise<readonly PlaceItem[]> {
  const known = await analysis.ask('models', { uri: unit.toString() });
  const items = (known?.listed ?? []).map(itemOf);
  if (items.length === 0) return [];
  const heading = {
    label: vscode.workspace.asRelativePath(unit),
    kind: vscode.QuickPickItemKind.Separator,
  };
  return [heading, ...items];
}

const icons = { model: 'symbol-class', activation: 'symbol-function', function: 'symbol-method' } as const;

function itemOf(entry: ListedSent): PlaceItem {
  const words = [...wordsOf(entry), entry.at];
  // What belongs to the model above it stands a little to the right.
  const indent = entry.kind === 'activation' && entry.times > 0 ? '\u2003' : '';
  return {
    label: `${indent}$(${icons[entry.kind]}) ${entry.label.replaceAll(/\s+/g, ' ').slice(0, 80)}`,
    description: words.join(' · '),
    place: entry.place,
  };
}

function wordsOf(entry: ListedSent): readonly string[] {
  switch (entry.kind) {
    case 'model': {
      if (entry.layers === 0) return [];
      const findings = findingsWithin(entry);
      return [
        entry.layers === 1 ? vscode.l10n.t('1 layer') : vscode.l10n.t('{0} layers', entry.layers),
        entry.activations === 1
          ? vscode.l10n.t('1 activation')
          : vscode.l10n.t('{0} activations', entry.activations),
        ...(findings === 0 ? [] : [findingsText(findings)]),
      ];
    }
    case 'activation':
      return [
        ...(entry.layer === null ? [] : [layerText(entry.layer, entry)]),
        ...(entry.times > 1 ? [`×${String(entry.times)}`] : []),
      ];
    case 'function':
      return [vscode.l10n.t('your own')];
  }
}

const findingsText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', count);

function layerText(first: string, { within, last }: ListedSent): string {
  const layers = last === null || last === first ? first : `${first} … ${last}`;
  return within ? vscode.l10n.t('in {0}', layers) : vscode.l10n.t('after {0}', layers);
}

/** As the editor shows them now. */
function findingsWithin({ extent }: ListedSent): number {
  if (extent === null) return 0;
  const within = toRange(extent.range);
  return vscode.languages
    .getDiagnostics(vscode.Uri.parse(extent.uri))
    .filter(({ source, range }) => source === SOURCE && within.contains(range.start)).length;
}
