/** The Signal tab: signal and gradient per layer, forward and backward, as initialised now and as recommended. */
import { activationById } from '../../core/activations/catalogue';
import { initializerFacts } from '../../core/hover/initializer-facts';
import { ascending } from '../../core/numerics/order';
import { signalChart, type SignalChart } from '../chart/signal';
import { button, element, freshId } from '../dom';
import { exact, short } from '../model/numbers';
import { dashes } from '../model/scene';
import {
  continues,
  isKnown,
  logarithms,
  outcome,
  recommendationHelps,
  sizes,
  type Direction,
} from '../model/signal';
import type { Figure, SignalLayer, SignalModel } from '../../protocol';
import { text } from '../strings';
import { withCode } from '../words';
import { setText } from './header';
import type { Context, Part } from './part';
import { swatch } from './swatch';

const directions: readonly Direction[] = ['forward', 'backward'];
const titles = { forward: 'signalForward', backward: 'signalGradient' } as const;

interface Picture {
  readonly heading: HTMLElement;
  readonly summary: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly frame: HTMLElement;
  /** Name and figures of the layer under the mouse. */
  readonly reading: HTMLElement;
  chart: SignalChart | undefined;
}

export function signal(context: Context): Part {
  const { store, host } = context;
  const heading = element('h1', { attributes: { id: 'signal-title' } });
  const empty = element('p', { class: 'status' });
  const note = element('p', { class: 'note' });
  const id = freshId('model');
  const label = element('label', { attributes: { for: id } });
  const select = element('select', { attributes: { id, 'data-control': 'model' } });
  select.addEventListener('change', () => {
    const picked = Number(select.value);
    const { models, others } = store.get();
    const other = others[picked - models.length];
    if (other === undefined) store.patch({ model: picked });
    else host.send({ type: 'model', origin: other.origin });
  });
  const picker = element('div', { class: 'row' }, label, select);
  const legend = element('p', { class: 'legend' });
  const pictures: Readonly<Record<Direction, Picture>> = { forward: picture(), backward: picture() };
  const table = element('table', { attributes: { id: 'signal-table' } });
  const stops = element('ul', { class: 'stops', attributes: { id: 'signal-stops' } });
  let shown: SignalModel | undefined;
  for (const direction of directions) {
    const { canvas, reading } = pictures[direction];
    canvas.addEventListener('pointermove', (event) => {
      const layer = shown?.layers[pictures[direction].chart?.layerAt(event.offsetX) ?? -1];
      const figures = layer?.[direction];
      setText(reading, layer && figures ? text('signalReading', layer.name, figureText(figures.now, 3)) : '');
    });
    canvas.addEventListener('pointerleave', () => {
      setText(reading, '');
    });
  }
  const tableFrame = element(
    'div',
    {
      class: 'scroll tall',
      attributes: { tabindex: '0', role: 'region', 'aria-labelledby': 'signal-title' },
    },
    table,
  );
  const content = element(
    'div',
    {},
    stops,
    legend,
    element(
      'div',
      { class: 'signals' },
      ...directions.map((direction) => {
        const { heading: title, summary, frame, reading } = pictures[direction];
        return element('section', {}, title, summary, frame, reading);
      }),
    ),
    tableFrame,
  );
  return {
    element: element('div', {}, element('header', {}, heading, picker, note, empty), content),
    update({ state, theme }) {
      const { models, others } = state;
      const model = models[state.model] ?? models[0];
      setText(empty, model ? '' : text('signalWaiting'));
      empty.hidden = model !== undefined;
      heading.hidden = content.hidden = model === undefined;
      picker.hidden = model === undefined || models.length + others.length < 2;
      note.hidden = true;
      if (!model) return;
      setText(heading, text('signalFor', model.name));
      label.textContent = text('signalPick');
      select.replaceChildren(
        ...[...models, ...others]
          .map(({ name, origin }, index) => ({ name, index, start: origin?.range.start ?? Infinity }))
          .sort((a, b) => ascending(a.start, b.start))
          .map(({ name, index }) => element('option', { text: name, attributes: { value: String(index) } })),
      );
      select.value = String(models.indexOf(model));
      setText(note, notesOf(model));
      note.hidden = note.textContent === '';
      shown = model;
      const helps = recommendationHelps(model);
      stops.replaceChildren(...model.stops.map((stop) => stopLine(stop, host)));
      stops.hidden = model.stops.length === 0;
      const drawable = directions.some((direction) => isKnown(model, direction));
      legend.hidden = !drawable;
      legend.replaceChildren(
        element('span', { class: 'legend-entry' }, swatch(1, dashes[0], 0), text('signalNow')),
        ...(helps
          ? [element('span', { class: 'legend-entry' }, swatch(2, dashes[1], 2), recommendationOf(model))]
          : []),
        ...(sizes(model.layers).length > 0
          ? [element('span', { class: 'legend-entry' }, swatch(3, dashes[2], 1), text('signalSize'))]
          : []),
      );
      for (const direction of directions) {
        const drawn = pictures[direction];
        setText(drawn.heading, text(titles[direction]));
        const isDrawn = isKnown(model, direction);
        drawn.heading.hidden = drawn.frame.hidden = drawn.reading.hidden = drawn.summary.hidden = !isDrawn;
        if (!isDrawn) continue;
        setText(drawn.summary, summaryOf(model, direction, helps));
        drawn.canvas.setAttribute('role', 'img');
        const label = [text(titles[direction]), summaryOf(model, direction, helps)]
          .filter(Boolean)
          .join('. ');
        drawn.canvas.setAttribute('aria-label', label);
        drawn.chart ??= signalChart(drawn.canvas);
        drawn.chart.draw(
          logarithms(model.layers, direction, 'now'),
          helps ? logarithms(model.layers, direction, 'recommended') : [],
          direction === 'forward' ? sizes(model.layers) : [],
          (index) => continues(model.layers, direction, index),
          model.layers.map(({ name }) => name),
          theme,
        );
      }
      tableFrame.hidden = model.layers.length === 0;
      fillTable(table, model, helps, (layer) => {
        if (layer.origin) host.send({ type: 'jumpToSource', origin: layer.origin });
      });
    },
  };
}

