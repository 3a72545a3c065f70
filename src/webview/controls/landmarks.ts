/** The marked points in words, to read and to copy. */
import { button, element } from '../dom';
import { exact, short } from '../model/numbers';
import { text } from '../strings';
import type { Context, Part } from './part';

const names = {
  root: 'landmarkRoot',
  minimum: 'landmarkMinimum',
  maximum: 'landmarkMaximum',
  inflexion: 'landmarkInflexion',
} as const;

export function landmarkList({ host }: Context): Part {
  const list = element('ul', { class: 'landmarks', attributes: { id: 'landmarks' } });
  const copy = button('', () => {
    host.send({ type: 'copy', text: written, what: 'text' });
  });
  const whole = element('div', { class: 'row landmark-row' }, list, copy);
  let written = '';
  return {
    element: whole,
    update({ state, scene }) {
      whole.hidden = !state.landmarks || scene.curves.length === 0;
      if (whole.hidden) return;
      const found = scene.landmarks;
      list.setAttribute('aria-label', text('landmarks'));
      copy.textContent = text('copyPoints');
      copy.hidden = found.length === 0;
      written = found.map(({ kind, x, y }) => `${text(names[kind])}\t${exact(x)}\t${exact(y)}`).join('\n');
      list.replaceChildren(
        ...(found.length === 0
          ? [element('li', { class: 'quiet', text: text('landmarksNone') })]
          : found.map(({ kind, x, y }) =>
              element('li', {
                text: `${text(names[kind])} (${short(x)}, ${short(y)})`,
                attributes: { 'data-kind': kind, 'data-x': exact(x), 'data-value': exact(y) },
              }),
            )),
      );
    },
  };
}
