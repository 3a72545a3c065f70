/** Zoom, reset, and the ranges as numbers. */
import { button, element, freshId } from '../dom';
import { exact, readNumber, short } from '../model/numbers';
import { isDrawable, zoomed, type Range } from '../model/range';
import { text, type StringKey } from '../strings';
import { foldable } from './foldable';
import type { Context, Part, View } from './part';

/** Buttons for what the chart's keys do. */
export function zoomButtons({ store }: Context): Part {
  let view: View | undefined;
  const zoom = (factor: number): void => {
    if (!view) return;
    const { x, y } = view.scene;
    store.patch({
      x: zoomed(x, factor, (x.min + x.max) / 2),
      y: zoomed(y, factor, (y.min + y.max) / 2),
    });
  };
  const closer = button(
    '+',
    () => {
      zoom(0.7);
    },
    { class: 'square', attributes: { id: 'zoom-in' } },
  );
  const further = button(
    '−',
    () => {
      zoom(1 / 0.7);
    },
    { class: 'square', attributes: { id: 'zoom-out' } },
  );
  const reset = button(
    '',
    () => {
      store.change((state) => ({ ...state, x: state.preferredRange, y: null }));
    },
    { attributes: { id: 'reset' } },
  );
  return {
    element: element('div', { class: 'actions', attributes: { role: 'group' } }, further, closer, reset),
    update(next) {
      view = next;
      closer.setAttribute('aria-label', text('zoomIn'));
      closer.title = text('zoomIn');
      further.setAttribute('aria-label', text('zoomOut'));
      further.title = text('zoomOut');
      reset.textContent = text('reset');
    },
  };
}

/** The ranges as numbers: both ends empty means automatic. */
export function ranges(context: Context): Part {
  const fold = foldable(context, 'view', 'view');
  const rows = [rangeRow(context, 'x', 'rangeX'), rangeRow(context, 'y', 'rangeY')];
  fold.body.append(...rows.map((row) => row.element));
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      for (const row of rows) row.update(view);
    },
  };
}

function rangeRow({ store, announce }: Context, axis: 'x' | 'y', label: StringKey): Part {
  const from = element('input', { class: 'number', attributes: { type: 'text', inputmode: 'decimal' } });
  const to = element('input', { class: 'number', attributes: { type: 'text', inputmode: 'decimal' } });
  const name = element('span', { class: 'range-name', attributes: { id: freshId('range') } });
  const problem = element('p', { class: 'problem' });
  let shown: { readonly axis: Range; readonly set: Range | null } | undefined;
  const refuse = (message: string): void => {
    problem.textContent = message;
    if (message) announce(message);
  };
  const apply = (): void => {
    if (!shown) return;
    const isAutomatic = from.value.trim() === '' && to.value.trim() === '';
    const next = isAutomatic ? null : readRange(from.value, to.value, shown.axis);
    refuse(next === undefined ? text('rangeInvalid') : '');
    if (next !== undefined) store.change((state) => ({ ...state, [axis]: next }));
  };
  for (const input of [from, to]) {
    input.dataset['control'] = `${axis}-${input === from ? 'from' : 'to'}`;
    input.addEventListener('change', apply);
  }
  return {
    element: element(
      'div',
      {},
      element(
        'div',
        { class: 'row', attributes: { role: 'group', 'aria-labelledby': name.id } },
        name,
        from,
        '…',
        to,
      ),
      problem,
    ),
    update({ state, scene }) {
      name.textContent = text(label);
      from.setAttribute('aria-label', `${text(label)} ${text('from')}`);
      to.setAttribute('aria-label', `${text(label)} ${text('to')}`);
      const set = state[axis];
      if (set !== shown?.set) refuse('');
      shown = { axis: scene[axis], set };
      // What was refused stays to be mended.
      if (problem.textContent) return;
      for (const [input, end] of [
        [from, 'min'],
        [to, 'max'],
      ] as const) {
        input.placeholder = short(scene[axis][end], 4);
        if (document.activeElement !== input) input.value = set ? exact(Number(set[end].toPrecision(6))) : '';
      }
    },
  };
}

/** An end left empty is where it is drawn now. Undefined for what is no range. */
function readRange(from: string, to: string, drawn: Range): Range | undefined {
  const end = (typed: string, otherwise: number): number | undefined =>
    typed.trim() === '' ? Number(otherwise.toPrecision(6)) : readNumber(typed);
  const [min, max] = [end(from, drawn.min), end(to, drawn.max)];
  if (min === undefined || max === undefined) return undefined;
  const range = { min, max };
  return isDrawable(range) ? range : undefined;
}
