import * as vscode from 'vscode';
import type { Model } from '../core/network/graph';
import type { Changes } from '../core/what-if/changes';
import { changesFrom } from '../core/what-if/choices';
import { codeFor } from '../core/what-if/code';
import type { Origin, ToExtensionMessages } from '../protocol';
import type { Documents } from './documents';
import { describeError } from './log';
import type { Panel } from './panel';
import { say } from './say';
import type { SourceView } from './source-view';
import { answersIn, whatIfAnswer } from './what-if-answer';

/** What if: answers the Signal tab's choosers, and writes what was chosen into the code. */
export function registerWhatIf(
  documents: Documents,
  panel: Panel,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  async function answer(message: ToExtensionMessages['whatIf' | 'applyWhatIf']): Promise<void> {
    const found = modelAt(documents, message.origin);
    if (found === undefined) {
      if (message.type === 'applyWhatIf')
        panel.send({ type: 'notice', message: vscode.l10n.t('The model does not stand there any more.') });
      return;
    }
    const { view, model } = found;
    const answers = answersIn(message.answers);
    const placeAt = (offset: number): string => {
      const place = view.locate({ start: offset, end: offset });
      return place === undefined ? '' : String(place.range.start.line + 1);
    };
    if (message.type === 'whatIf')
      panel.send(whatIfAnswer(view.lens, model, answers, message.request, say, placeAt));
    else await write(panel, view, model, changesFrom(model, answers), message.as);
  }
  return panel.onDidReceive((message) => {
    if (message.type !== 'whatIf' && message.type !== 'applyWhatIf') return;
    answer(message).catch((error: unknown) => {
      log.error(`What if: ${describeError(error)}`);
      panel.send({ type: 'notice', message: describeError(error).slice(0, 500) });
    });
  });
}

function modelAt(
  documents: Documents,
  { uri, range }: Origin,
): { readonly view: SourceView; readonly model: Model } | undefined {
  const view = documents.viewOfUri(uri);
  const model = view?.lens
    .modelsNear(range.start)
    .find(({ place }) => view.lens.rangeOf(place)?.start === range.start);
  return view === undefined || model === undefined ? undefined : { view, model };
}

async function write(
  panel: Panel,
  view: SourceView,
  model: Model,
  changes: Changes,
  as: 'edit' | 'copy',
): Promise<void> {
  const { edits } = view.lens.editsFor(model, changes);
  if (as === 'copy') {
    const code = codeFor(model, changes);
    await vscode.env.clipboard.writeText(code);
    panel.send({ type: 'notice', message: vscode.l10n.t('Copied.') });
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { newText, ...range } of edits) {
    const place = view.locate(range);
    if (place === undefined) {
      panel.send({ type: 'notice', message: vscode.l10n.t('The file cannot be edited.') });
      return;
    }
    edit.replace(place.document.uri, place.range, newText);
  }
  // The tab shows what becomes of the lines: a second preview would ask again.
  const isWritten = edits.length > 0 && (await vscode.workspace.applyEdit(edit, { isRefactoring: true }));
  if (isWritten) panel.send({ type: 'whatIfWritten' });
  else panel.send({ type: 'notice', message: vscode.l10n.t('Nothing was changed.') });
}