function picture(): Picture {
  const canvas = element('canvas');
  return {
    heading: element('h2'),
    summary: element('p', { class: 'quiet' }),
    canvas,
    frame: element('div', { class: 'chart small' }, canvas),
    reading: element('p', { class: 'signal-reading' }),
    chart: undefined,
  };
}

function recommendationOf(model: SignalModel): string {
  return model.recommendation
    ? `${text('signalRecommended')} (${model.recommendation})`
    : text('signalRecommended');
}

function notesOf(model: SignalModel): string {
  return [
    ...(model.complete ? [] : [text('signalIncomplete')]),
    ...model.assumptions.map((assumption) => text(assumptions[assumption])),
  ].join(' ');
}
const assumptions = { anew: 'signalAnew', cut: 'signalCut' } as const;

/** Where the walk stops, with a way there. */
function stopLine({ what, origin }: SignalModel['stops'][number], host: Context['host']): HTMLElement {
  if (!origin) return element('li', {}, ...withCode(text('signalStop', `\`${what}\``)));
  const [before = '', after = ''] = text('signalStopAt', `\`${what}\``, '\u0000').split('\u0000');
  return element(
    'li',
    {},
    ...withCode(before),
    button(
      origin.label,
      () => {
        host.send({ type: 'jumpToSource', origin });
      },
      { class: 'link', attributes: { 'aria-label': text('jump', origin.label) } },
    ),
    ...withCode(after),
  );
}

/** Empty where neither is known: the table says so for each layer. */
function summaryOf(model: SignalModel, direction: Direction, helps: boolean): string {
  const both = [outcome(model, direction, 'now'), outcome(model, direction, 'recommended')] as const;
  if (both.every((value) => value === 'unknown')) return '';
  if (!helps)
    return text(
      direction === 'forward' ? 'signalForwardNowEnd' : 'signalBackwardNowEnd',
      both[0] === 'unknown' ? '?' : figureText(both[0], 3),
    );
  return text(
    direction === 'forward' ? 'signalForwardEnd' : 'signalBackwardEnd',
    ...both.map((value) => (value === 'unknown' ? '?' : figureText(value, 3))),
  );
}

function activationName(id: string | null): string {
  return id === null ? '–' : (activationById(id)?.name ?? id);
}

/** Short: `Xavier uniform` for `Xavier (Glorot) uniform`. */
function initializerName(id: string | null): string {
  return id === null ? '–' : (initializerFacts(id)?.name.replace(/ \(\w+\)/, '') ?? id);
}

function figureText(value: Figure, digits: number): string {
  if (value === 'unknown') return text('notKnown');
  return value === 'not-finite' ? text('notFinite') : short(value, digits);
}

function fillTable(
  table: HTMLTableElement,
  model: SignalModel,
  helps: boolean,
  jump: (layer: SignalLayer) => void,
): void {
  const headings = [
    'signalLayer',
    'signalActivation',
    'signalInitializer',
    'signalForwardNow',
    ...(helps ? (['signalForwardBetter'] as const) : []),
    'signalBackwardNow',
    ...(helps ? (['signalBackwardBetter'] as const) : []),
  ] as const;
  table.replaceChildren(
    element('caption', { text: text('signalTable', model.name) }),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...headings.map((key, index) =>
          element('th', { class: index < 3 ? 'text' : '', text: text(key), attributes: { scope: 'col' } }),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...model.layers.map((layer) =>
        element(
          'tr',
          {},
          element(
            'th',
            { class: 'text', attributes: { scope: 'row' } },
            layer.origin
              ? button(
                  layer.name,
                  () => {
                    jump(layer);
                  },
                  {
                    class: 'link',
                    attributes: { 'aria-label': text('jump', `${layer.name} (${layer.origin.label})`) },
                  },
                )
              : layer.name,
          ),
          element('td', { class: 'text', text: activationName(layer.activation) }),
          element('td', { class: 'text', text: initializerName(layer.initializer) }),
          ...directions.flatMap((direction) => [
            figure(layer[direction].now),
            ...(helps ? [figure(layer[direction].recommended)] : []),
          ]),
        ),
      ),
    ),
  );
}

function figure(value: Figure): HTMLTableCellElement {
  return element('td', {
    text: figureText(value, 4),
    attributes: { 'data-value': typeof value === 'number' ? exact(value) : value },
  });
}
