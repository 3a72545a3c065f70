/** The server's answers about the panel: what its page is told, and what only the editor can do. */
import * as vscode from 'vscode';
import type { Effect, PanelAnswer } from '../requests';
import type { Analysis } from './analysis';
import { openDocument } from './documents';
import type { Panel } from './panel';
import { toRange } from './ranges';

export interface PanelAnswers {
  take(answer: PanelAnswer | undefined): Promise<void>;
}

export function createPanelAnswers(analysis: Analysis, panel: Panel): PanelAnswers {
  let isProposing = false;

  async function take(answer: PanelAnswer | undefined): Promise<void> {
    if (answer === undefined) return;
    for (const message of answer.messages) panel.send(message);
    for (const effect of answer.effects) await bringAbout(effect);
    // The figures as they are come first; what suggestions make of them is traced when those are on the screen.
    if (!answer.more || isProposing) return;
    isProposing = true;
    const proposed = await analysis.ask('propose', { uri: '' });
    isProposing = false;
    await take(proposed);
  }

  async function bringAbout(effect: Effect): Promise<void> {
    if (effect.kind === 'copy') {
      await vscode.env.clipboard.writeText(effect.text);
      panel.send({ type: 'notice', message: vscode.l10n.t('Copied.') });
      return;
    }
    const isWritten = isCurrent(effect.versions) && (await write(effect));
    for (const message of isWritten ? effect.done : effect.refused) panel.send(message);
    if (isWritten && effect.shows !== undefined) await take(await analysis.ask('plotAt', effect.shows));
  }

  return { take };
}

type Versions = Extract<Effect, { readonly kind: 'edit' }>['versions'];

/** Places in an older text are no places any more. */
const isCurrent = (versions: Versions): boolean =>
  versions.every(({ uri, version }) => openDocument(uri)?.version === version);

function write({ edits, refactoring }: Extract<Effect, { readonly kind: 'edit' }>): Thenable<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, range, newText } of edits) edit.replace(vscode.Uri.parse(uri), toRange(range), newText);
  return refactoring
    ? vscode.workspace.applyEdit(edit, { isRefactoring: true })
    : vscode.workspace.applyEdit(edit);
}
