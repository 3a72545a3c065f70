/** The chart with its crosshair, readout, keys and gestures. */
import { curveChart } from '../chart/curves';
import type { CrosshairMark } from '../chart/plugins';
import { chartAction, type ChartAction } from '../chart/keys';
import { listenToGestures } from '../chart/gestures';
import { button, element } from '../dom';
import { short } from '../model/numbers';
import { panned, span, zoomed, type Range } from '../model/range';
import { readings, type Reading } from '../model/readings';
import { text } from '../strings';
import { readTheme } from '../theme';
import { copyIcon } from './copy-icon';
import { setText } from './header';
import { legend } from './legend';
import { status } from './messages';
import type { Context, Part, View } from './part';
import { zoomButtons } from './view';

/** The crosshair moves by a hundredth of the range for a key. */
const crosshairSteps = 100;
const hintMilliseconds = 4_000;

export function chartPart(context: Context): Part {
  const { store, host, announce } = context;
  const canvas = element('canvas', { attributes: { id: 'chart' } });
  const help = element('p', { class: 'hidden', attributes: { id: 'chart-help' } });
  const frame = element(
    'div',
    { class: 'chart', attributes: { tabindex: '0', role: 'application', 'aria-describedby': 'chart-help' } },
    canvas,
  );
  const readout = element('p', { class: 'readout', attributes: { id: 'readout' } });
  const hint = element('p', { class: 'hint', attributes: { id: 'wheel-hint' } });
  hint.hidden = true;
  const key = legend(context);
  const said = status();
  const zoom = zoomButtons(context);
  const copy = button(
    '',
    () => {
      if (view && at !== undefined)
        host.send({
          type: 'copy',
          text: sentence(at, readings(view.scene, view.subjects, at)),
          what: 'text',
        });
    },
    { class: 'square', attributes: { id: 'copy-reading' } },
  );
  copy.append(copyIcon());
  const chart = curveChart(canvas, readTheme());
  let view: View | undefined;
  let at: number | undefined;

  const show = (speak: boolean): void => {
    if (!view) return;
    const found = at === undefined ? [] : readings(view.scene, view.subjects, at);
    chart.crosshair(at === undefined ? undefined : { x: at, marks: found.map(markOf) });
    const drawn = view.scene.curves.length > 0;
    readout.replaceChildren(...readoutOf(at, found, drawn && said.element.hidden === true));
    said.element.classList.toggle('hidden', at !== undefined && drawn);
    copy.disabled = at === undefined;
    if (speak && at !== undefined) announce(sentence(at, found));
  };
  const setView = (x: Range, y: Range): void => {
    store.patch({ x, y });
  };
  const act = (action: ChartAction): void => {
    if (!view) return;
    const { x, y } = view.scene;
    switch (action.kind) {
      case 'crosshair':
        at = snapped(
          (at ?? (x.min + x.max) / 2) + (at === undefined ? 0 : (action.steps * span(x)) / crosshairSteps),
          x,
        );
        return show(true);
      case 'crosshair-edge':
        at = action.edge === 'left' ? x.min : x.max;
        return show(true);
      case 'pan':
        return setView(panned(x, action.x), action.y === 0 ? y : panned(y, action.y));
      case 'zoom':
        return setView(
          zoomed(x, action.factor, at ?? (x.min + x.max) / 2),
          zoomed(y, action.factor, (y.min + y.max) / 2),
        );
      case 'reset':
        return store.patch({ x: store.get().preferredRange, y: null });
      case 'hide':
        at = undefined;
        return show(false);
    }
  };
  /** Once: how to zoom, for whom the wheel scrolled the page. */
  const showHint = (): void => {
    if (store.get().hinted) return;
    store.patch({ hinted: true });
    hint.textContent = text('wheelHint');
    hint.hidden = false;
    setTimeout(() => {
      hint.hidden = true;
    }, hintMilliseconds);
  };
  frame.addEventListener('keydown', (event) => {
    const action = chartAction(event);
    if (!action) return;
    event.preventDefault();
    act(action);
  });
  listenToGestures(canvas, frame, {
    hover(pixel) {
      at = pixel === undefined || !view ? undefined : snapped(chart.xAt(pixel), view.scene.x);
      show(false);
    },
    drag(x, y) {
      if (view) setView(panned(view.scene.x, -x), panned(view.scene.y, -y));
    },
    zoom(factor, pixel) {
      if (!view) return;
      const { x, y } = view.scene;
      setView(zoomed(x, factor, chart.xAt(pixel)), zoomed(y, factor, (y.min + y.max) / 2));
    },
    scrolled: showHint,
    reset: () => {
      act({ kind: 'reset' });
    },
    area: () => chart.area(),
  });
  return {
    element: element(
      'div',
      { class: 'chart-part' },
      element('div', { class: 'chart-box' }, frame, key.element, hint),
      help,
      element(
        'div',
        { class: 'under-chart' },
        element('div', { class: 'reading-room' }, readout, said.element),
        copy,
        zoom.element,
      ),
    ),
    update(next) {
      view = next;
      const { scene, theme } = next;
      setText(help, text('chartKeys'));
      frame.setAttribute('aria-roledescription', text('chartRole'));
      frame.setAttribute(
        'aria-label',
        text('chartLabel', scene.title, short(scene.x.min), short(scene.x.max)),
      );
      frame.dataset['points'] = String(scene.curves.reduce((sum, curve) => sum + curve.points.length, 0));
      if (at !== undefined) at = Math.min(scene.x.max, Math.max(scene.x.min, at));
      chart.draw(scene, theme);
      said.update(next);
      zoom.update(next);
      copy.title = text('copyReading');
      copy.setAttribute('aria-label', text('copyReading'));
      show(false);
      key.update(next);
    },
  };
}

/** Within the range, on a round number as fine as a pixel. */
function snapped(x: number, range: Range): number {
  const step = 10 ** Math.floor(Math.log10(span(range) / crosshairSteps));
  const round = Number((Math.round(x / step) * step).toPrecision(12));
  return Math.min(range.max, Math.max(range.min, round));
}

function markOf(reading: Reading): CrosshairMark {
  return { y: reading.y, color: reading.color };
}

const orderNames = ['curveF', 'curveSlope', 'curveCurvature'] as const;

function nameOf({ order, ofCode }: Reading): string {
  return text(ofCode ? 'codeSlope' : orderNames[order]);
}

function sentence(x: number, found: readonly Reading[]): string {
  const several = new Set(found.map((reading) => reading.subject)).size > 1;
  const parts = found.map(
    (reading) => `${several ? `${reading.subject} ` : ''}${nameOf(reading)} = ${short(reading.y, 5)}`,
  );
  return [text('crosshair', short(x, 6)), ...parts].join(', ');
}

function readoutOf(
  x: number | undefined,
  found: readonly Reading[],
  drawn: boolean,
): readonly (Node | string)[] {
  if (x === undefined) return [drawn ? text('readoutHint') : ''];
  const several = new Set(found.map((reading) => reading.subject)).size > 1;
  return [
    element('span', { class: 'reading', text: text('crosshair', short(x, 6)) }),
    ...found.map((reading) =>
      element(
        'span',
        { class: `reading series-${reading.color}` },
        ...(several ? [element('span', { class: 'reading-name', text: `${reading.subject} ` })] : []),
        `${nameOf(reading)} = ${short(reading.y, 5)}`,
      ),
    ),
  ];
}
