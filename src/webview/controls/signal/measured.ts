/** What a run of one's own measured, beside the prediction: hooks to copy, a file to open or to drop, and the layers that differ. */
import { besidePredicted, type Difference, type PredictedLayer } from '../../../core/measured/compare';
import { LARGEST_MEASURED, readMeasured, type MeasuredLayer } from '../../../core/measured/read';
import { hookFrameworks, hookNames, hooks } from '../../../core/measured/snippets';
import type { Figure, SignalLayer, SignalModel } from '../../../protocol';
import { button, element } from '../../dom';
import type { Companion } from '../../model/signal';
import { short } from '../../model/numbers';
import { text } from '../../strings';
import { foldable } from '../foldable';
import { setText } from '../header';
import type { Context, Part } from '../part';
import { shownModel } from './shown';

const MOST_LISTED = 200;

export function measured(context: Context): Part {
  const { store, host, announce } = context;
  const fold = foldable(context, 'measured', 'measure');
  fold.element.hidden = true;
  const note = element('p', { class: 'quiet' });
  const copies = hookFrameworks.map((framework) => ({
    framework,
    element: button(
      '',
      () => {
        host.send({ type: 'copy', text: hooks[framework], what: 'code' });
      },
      { attributes: { 'data-hook': framework } },
    ),
  }));
  const input = element('input', {
    attributes: { type: 'file', accept: '.json,application/json', id: 'measured-file' },
  });
  input.hidden = true;
  const open = button(
    '',
    () => {
      input.click();
    },
    { attributes: { id: 'measured-open' } },
  );
  const hint = element('span', { class: 'quiet' });
  const remove = button(
    '',
    () => {
      show(undefined);
      say('');
    },
    { attributes: { id: 'measured-remove' } },
  );
  const area = element(
    'div',
    { class: 'row drop', attributes: { id: 'measured-drop' } },
    open,
    hint,
    remove,
    input,
  );
  const status = element('p', { attributes: { id: 'measured-status', 'aria-live': 'polite' } });
  const differing = element('ul', { class: 'stops', attributes: { id: 'measured-differences' } });
  fold.body.append(
    note,
    element('div', { class: 'row' }, ...copies.map((one) => one.element)),
    area,
    status,
    differing,
  );

  let layers: readonly MeasuredLayer[] | undefined;
  let drawnFor: SignalModel | undefined;
  let problem = '';
  const say = (words: string): void => {
    problem = words;
    if (words !== '') announce(words);
  };
  const show = (next: readonly MeasuredLayer[] | undefined): void => {
    layers = next;
    drawnFor = undefined;
    store.change((state) => ({ ...state, beside: state.beside.filter(({ kind }) => kind !== 'measured') }));
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    show(undefined);
    if (file.size > LARGEST_MEASURED) say(text('measureLarge', LARGEST_MEASURED / 1_000_000));
    else {
      const read = readMeasured(await file.text());
      if (read.kind === 'layers') {
        say('');
        show(read.layers);
      } else if (read.kind === 'bad-layer') say(text('measureBadLayer', read.at));
      else say(text(read.kind === 'no-json' ? 'measureNoJson' : 'measureNoLayers'));
    }
    store.change((state) => ({ ...state }));
  };
  const taken = (file: File | undefined): void => {
    take(file).catch((error: unknown) => {
      say(String(error).slice(0, 200));
      store.change((state) => ({ ...state }));
    });
  };
  input.addEventListener('change', () => {
    taken(input.files?.[0]);
    input.value = '';
  });
  for (const kind of ['dragover', 'dragenter'] as const)
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.classList.add('over');
    });
  area.addEventListener('dragleave', () => {
    area.classList.remove('over');
  });
  area.addEventListener('drop', (event) => {
    event.preventDefault();
    area.classList.remove('over');
    taken(event.dataTransfer?.files[0]);
  });

  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const { state } = view;
      const model = shownModel(state);
      fold.element.hidden = model === undefined;
      if (!model || !state.open.includes('measured')) return;
      setText(note, text('measureNote'));
      for (const one of copies) setText(one.element, text('measureCopy', hookNames[one.framework]));
      setText(open, text('measureOpen'));
      setText(hint, text('measureDrop'));
      setText(remove, text('measureRemove'));
      remove.hidden = layers === undefined;
      const found = layers === undefined ? undefined : besidePredicted(model.layers.map(predictedIn), layers);
      setText(
        status,
        found === undefined
          ? problem
          : found.found === 0
            ? text('measureNone')
            : [
                text('measureRead', found.found, layers?.length ?? 0),
                text(found.differences.length === 0 ? 'measureSame' : 'measureDiffer'),
              ].join(' '),
      );
      differing.replaceChildren(
        ...(found?.differences ?? []).slice(0, MOST_LISTED).map((one) => differenceLine(one, model, host)),
      );
      differing.hidden = (found?.differences.length ?? 0) === 0;
      const isDrawn = state.beside.some(({ kind }) => kind === 'measured');
      if (found === undefined || found.found === 0 || (drawnFor === model && isDrawn)) return;
      drawnFor = model;
      const line: Companion = {
        kind: 'measured',
        name: '',
        forward: found.signal.map(figure),
        backward: found.gradient.map(figure),
      };
      store.change((now) => ({
        ...now,
        beside: [...now.beside.filter(({ kind }) => kind !== 'measured'), line],
      }));
    },
  };
}

const figure = (value: number | undefined): Figure => value ?? 'unknown';
const known = (value: Figure): number | undefined => (typeof value === 'number' ? value : undefined);

const predictedIn = ({ name, head, forward, backward, output, follows }: SignalLayer): PredictedLayer => ({
  name,
  head,
  signal: forward.stretch === 0 ? known(forward.now) : undefined,
  output: forward.stretch === 0 ? known(output) : undefined,
  gradient: backward.stretch === 0 ? known(backward.now) : undefined,
  follows,
});

function differenceLine(
  { layer, figure: which, measured: value, predicted }: Difference,
  model: SignalModel,
  host: Context['host'],
): HTMLElement {
  const { name = '', origin } = model.layers[layer] ?? {};
  const words = text(
    which === 'signal' ? 'measureSignal' : 'measureGradient',
    name,
    short(value, 3),
    short(predicted, 3),
  );
  return origin == null
    ? element('li', { text: words })
    : element(
        'li',
        {},
        button(
          words,
          () => {
            host.send({ type: 'jumpToSource', origin });
          },
          { class: 'link' },
        ),
      );
}
