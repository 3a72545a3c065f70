import * as vscode from 'vscode';
import type { Plot } from '../protocol';
import type { Analysis } from './analysis';

interface PlotItem extends vscode.QuickPickItem {
  readonly plot?: Plot;
}

/**
 * Lets the person choose from the activations of a file and the whole catalogue; undefined when they don't.
 * `refusal` says why what stands under the cursor is not drawn.
 */
export async function pickActivation(
  analysis: Analysis,
  uri: string,
  refusal?: string,
): Promise<Plot | undefined> {
  const choices = analysis.ask('choices', { uri }).then((known): readonly PlotItem[] => {
    if (known === undefined) return [];
    const file = known.file.map((plot) => ({
      label: `$(symbol-function) ${plot.title}`,
      description: plot.origin?.label ?? '',
      plot,
    }));
    const catalogue = known.catalogue.map(({ name, description, plot }) => ({
      label: name,
      description,
      plot,
    }));
    return [
      ...(file.length === 0 ? [] : [separator(vscode.l10n.t('In this file')), ...file]),
      separator(vscode.l10n.t('Catalogue')),
      ...catalogue,
    ];
  });
  const picked = await vscode.window.showQuickPick(choices, {
    placeHolder: refusal ?? vscode.l10n.t('Activation to plot'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.plot;
}

function separator(label: string): PlotItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
