/** Two charts over the layers of a model, signal with its size and gradient: the mouse and the keys read, click and Enter go to the code. */
import type { Direction, SignalLayer, SignalModel } from '../../../protocol';
import type { SignalLine } from '../../chart/signal';
import { button, element } from '../../dom';
import { dashes } from '../../model/scene';
import {
  companionsOf,
  continues,
  decades,
  decisive,
  directions,
  isKnown,
  logarithm,
  logarithms,
  outcome,
  sizes,
  trunkIn,
  type Companion,
} from '../../model/signal';
import { text, type StringKey } from '../../strings';
import { withCode } from '../../words';
import { setText } from '../header';
import type { Context, Part, View } from '../part';
import { swatch } from '../swatch';
import { explorableChart } from './explorable-chart';
import { axisName, figureText, nameWithLine, shownModel } from './shown';

const titles = { forward: 'signalForward', backward: 'signalGradient' } as const;

type Look = Omit<SignalLine, 'values'>;
const nowLook: Look = { color: 1, dash: 0, point: 'circle' };
const sizeLook: Look = { color: 3, dash: 2, point: 'line' };
/** How what stands beside the model as it is looks, and what it is called. */
const looks: Readonly<
  Record<Companion['kind'], Look & { readonly label: StringKey; readonly marker: number }>
> = {
  recommended: { color: 2, dash: 1, point: 'rect', label: 'signalRecommended', marker: 2 },
  'what-if': { color: 0, dash: 1, point: 'triangle', label: 'signalWhatIf', marker: 1 },
  measured: { color: 5, dash: 0, point: 'star', bare: true, label: 'signalMeasured', marker: 4 },
};

export function signalCharts(context: Context): Part {
  const legend = element('p', { class: 'legend' });
  const fixes = element('ul', { class: 'fixes', attributes: { id: 'signal-fixes' } });
  const help = element('p', { class: 'hidden', attributes: { id: 'signal-help' } });
  const pictures = directions.map((direction) => picture(direction, context));
  const content = element(
    'div',
    {},
    legend,
    fixes,
    help,
    element('div', { class: 'signals' }, ...pictures.map((part) => part.element)),
  );
  return {
    element: content,
    update(view) {
      const model = shownModel(view.state);
      content.hidden = model === undefined;
      if (!model) return;
      setText(help, text('signalKeys'));
      const companions = companionsOf(model, view.state.beside);
      legend.replaceChildren(...legendOf(model, companions));
      legend.hidden = !directions.some((direction) => isKnown(model, direction));
      fixes.replaceChildren(
        ...(model.recommended?.fixes ?? []).map(({ title, origin }) =>
          origin === null
            ? element('li', { text: title })
            : placedWords(text('signalFixAt', title, '\u0000'), origin, context.host),
        ),
      );
      fixes.hidden = model.recommended === null;
      for (const part of pictures) part.update(view, model, companions);
    },
  };
}

interface Picture {
  readonly element: HTMLElement;
  update(view: View, model: SignalModel, companions: readonly Companion[]): void;
}

/** One chart, what it says in a sentence, and where its walk stops. */
function picture(direction: Direction, context: Context): Picture {
  const { host } = context;
  const heading = element('h2');
  const summary = element('p', { class: 'quiet' });
  const stops = element('ul', { class: 'stops', attributes: { 'data-stops': direction } });
  let model: SignalModel | undefined;
  let companions: readonly Companion[] = [];
  const chart = explorableChart(context, 'signal-help', {
    reading(index) {
      const layer = model?.layers[index];
      if (model === undefined || layer === undefined) return [];
      return readingOf(layer, index, direction, companions, sizes(model.layers).length > 0);
    },
    jump(index) {
      const origin = model?.layers[index]?.origin;
      if (origin) host.send({ type: 'jumpToSource', origin });
    },
  });
  return {
    element: element(
      'section',
      { attributes: { 'data-chart': direction } },
      heading,
      summary,
      chart.element,
      stops,
    ),
    update({ theme, state }, next, beside) {
      if (next !== model) chart.forget();
      model = next;
      companions = beside;
      setText(heading, text(titles[direction]));
      const sentence = sentenceFor(next, direction);
      setText(summary, sentence);
      summary.hidden = sentence === '';
      const stopped = next.stops.filter((stop) => stop.directions.includes(direction));
      stops.replaceChildren(...stopped.map((stop) => stopLine(stop, host)));
      stops.hidden = stopped.length === 0;
      const isDrawn = isKnown(next, direction);
      chart.element.hidden = !isDrawn;
      if (!isDrawn) return;
      const { layers } = next;
      const trunk = trunkIn(layers);
      const lines: readonly SignalLine[] = [
        ...(direction === 'forward' && sizes(layers).length > 0
          ? [{ ...sizeLook, values: sizes(layers) }]
          : []),
        ...beside.map((companion): SignalLine => ({
          ...looks[companion.kind],
          values: companion[direction].map(logarithm),
        })),
        { ...nowLook, values: logarithms(layers, direction) },
      ];
      chart.draw(
        {
          lines,
          trunk,
          names: layers.map(axisName),
          range: decades(lines.map(({ values }) => values)),
          continues: (from, to) => continues(layers, direction, from, to),
          isAnew: (index) => (layers[index]?.[direction].stretch ?? 0) > 0,
          stops: trunk.flatMap((to, position) => {
            const from = trunk[position - 1];
            const isStop =
              from !== undefined && layers[from]?.[direction].stretch !== layers[to]?.[direction].stretch;
            return isStop ? [[from, to] as const] : [];
          }),
          heads: layers.flatMap(({ head }, index) => (head && layers.length > 1 ? [index] : [])),
          cursor: state.cursorLayers,
        },
        theme,
        [text(titles[direction]), sentence].filter(Boolean).join('. '),
      );
    },
  };
}

