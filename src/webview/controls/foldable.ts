/** A collapsible section whose state is kept. */
import { element, freshId } from '../dom';
import { text, type StringKey } from '../strings';
import type { Context, View } from './part';

export interface Foldable {
  readonly element: HTMLDetailsElement;
  readonly body: HTMLElement;
  readonly headingId: string;
  update(view: View): void;
}

export function foldable({ store }: Context, name: string, title: StringKey): Foldable {
  const headingId = freshId('heading');
  const heading = element('h2', { attributes: { id: headingId } });
  const body = element('div', { class: 'section-body' });
  const details = element(
    'details',
    { class: 'section', attributes: { 'data-section': name } },
    element('summary', {}, heading),
    body,
  );
  details.addEventListener('toggle', () => {
    store.change((state) => {
      if (state.open.includes(name) === details.open) return state;
      const others = state.open.filter((other) => other !== name);
      return { ...state, open: details.open ? [...others, name] : others };
    });
  });
  return {
    element: details,
    body,
    headingId,
    update({ state }) {
      heading.textContent = text(title);
      const open = state.open.includes(name);
      if (details.open !== open) details.open = open;
    },
  };
}
