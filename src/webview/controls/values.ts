/** The section with the table of values, and abscissae of one's own. */
import { button, element, freshId } from '../dom';
import { ordersOf } from '../model/build';
import { ownLimit, readAbscissae, tableAbscissae } from '../model/grid';
import { readNumber, exact } from '../model/numbers';
import { fillTable, tableModel } from '../table';
import { text } from '../strings';
import { foldable } from './foldable';
import type { Context, Part } from './part';

export function values(context: Context): Part {
  const { store, announce } = context;
  const id = freshId('values-input');
  const label = element('label', { attributes: { for: id } });
  const input = element('input', {
    attributes: { id, type: 'text', 'data-control': 'own-values', spellcheck: 'false' },
  });
  const problem = element('p', { class: 'problem' });
  const show = (): void => {
    const { xs, bad } = readAbscissae(input.value, readNumber);
    const message =
      bad !== undefined
        ? text('valuesBad', bad)
        : xs.length > ownLimit
          ? text('valuesTooMany', ownLimit)
          : '';
    problem.textContent = message;
    if (message) {
      announce(message);
      return;
    }
    store.patch({ own: xs });
  };
  const press = button('', show, { attributes: { 'data-control': 'show-values' } });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') show();
  });
  const table = element('table', { attributes: { id: 'values-table' } });
  const fold = foldable(context, 'values', 'values');
  fold.body.append(
    element('div', { class: 'row' }, label, input, press),
    problem,
    element(
      'div',
      { class: 'scroll', attributes: { tabindex: '0', role: 'region', 'aria-labelledby': fold.headingId } },
      table,
    ),
  );
  return {
    element: fold.element,
    update(view) {
      const { state, subjects } = view;
      fold.update(view);
      label.textContent = text('valuesInput');
      input.placeholder = '-2.5, 0.1, 3';
      if (document.activeElement !== input) input.value = state.own.map(exact).join(', ');
      press.textContent = text('valuesAdd');
      const xs = tableAbscissae(state.own);
      fillTable(
        table,
        text('valuesCaption', view.scene.title),
        tableModel(
          xs,
          subjects.map((subject) => ({ label: subject.label, samples: subject.at(xs, 'table') })),
          ordersOf(state),
        ),
      );
    },
  };
}
