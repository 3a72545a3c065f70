/** Where the values of each layer lie on its activation's curve: a strip of shares for all layers, and one layer's density over the curve. */
import { activationById, evaluate } from '../../../core/activations/catalogue';
import { normalDensity } from '../../../core/numerics/error-function';
import { niceTicks } from '../../../core/plot/ticks';
import type { SignalLayer, SignalModel } from '../../../protocol';
import { element, freshId } from '../../dom';
import { exact, percent, short } from '../../model/numbers';
import { svg } from '../../svg';
import { text } from '../../strings';
import { foldable } from '../foldable';
import type { Context, Part } from '../part';
import { layerInView, nameWithLine, shownModel } from './shown';

type Values = NonNullable<SignalLayer['values']>;
const kinds = ['dead', 'flat', 'linear'] as const;
const labels = { dead: 'valuesDead', flat: 'valuesFlat', linear: 'valuesLinear' } as const;

export function signalValues(context: Context): Part {
  const { store } = context;
  const fold = foldable(context, 'signal-values', 'valuesOnCurve');
  fold.element.hidden = true;
  const id = freshId('values');
  const label = element('label', { attributes: { for: id } });
  const select = element('select', { attributes: { id, 'data-control': 'values-layer' } });
  select.addEventListener('change', () => {
    store.patch({ layer: Number(select.value) });
  });
  const strip = element('div', { class: 'strip' });
  strip.addEventListener('click', (event) => {
    const column = (event.target as Element).closest('[data-layer]');
    if (column !== null) store.patch({ layer: Number(column.getAttribute('data-layer')) });
  });
  const picture = element('div', { class: 'distribution' });
  const note = element('p', { class: 'quiet' });
  fold.body.append(note, strip, element('div', { class: 'row' }, label, select), picture);
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const model = shownModel(view.state);
      const index = model && layerInView(view.state, model, ({ values }) => values !== null);
      const layer = index === undefined ? undefined : model?.layers[index];
      fold.element.hidden = layer === undefined;
      if (!model || index === undefined || !layer?.values || !view.state.open.includes('signal-values'))
        return;
      note.textContent = text('valuesOnCurveNote');
      label.textContent = text('signalLayer');
      select.replaceChildren(
        ...model.layers.flatMap((one, at) =>
          one.values === null
            ? []
            : [element('option', { text: nameWithLine(one), attributes: { value: String(at) } })],
        ),
      );
      select.value = String(index);
      strip.replaceChildren(
        element('div', {}, ...kinds.map((kind) => element('p', { text: text(labels[kind]) }))),
        stripPicture(model, index),
      );
      picture.replaceChildren(densityPicture(layer, layer.values), sharesTable(layer, layer.values));
    },
  };
}

const row = { height: 26, gap: 8, width: 720 };

/** One row a share, one column a layer; empty where it is not known. */
function stripPicture(model: SignalModel, shown: number): SVGSVGElement {
  const layers = model.layers.flatMap((layer, at) =>
    layer.values === null ? [] : [{ layer, values: layer.values, at }],
  );
  const across = row.width / layers.length;
  const height = kinds.length * (row.height + row.gap);
  const top = (position: number): number => position * (row.height + row.gap) + 2;
  return svg(
    'svg',
    {
      viewBox: `0 0 ${row.width} ${height}`,
      class: 'shares',
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': kinds
        .map((kind) => {
          const known = layers.map(({ values }) => values[kind]);
          return text(
            'valuesRange',
            text(labels[kind]),
            percent(known.reduce((one, other) => Math.min(one, other), 1)),
            percent(known.reduce((one, other) => Math.max(one, other), 0)),
          );
        })
        .join('; '),
    },
    ...kinds.flatMap((kind, position) => [
      svg('path', { class: 'axis', d: `M0 ${top(position) + row.height}H${row.width}` }),
      ...layers.map(({ values }, index) => {
        const tall = Math.max(0.5, values[kind] * row.height);
        return svg('rect', {
          class: `share ${kind}`,
          x: (index * across + Math.min(1, across / 8)).toFixed(2),
          y: (top(position) + row.height - tall).toFixed(2),
          width: (across - 2 * Math.min(1, across / 8)).toFixed(2),
          height: tall.toFixed(2),
        });
      }),
    ]),
    // What a click meets: the whole column, with the layer's name on it.
    ...layers.map(({ layer, values, at }, index) => {
      const said = kinds.map((kind) => `${text(labels[kind])} ${percent(values[kind])}`).join(', ');
      return svg(
        'rect',
        {
          class: at === shown ? 'column shown' : 'column',
          'data-layer': at,
          x: (index * across).toFixed(2),
          y: 0,
          width: across.toFixed(2),
          height,
        },
        svg('title', {}, `${nameWithLine(layer)}: ${said}`),
      );
    }),
  );
}

