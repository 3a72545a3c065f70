/** Title, where it comes from, follow or stay, and the line that says why there is nothing new. */
import { activationById } from '../../core/activations/catalogue';
import { sentence } from '../../core/phrase';
import { button, element } from '../dom';
import { say, text } from '../strings';
import { setLines } from '../words';
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
  const status = element('p', { class: 'status', attributes: { id: 'status', role: 'status' } });
  const note = element('p', { class: 'note', attributes: { id: 'note' } });
  return {
    element: element(
      'header',
      {},
      element('div', { class: 'title-row' }, title, element('div', { class: 'actions' }, follow, choose)),
      element('p', { class: 'subtitle' }, name, api, jump),
      note,
      status,
    ),
    update(view) {
      const { plot, pinned } = view.state;
      setText(title, plot?.title ?? text('title'));
      title.title = plot?.title ?? '';
      setText(name, nameOf(view));
      setText(api, plot?.api ?? '');
      name.hidden = name.textContent === '' || name.textContent === plot?.title;
      api.hidden = !plot?.api || plot.api === plot.title;
      jump.hidden = !plot?.origin;
      setText(jump, plot?.origin?.label ?? '');
      jump.setAttribute('aria-label', text('jump', plot?.origin?.label ?? ''));
      setText(follow, text('follow'));
      follow.title = text('followHint');
      follow.setAttribute('aria-pressed', String(!pinned));
      setText(choose, text('choose'));
      setText(note, noteOf(view));
      note.hidden = note.textContent === '';
      setLines(status, statusOf(view));
      status.hidden = status.textContent === '';
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

function noteOf({ state, subjects }: View): string {
  const shown = state.plot?.function;
  const unknown = shown?.kind === 'catalogue' ? shown.unknownParameters : [];
  const equals = shown?.kind === 'custom' ? shown.equals : undefined;
  const derivative = shown?.kind === 'custom' ? shown.derivative : undefined;
  return [
    ...(equals ? [text('equals', activationById(equals)?.name ?? equals)] : []),
    ...(derivative ? [text(derivative === 'backward' ? 'derivativeOwn' : 'derivativeHidden')] : []),
    ...(unknown.length > 0 ? [text('unknownParameters', unknown.join(', '))] : []),
    ...(subjects[0]?.note ? [say(sentence(subjects[0].note))] : []),
  ].join(' ');
}

function statusOf({ state, refusal }: View): readonly string[] {
  if (refusal) return [refusal];
  if (!state.plot) return [state.reason ?? text('waiting')];
  return state.reason ? [state.reason, text('kept', state.plot.title)] : [];
}
