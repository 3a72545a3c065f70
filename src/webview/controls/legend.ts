/** The legend in the chart: entries switch curves on and off; with several functions it names each. */
import { button, element } from '../dom';
import { ordersOf } from '../model/build';
import { freestCorner, type Corner } from '../model/corner';
import { codeDash, dashes, type Order } from '../model/scene';
import { text, type StringKey } from '../strings';
import { drawnFunctions } from './compare';
import { swatch } from './swatch';
import type { Context, Part } from './part';

interface Toggle {
  readonly name: 'slope' | 'curvature' | 'zones' | 'landmarks';
  readonly label: StringKey;
  readonly hint: StringKey | undefined;
  readonly order: Order | undefined;
}

/** How far the legend stands from the edges of the chart, which are the axes at the left and below (`.chart-legend`). Pixels. */
const edges = { left: 44, right: 10, top: 8, bottom: 30 };

const toggles: readonly Toggle[] = [
  { name: 'slope', label: 'curveSlope', hint: undefined, order: 1 },
  { name: 'curvature', label: 'curveCurvature', hint: undefined, order: 2 },
  { name: 'zones', label: 'zones', hint: 'zonesHint', order: undefined },
  { name: 'landmarks', label: 'landmarks', hint: 'landmarksHint', order: undefined },
];

export function legend(context: Context): Part {
  const { store } = context;
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
  const functions = drawnFunctions(context);
  const ofCode = element('span', { class: 'legend-entry', attributes: { id: 'legend-code' } });
  const entries = element('div', { class: 'legend', attributes: { role: 'group' } }, f, ...buttons, ofCode);
  const box = element('div', { class: 'chart-legend top-left' }, functions.element, entries);
  let corner: Corner = 'top-left';
  return {
    element: box,
    update(view) {
      const { state, subjects } = view;
      functions.update(view);
      entries.setAttribute('aria-label', text('legend'));
      const alone = subjects.length <= 1;
      f.replaceChildren(swatch(alone ? 0 : undefined, dashes[0] ?? []), text('curveF'));
      ofCode.hidden = !view.scene.curves.some((curve) => curve.ofCode);
      ofCode.replaceChildren(swatch(alone ? 3 : 0, codeDash), text('codeSlope'));
      const orders = ordersOf(state);
      for (const [index, toggle] of toggles.entries()) {
        const made = buttons[index];
        if (!made) continue;
        const { order } = toggle;
        made.setAttribute('aria-pressed', String(state[toggle.name]));
        made.disabled =
          order === 2 && subjects.length > 0 && !subjects.some((subject) => subject.hasCurvature);
        made.classList.toggle('off', order !== undefined && !orders.includes(order));
        made.title = toggle.hint === undefined ? '' : text(toggle.hint);
        made.replaceChildren(
          order === undefined
            ? element('span', { class: `${toggle.name}-swatch`, attributes: { 'aria-hidden': 'true' } })
            : swatch(alone ? order : undefined, dashes[order] ?? []),
          text(toggle.label),
        );
      }
      const around = box.parentElement;
      if (!around || around.offsetWidth === 0) return;
      const plot = {
        width: around.offsetWidth - edges.left - edges.right,
        height: around.offsetHeight - edges.top - edges.bottom,
      };
      const next = freestCorner(
        view.scene,
        box.offsetWidth / plot.width,
        (box.offsetHeight + edges.top) / plot.height,
        corner,
      );
      if (next !== corner) box.classList.replace(corner, next);
      corner = next;
    },
  };
}