const size = { width: 480, height: 170, bottom: 18, top: 8 };
const REACH = 3.5;

/** The density of what goes in as an area, and the curve of the function in its own scale above it; flat parts are shaded. */
function densityPicture(layer: SignalLayer, { mean, variance, parameters }: Values): SVGElement {
  const entry = activationById(layer.activation ?? '');
  const spread = Math.sqrt(variance);
  const [from, to] = [mean - REACH * spread, mean + REACH * spread];
  const floor = size.height - size.bottom;
  const x = (u: number): number => ((u - from) / (to - from)) * size.width;
  const at = Array.from({ length: 241 }, (_, index) => from + ((to - from) * index) / 240);
  const curve = entry && evaluate(entry, parameters);
  const values = curve === undefined ? [] : at.map((u) => curve.value(u));
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...known, 0), Math.max(...known, 0)];
  const y = (value: number): number =>
    floor - 6 - ((value - low) / (high - low || 1)) * (floor - size.top - 12);
  const area = at
    .map(
      (u) =>
        `L${round(x(u))} ${round(floor - normalDensity((u - mean) / spread) * 2.5 * (floor - size.top) * 0.9)}`,
    )
    .join('');
  const line = at
    .map((u, index) => {
      const value = values[index];
      return value === undefined || !Number.isFinite(value)
        ? ''
        : `${index === 0 ? 'M' : 'L'}${round(x(u))} ${round(y(value))}`;
    })
    .join('');
  const flat = curve === undefined ? [] : runsOf(at, (u) => Math.abs(curve.slope(u)) < 0.01);
  const half = size.width / 480;
  return svg(
    'svg',
    {
      class: 'density',
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-label': text(
        'valuesPicture',
        nameWithLine(layer),
        entry?.name ?? '',
        short(mean, 3),
        short(spread, 3),
      ),
    },
    ...flat.map(([first, last]) =>
      svg('rect', {
        class: 'flat-zone',
        x: round(x(first) - half),
        y: size.top,
        width: round(x(last) - x(first) + 2 * half),
        height: floor - size.top,
      }),
    ),
    svg('path', { class: 'series-1 area', d: `M0 ${floor}${area}V${floor}Z` }),
    svg('path', { class: 'axis', d: `M0 ${floor}H${size.width}` }),
    svg('path', { class: 'series-0 line', d: line }),
    ...niceTicks(from, to, 6).flatMap((tick) => [
      svg('path', { class: 'axis', d: `M${round(x(tick))} ${floor}v4` }),
      svg(
        'text',
        { class: 'tick', x: round(x(tick)), y: size.height - 3, 'text-anchor': 'middle' },
        short(tick, 3),
      ),
    ]),
  );
}

/** First and last of neighbours that pass. */
function runsOf(
  values: readonly number[],
  test: (value: number) => boolean,
): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  let isOpen = false;
  for (const value of values) {
    const passes = test(value);
    const run = runs.at(-1);
    if (passes && isOpen && run !== undefined) run[1] = value;
    else if (passes) runs.push([value, value]);
    isOpen = passes;
  }
  return runs;
}

function sharesTable(layer: SignalLayer, values: Values): HTMLTableElement {
  const figures = [
    ...kinds.map((kind) => ({
      name: kind,
      words: text(labels[kind]),
      shown: percent(values[kind]),
      value: values[kind],
    })),
    { name: 'mean', words: text('mean'), shown: short(values.mean, 3), value: values.mean },
    { name: 'variance', words: text('variance'), shown: short(values.variance, 3), value: values.variance },
  ];
  return element(
    'table',
    { attributes: { id: 'values-shares', 'data-layer': layer.name } },
    element('caption', { text: activationById(layer.activation ?? '')?.name ?? '' }),
    element(
      'tbody',
      {},
      ...figures.map(({ name, words, shown, value }) =>
        element(
          'tr',
          { attributes: { 'data-figure': name } },
          element('th', { class: 'text', text: words, attributes: { scope: 'row' } }),
          element('td', { text: shown, attributes: { 'data-value': exact(value) } }),
        ),
      ),
    ),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
