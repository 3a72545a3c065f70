/** What if: a chooser for each thing that the model's graph allows to be changed, and what becomes of signal and gradient. */
import type { ToPanelMessages } from '../../../protocol';
import { questions, type Question } from '../../../core/what-if/changes';
import { button, element, freshId } from '../../dom';
import { outcome } from '../../model/signal';
import { text, type StringKey } from '../../strings';
import type { Answers, TriedChanges } from '../../tried-changes';
import { foldable } from '../foldable';
import { setText } from '../header';
import type { Context, Part } from '../part';
import { figureText, shownModel } from './shown';

type Answer = ToPanelMessages['whatIf'];
type Choice = Answer['choices'][number];

const titles: Readonly<Record<Question, StringKey>> = {
  activation: 'whatIfActivation',
  initializer: 'whatIfInitializer',
  norm: 'whatIfNorm',
  residual: 'whatIfResidual',
  depth: 'whatIfDepth',
  width: 'whatIfWidth',
  residualScale: 'whatIfResidualScale',
  dropout: 'whatIfDropout',
};

export function whatIf(context: Context, tried: TriedChanges): Part {
  const { store, host } = context;
  const fold = foldable(context, 'what-if', 'whatIf');
  fold.element.hidden = true;
  const presets = element('div', { class: 'row' });
  const choosers = questions.map((question) =>
    chooser(
      question,
      (value) => {
        ask({ ...answersNow(), [question]: value });
      },
      (values) => {
        const origin = shownModel(store.get())?.origin;
        const now = answersNow();
        if (origin)
          tried.lookAhead(
            origin,
            values.map((value) => given({ ...now, [question]: value })),
          );
      },
    ),
  );
  const sentence = element('p', { attributes: { id: 'what-if-outcome', 'aria-live': 'polite' } });
  const note = element('p', { class: 'quiet' });
  const preview = element('div', { attributes: { id: 'what-if-edits' } });
  const send = (as: 'edit' | 'copy') => (): void => {
    const origin = shownModel(store.get())?.origin;
    if (origin) host.send({ type: 'applyWhatIf', origin, answers: answersNow(), as });
  };
  const apply = button('', send('edit'), { attributes: { id: 'what-if-apply' } });
  const copy = button('', send('copy'), { attributes: { id: 'what-if-copy' } });
  const reset = button(
    '',
    () => {
      ask({});
    },
    { attributes: { id: 'what-if-reset' } },
  );
  fold.body.append(
    presets,
    element('div', { class: 'choosers' }, ...choosers.map((one) => one.element)),
    sentence,
    note,
    preview,
    element('div', { class: 'row' }, apply, copy, reset),
  );

  /** The model that was asked about last. */
  let askedFor: ShownModel | undefined;
  /** What was chosen for each network: it stays while its code changes, and while another one is looked at. */
  const chosen = new Map<string, Answers>();
  let writes = 0;
  const answersFor = (model: ShownModel | undefined): Answers =>
    (model && chosen.get(networkOf(model))) ?? {};
  const answersNow = (): Answers => answersFor(shownModel(store.get()));
  function ask(answers: Answers): void {
    const model = shownModel(store.get());
    if (!model?.origin) return;
    const meant = given(answers);
    chosen.set(networkOf(model), meant);
    tried.choose(model.origin, meant);
  }

  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const { state } = view;
      const model = shownModel(state);
      fold.element.hidden = model?.origin == null;
      if (!model?.origin || !state.open.includes('what-if')) return;
      if (writes !== state.whatIfWrites) {
        writes = state.whatIfWrites;
        askedFor = model;
        tried.forget();
        ask({});
      } else if (askedFor !== model) {
        askedFor = model;
        tried.forget();
        ask(answersFor(model));
      }
      show(state.whatIf, model);
    },
  };

  /** What the answer, if there is one by now, says of the model that is shown. */
  function show(answer: Answer | undefined, model: ShownModel): void {
    const answers = answer?.answers ?? {};
    const written = answer?.written.length ?? 0;
    const isChanged = Object.keys(answers).length > 0;
    showPresets(answer?.presets ?? []);
    const values = new Map(Object.entries(answers));
    for (const one of choosers) {
      const choice = answer?.choices.find(({ question }) => question === one.question);
      one.update(choice, choice === undefined ? '' : (values.get(one.question) ?? ''));
    }
    setText(
      sentence,
      answer !== undefined && isChanged ? outcomeText(answer, model) : text('whatIfUnchanged'),
    );
    setText(note, isChanged && Object.keys(answers).length > written ? text('whatIfNotWritten') : '');
    note.hidden = note.textContent === '';
    const shown = isChanged && answer !== undefined && answer.changes.length > 0;
    preview.hidden = !shown;
    if (shown) preview.replaceChildren(...edits(answer));
    setText(apply, text('whatIfApply'));
    setText(copy, text('whatIfCopy'));
    setText(reset, text('whatIfReset'));
    apply.disabled = written === 0;
    copy.disabled = !isChanged;
    reset.disabled = !isChanged;
  }

  function showPresets(given: Answer['presets']): void {
    presets.replaceChildren(
      ...given.map((preset, index) =>
        button(
          preset.title,
          () => {
            ask(preset.answers);
          },
          { attributes: { 'data-preset': String(index) } },
        ),
      ),
    );
    presets.hidden = given.length === 0;
  }
}

