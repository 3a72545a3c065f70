/** The legend, whose entries switch curves on and off. */
import { button, element } from '../dom';
import { ordersOf } from '../model/build';
import { dashes, type Order } from '../model/scene';
import { text, type StringKey } from '../strings';
import { swatch } from './swatch';
import type { Context, Part } from './part';

interface Toggle {
  readonly name: 'slope' | 'curvature' | 'zones';
  readonly label: StringKey;
  readonly order: Order | undefined;
}

const toggles: readonly Toggle[] = [
  { name: 'slope', label: 'curveSlope', order: 1 },
  { name: 'curvature', label: 'curveCurvature', order: 2 },
  { name: 'zones', label: 'zones', order: undefined },
];

export function legend({ store }: Context): Part {
  const f = element('span', { class: 'legend-entry' });
  const buttons = toggles.map((toggle) =>
    button(
      '',
      () => {
        store.change((state) => ({ ...state, [toggle.name]: !state[toggle.name] }));
      },
      { class: 'legend-entry toggle', attributes: { id: `toggle-${toggle.name}` } },
    ),
  );
  const group = element('div', { class: 'legend', attributes: { role: 'group' } }, f, ...buttons);
  return {
    element: group,
    update({ state, subjects }) {
      group.setAttribute('aria-label', text('legend'));
      const alone = subjects.length <= 1;
      f.replaceChildren(swatch(alone ? 0 : undefined, dashes[0] ?? []), text('curveF'));
      const orders = ordersOf(state);
      for (const [index, toggle] of toggles.entries()) {
        const made = buttons[index];
        if (!made) continue;
        const { order } = toggle;
        made.setAttribute('aria-pressed', String(state[toggle.name]));
        made.disabled =
          order === 2 && subjects.length > 0 && !subjects.some((subject) => subject.hasCurvature);
        made.classList.toggle('off', order !== undefined && !orders.includes(order));
        made.replaceChildren(
          order === undefined
            ? element('span', { class: 'zone-swatch', attributes: { 'aria-hidden': 'true' } })
            : swatch(alone ? order : undefined, dashes[order] ?? []),
          text(toggle.label),
        );
      }
    },
  };
}