function legendOf(model: SignalModel, companions: readonly Companion[]): readonly HTMLElement[] {
  const { layers } = model;
  const entry = (look: Look, marker: number | undefined, words: string): HTMLElement =>
    element('span', { class: 'legend-entry' }, swatch(look.color, dashes[look.dash], marker), words);
  const plain = (name: string, words: string): HTMLElement =>
    element(
      'span',
      { class: 'legend-entry' },
      element('span', { class: `mark-swatch ${name}`, attributes: { 'aria-hidden': 'true' } }),
      words,
    );
  const isAnew = layers.some(({ forward, backward }) => forward.stretch > 0 || backward.stretch > 0);
  return [
    entry(nowLook, 0, text('signalNow')),
    ...companions.map(({ kind, name }) =>
      entry(looks[kind], looks[kind].marker, name === '' ? text(looks[kind].label) : name),
    ),
    ...(sizes(layers).length > 0 ? [entry(sizeLook, undefined, text('signalSize'))] : []),
    ...(trunkIn(layers).length < layers.length ? [plain('branch', text('signalBranches'))] : []),
    ...(isAnew ? [plain('anew', text('signalAnew'))] : []),
    ...(layers.some(({ head }) => head) && layers.length > 1 ? [plain('head', text('signalHead'))] : []),
  ];
}

function readingOf(
  layer: SignalLayer,
  index: number,
  direction: Direction,
  companions: readonly Companion[],
  withSize: boolean,
): readonly string[] {
  const own = figureText(layer[direction].now, 3);
  return [
    nameWithLine(layer),
    text(direction === 'forward' ? 'signalReadSignal' : 'signalReadGradient', own),
    ...(direction === 'forward' && withSize ? [text('signalReadSize', figureText(layer.size, 3))] : []),
    ...companions.map((companion) =>
      text(
        'signalReadBeside',
        companion.name === '' ? text(looks[companion.kind].label) : companion.name,
        figureText(companion[direction][index], 3),
      ),
    ),
    ...(layer[direction].stretch > 0 ? [text('signalReadAnew')] : []),
    ...(layer.trunk ? [] : [text('signalReadBranch')]),
  ];
}

/** Words with the place where a mark stands in them, as a link there. */
function placedWords(
  words: string,
  origin: NonNullable<SignalModel['origin']>,
  host: Context['host'],
): HTMLElement {
  const [before = '', after = ''] = words.split('\u0000');
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

/** What a stop is for want of, without a place and with one. */
const stopWords = {
  positions: { plain: 'signalPositions', placed: 'signalPositionsAt' },
  weights: { plain: 'signalWeights', placed: 'signalWeightsAt' },
  rule: { plain: 'signalStop', placed: 'signalStopAt' },
} as const;

/** Where the walk stops, with a way there. */
function stopLine(
  { what, missing, origin }: SignalModel['stops'][number],
  host: Context['host'],
): HTMLElement {
  const code = `\`${what}\``;
  return origin === null
    ? element('li', {}, ...withCode(text(stopWords[missing].plain, code)))
    : placedWords(text(stopWords[missing].placed, code, '\u0000'), origin, host);
}

/** What became of it at the end; where that is not known the stops below say why, and where there is none, this does. */
function sentenceFor(model: SignalModel, direction: Direction): string {
  const isForward = direction === 'forward';
  const now = outcome(model, direction);
  if (now === 'unknown') {
    const isStopped = model.stops.some(({ directions: stopped }) => stopped.includes(direction));
    return isStopped ? '' : text(isForward ? 'signalForwardNone' : 'signalBackwardNone');
  }
  const better = model.recommended?.[direction][decisive(model, direction) ?? -1];
  return better === undefined || better === 'unknown'
    ? text(isForward ? 'signalForwardNowEnd' : 'signalBackwardNowEnd', figureText(now, 3))
    : text(isForward ? 'signalForwardEnd' : 'signalBackwardEnd', figureText(now, 3), figureText(better, 3));
}
