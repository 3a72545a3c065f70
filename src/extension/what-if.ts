import * as vscode from 'vscode';
import type { Model } from '../core/network/graph';
import { isNoChange, questions, type Answers, type Changes } from '../core/what-if/changes';
import { changesFrom, choicesFor, presetsFor } from '../core/what-if/choices';
import { codeFor } from '../core/what-if/code';
import { outcomeOf } from '../core/what-if/outcome';
import type { Figure, Origin, ToExtensionMessages } from '../protocol';
import type { Documents } from './documents';
import { describeError } from './log';
import type { Panel } from './panel';
import { say } from './say';
import type { SourceView } from './source-view';

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
    if (message.type === 'whatIf') tell(panel, view, model, answers, message.request);
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

function answersIn(given: Readonly<Record<string, string>>): Answers {
  const known = new Map(Object.entries(given));
  return Object.fromEntries(
    questions.flatMap((question) => {
      const value = known.get(question);
      return value === undefined || value === '' ? [] : [[question, value]];
    }),
  );
}

function tell(panel: Panel, view: SourceView, model: Model, answers: Answers, request: number): void {
  const changes = changesFrom(model, answers);
  const { forward, backward, signal, gradient, layers } = outcomeOf(model, changes);
  const { written } = isNoChange(changes) ? { written: {} } : view.lens.editsFor(model, changes);
  panel.send({
    type: 'whatIf',
    request,
    choices: choicesFor(model).map(({ question, now, offered, reason }) => ({
      question,
      now: now === undefined ? '' : say(now).slice(0, 200),
      offered: offered.map(({ value, label }) => ({ value, label: say(label) })),
      reason: reason === undefined ? '' : say(reason),
    })),
    presets: presetsFor(model).map(({ title, answers: own }) => ({
      title: say(title),
      answers: answersOf(own),
    })),
    answers: answersOf(answers),
    forward: forward.slice(0, 2_000).map(figure),
    backward: backward.slice(0, 2_000).map(figure),
    signal: figure(signal),
    gradient: figure(gradient),
    layers,
    written: questions.filter((question) => question in written),
  });
}

const answersOf = (answers: Answers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    questions.flatMap((question) => (answers[question] === undefined ? [] : [[question, answers[question]]])),
  );

function figure(value: number | undefined): Figure {
  if (value === undefined) return 'unknown';
  return Number.isFinite(value) ? value : 'not-finite';
}

async function write(
  panel: Panel,
  view: SourceView,
  model: Model,
  changes: Changes,
  as: 'edit' | 'copy',
): Promise<void> {
  const { edits, written } = view.lens.editsFor(model, changes);
  if (as === 'copy') {
    const code = codeFor(model, changes);
    await vscode.env.clipboard.writeText(code);
    panel.send({ type: 'notice', message: vscode.l10n.t('Copied.') });
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  const label = vscode.l10n.t('What if: {0}', Object.values(written).map(String).join(', '));
  for (const { newText, ...range } of edits) {
    const place = view.locate(range);
    if (place === undefined) {
      panel.send({ type: 'notice', message: vscode.l10n.t('The file cannot be edited.') });
      return;
    }
    edit.replace(place.document.uri, place.range, newText, { label, needsConfirmation: true });
  }
  const isWritten = edits.length > 0 && (await vscode.workspace.applyEdit(edit, { isRefactoring: true }));
  if (isWritten) panel.send({ type: 'whatIfWritten' });
  else panel.send({ type: 'notice', message: vscode.l10n.t('Nothing was changed.') });
}