/** Without the questions that are left as they are. */
const given = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== ''));

type ShownModel = NonNullable<ReturnType<typeof shownModel>>;

const networkOf = ({ name, origin }: ShownModel): string => `${origin?.uri ?? ''} ${name}`;

const outcomeText = (answer: Answer, model: ShownModel): string =>
  text(
    'whatIfOutcome',
    figureText(answer.signal, 3),
    figureText(outcome(model, 'forward'), 3),
    figureText(answer.gradient, 3),
    figureText(outcome(model, 'backward'), 3),
    answer.layers,
  );

/** The lines before and after, as a diff shows them. */
function edits({ changes, places }: Answer): readonly HTMLElement[] {
  const side = (kind: 'removed' | 'added', lines: string): readonly HTMLElement[] =>
    lines === ''
      ? []
      : lines
          .split('\n')
          .map((line) => element('code', { class: kind, text: `${kind === 'removed' ? '−' : '+'} ${line}` }));
  return [
    element('p', { class: 'quiet', text: text('whatIfEdits') }),
    element(
      'div',
      { class: 'edits', attributes: { tabindex: '0', role: 'group', 'aria-label': text('whatIfEdits') } },
      ...changes.flatMap(({ at, before, after }) => [
        element('span', { class: 'quiet', text: at }),
        element('div', {}, ...side('removed', before), ...side('added', after)),
      ]),
    ),
    ...(places > changes.length
      ? [element('p', { class: 'quiet', text: text('whatIfMore', places - changes.length) })]
      : []),
  ];
}

interface Chooser {
  readonly question: Question;
  readonly element: HTMLElement;
  update(choice: Choice | undefined, value: string): void;
}

/** @param onLook somebody is about to choose among these values */
function chooser(
  question: Question,
  onChange: (value: string) => void,
  onLook: (values: readonly string[]) => void,
): Chooser {
  const id = freshId('what-if');
  const label = element('label', { attributes: { for: id } });
  const reason = element('span', { class: 'quiet', attributes: { id: `${id}-reason` } });
  const select = element('select', {
    attributes: { id, 'data-control': `what-if-${question}`, 'aria-describedby': `${id}-reason` },
  });
  select.addEventListener('change', () => {
    onChange(select.value);
  });
  for (const sign of ['focus', 'pointerenter'])
    select.addEventListener(sign, () => {
      onLook([...select.options].map(({ value }) => value));
    });
  let shown = '';
  return {
    question,
    element: element('div', { class: 'chooser' }, label, select, reason),
    update(choice, value) {
      label.textContent = text(titles[question]);
      setText(reason, choice?.reason ?? '');
      reason.hidden = reason.textContent === '';
      select.disabled = (choice?.offered.length ?? 0) === 0;
      const now =
        choice?.now === undefined || choice.now === ''
          ? text('whatIfAsIs')
          : text('whatIfAsIsNow', choice.now);
      const key = JSON.stringify([now, choice?.offered]);
      if (key !== shown) {
        shown = key;
        select.replaceChildren(
          element('option', { text: now, attributes: { value: '' } }),
          ...(choice?.offered ?? []).map((one) =>
            element('option', { text: one.label, attributes: { value: one.value } }),
          ),
        );
      }
      select.value = value;
    },
  };
}
