/** Which functions are drawn beside the first: pinned ones, others of the file, any of the catalogue. */
import { allActivations } from '../../core/activations/catalogue';
import type { Plot } from '../../protocol';
import { button, element, freshId } from '../dom';
import { comparedLimit, sameFunction, withCompared } from '../state';
import { text } from '../strings';
import { foldable } from './foldable';
import type { Context, Part } from './part';
import { swatch } from './swatch';
import { own } from '../../core/own';

/** The functions drawn, each with its colour and marker; only when there are several. */
export function drawnFunctions({ store }: Context): Part {
  const list = element('ul', { class: 'functions', attributes: { id: 'functions' } });
  let shown = '';
  return {
    element: list,
    update({ state, subjects }) {
      list.hidden = subjects.length < 2;
      list.setAttribute('aria-label', text('functions'));
      const key = JSON.stringify([subjects.map(({ label }) => label), text('compareRemove')]);
      if (key === shown) return;
      shown = key;
      list.replaceChildren(
        ...subjects.map((subject, index) =>
          element(
            'li',
            {},
            swatch(index, [], index),
            element('span', {
              class: 'function-name',
              text: subject.label,
              attributes: { title: subject.label },
            }),
            ...(index === 0
              ? []
              : [
                  button(
                    '×',
                    () => {
                      const gone = state.compared[index - 1];
                      store.change((now) => ({
                        ...now,
                        compared: now.compared.filter((plot) => plot !== gone),
                      }));
                    },
                    {
                      class: 'square',
                      attributes: { 'aria-label': text('compareRemove', subject.label) },
                    },
                  ),
                ]),
          ),
        ),
      );
    },
  };
}

/** The controls that add one. */
export function compare(context: Context): Part {
  const { store, announce } = context;
  const fold = foldable(context, 'compare', 'compare');
  const id = freshId('compare');
  const label = element('label', { attributes: { for: id } });
  const select = element('select', { attributes: { id, 'data-control': 'compare' } });
  let choices: readonly Plot[] = [];
  let shown = '';
  const add = (plot: Plot): void => {
    if (store.get().compared.length >= comparedLimit) announce(text('compareFull', comparedLimit + 1));
    else store.change((state) => withCompared(state, plot));
  };
  const addButton = button(
    '',
    () => {
      const plot = choices[Number(select.value)];
      if (plot) add(plot);
    },
    { attributes: { id: 'compare-add' } },
  );
  const pin = button(
    '',
    () => {
      const { plot, changed } = store.get();
      if (plot) add(withValues(plot, changed));
    },
    { attributes: { id: 'compare-pin' } },
  );
  fold.body.append(element('div', { class: 'row' }, label, select, addButton, pin));
  return {
    element: fold.element,
    update(view) {
      const { state } = view;
      fold.update(view);
      label.textContent = text('comparePick');
      addButton.textContent = text('compareAdd');
      pin.textContent = text('comparePin');
      pin.disabled = state.plot === null;
      const file = state.file.filter((plot) => !state.plot || !sameFunction(plot, state.plot));
      const key = JSON.stringify([file.map(({ title }) => title), text('compareFile')]);
      if (key === shown) return;
      shown = key;
      choices = [...file, ...catalogue];
      select.replaceChildren(
        group('compareFile', choices, 0, file.length),
        group('compareCatalogue', choices, file.length, choices.length),
      );
    },
  };
}

const catalogue: readonly Plot[] = allActivations.map(({ id, name }) => ({
  function: { kind: 'catalogue', id, parameters: {}, unknownParameters: [] },
  title: name,
  api: '',
  framework: null,
}));

function group(
  label: 'compareFile' | 'compareCatalogue',
  plots: readonly Plot[],
  from: number,
  to: number,
): HTMLOptGroupElement {
  const made = element('optgroup', { attributes: { label: text(label) } });
  made.append(
    ...plots
      .slice(from, to)
      .map((plot, index) =>
        element('option', { text: plot.title, attributes: { value: String(from + index) } }),
      ),
  );
  made.hidden = from === to;
  return made;
}

/** The plot with the sliders' values, named so that the two are told apart. */
export function withValues(plot: Plot, changed: Readonly<Record<string, number | boolean>>): Plot {
  const names = Object.entries(changed);
  if (names.length === 0) return plot;
  const shown = plot.function;
  return {
    ...plot,
    function:
      shown.kind === 'catalogue'
        ? { ...shown, parameters: { ...shown.parameters, ...changed } }
        : {
            ...shown,
            parameters: (shown.parameters ?? []).map((parameter) => ({
              ...parameter,
              value: own(changed, parameter.name) ?? parameter.value,
            })),
          },
    title: `${plot.title} (${names.map(([name, value]) => `${name} = ${String(value)}`).join(', ')})`,
  };
}
