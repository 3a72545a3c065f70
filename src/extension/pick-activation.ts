import * as vscode from 'vscode';
import { allActivations } from '../core/activations/catalogue';
import type { Plot } from '../protocol';
import { plotOfCatalogue, plotOfUse } from './plots';
import type { SourceView } from './source-view';

interface PlotItem extends vscode.QuickPickItem {
  readonly plot?: Plot;
}

/**
 * Lets the person choose from the activations of the file and the whole catalogue; undefined when they don't.
 * `refusal` says why what stands under the cursor is not drawn.
 */
export async function pickActivation(
  view: SourceView | undefined,
  refusal?: string,
): Promise<Plot | undefined> {
  const picked = await vscode.window.showQuickPick([...itemsOfFile(view), ...catalogueItems()], {
    placeHolder: refusal ?? vscode.l10n.t('Activation to plot'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.plot;
}

function itemsOfFile(view: SourceView | undefined): readonly PlotItem[] {
  const items = (view?.lens.activations() ?? []).flatMap((use): readonly PlotItem[] => {
    const plot = view && plotOfUse(use, view);
    return plot === undefined
      ? []
      : [{ label: `$(symbol-function) ${plot.title}`, description: plot.origin?.label ?? '', plot }];
  });
  return items.length === 0 ? [] : [separator(vscode.l10n.t('In this file')), ...items];
}

function catalogueItems(): readonly PlotItem[] {
  const items = allActivations.flatMap(({ id, name, aliases }): readonly PlotItem[] => {
    const plot = plotOfCatalogue(id);
    const description = aliases.slice(0, 4).join(', ');
    return plot === undefined ? [] : [{ label: name, description, plot }];
  });
  return [separator(vscode.l10n.t('Catalogue')), ...items];
}

function separator(label: string): PlotItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
