/** Title, where it comes from, and follow or stay. Its height never changes: what stands below stays where it is. */
import { button, element } from '../dom';
import { text } from '../strings';
import type { Context, Part, View } from './part';

export function header({ store, host }: Context): Part {
  const title = element('h1', { attributes: { id: 'title' } });
  const name = element('span', { class: 'name' });
  const api = element('code', { class: 'api' });
  const jump = button(
    '',
    () => {
      const origin = store.get().plot?.origin;
      if (origin) host.send({ type: 'jumpToSource', origin });
    },
    { class: 'link', attributes: { id: 'jump' } },
  );
  const follow = button(
    '',
    () => {
      const pinned = !store.get().pinned;
      store.patch({ pinned });
      host.send({ type: 'pin', pinned });
    },
    { class: 'toggle', attributes: { id: 'follow' } },
  );
  const choose = button(
    '',
    () => {
      host.send({ type: 'choose', as: 'choose' });
    },
    { attributes: { id: 'choose' } },
  );
  return {
    element: element(
      'header',
      {},
      element('div', { class: 'title-row' }, title, element('div', { class: 'actions' }, follow, choose)),
      element('p', { class: 'subtitle' }, jump, name, api),
    ),
    update(view) {
      const { plot, pinned, reason } = view.state;
      setText(title, plot?.title ?? text('title'));
      title.title = plot?.title ?? '';
      // Of the cursor's place now it says nothing.
      title.classList.toggle('kept', plot !== null && reason !== undefined);
      setText(name, nameOf(view));
      setText(api, plot?.api ?? '');
      api.title = plot?.api ?? '';
      name.title = [name.textContent, plot?.api].filter((part) => part).join(' · ');
      name.hidden = name.textContent === '' || name.textContent === plot?.title;
      api.hidden = !plot?.api || plot.api === plot.title;
      jump.hidden = !plot?.origin;
      setText(jump, plot?.origin?.label ?? '');
      jump.setAttribute('aria-label', text('jump', plot?.origin?.label ?? ''));
      setText(follow, text('follow'));
      follow.title = text('followHint');
      follow.setAttribute('aria-pressed', String(!pinned));
      setText(choose, text('choose'));
    },
  };
}

/** Live regions speak at every change of their text, even to the same. */
export function setText(target: HTMLElement, value: string): void {
  if (target.textContent !== value) target.textContent = value;
}

function nameOf({ state, subjects }: View): string {
  const shown = state.plot?.function;
  if (!shown) return '';
  if (shown.kind === 'catalogue') return subjects[0]?.activation?.name ?? shown.id;
  return shown.name;
}
