/** Of a recurrent layer: what becomes of the state's signal step by step, and of the gradient on its way back through time. */
import type { SignalModel } from '../../../protocol';
import type { SignalLine, SignalPicture } from '../../chart/signal';
import { element } from '../../dom';
import { dashes } from '../../model/scene';
import { decades } from '../../model/signal';
import { short } from '../../model/numbers';
import { text } from '../../strings';
import { foldable } from '../foldable';
import { setText } from '../header';
import type { Context, Part } from '../part';
import { swatch } from '../swatch';
import { explorableChart } from './explorable-chart';
import { layerInView, nameWithLine, shownModel } from './shown';

type Steps = NonNullable<SignalModel['layers'][number]['overTime']>;

export function signalOverTime(context: Context): Part {
  const fold = foldable(context, 'signal-time', 'signalTime');
  fold.element.hidden = true;
  const name = element('p', { class: 'quiet', attributes: { id: 'signal-time-layer' } });
  const legend = element('p', { class: 'legend' });
  let steps: Steps | undefined;
  const titles = { forward: element('h3'), backward: element('h3') };
  const sentences = { forward: element('p', { class: 'quiet' }), backward: element('p', { class: 'quiet' }) };
  const forward = explorableChart(context, 'signal-help', {
    reading: (index) => [
      text('signalStep', index + 1),
      text('signalReadSignal', short(steps?.signal[index] ?? NaN, 3)),
      text('signalReadSize', short(steps?.size[index] ?? NaN, 3)),
    ],
  });
  const backward = explorableChart(context, 'signal-help', {
    reading: (index) => [
      text('signalStep', index + 1),
      text('signalReadGradient', short(steps?.gradient[index] ?? NaN, 3)),
    ],
  });
  fold.body.append(
    name,
    legend,
    element(
      'div',
      { class: 'signals' },
      element('section', {}, titles.forward, sentences.forward, forward.element),
      element('section', {}, titles.backward, sentences.backward, backward.element),
    ),
  );
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const model = shownModel(view.state);
      const index = model && layerInView(view.state, model, ({ overTime }) => overTime !== null);
      const layer = index === undefined ? undefined : model?.layers[index];
      steps = layer?.overTime ?? undefined;
      fold.element.hidden = steps === undefined;
      if (steps === undefined || layer === undefined || !view.state.open.includes('signal-time')) return;
      const { signal, size, gradient, known } = steps;
      setText(
        name,
        [nameWithLine(layer), text(known ? 'signalTimeKnown' : 'signalTimeAssumed', signal.length)].join(
          ': ',
        ),
      );
      legend.replaceChildren(
        element('span', { class: 'legend-entry' }, swatch(1, dashes[0], 0), text('signalTimeState')),
        element('span', { class: 'legend-entry' }, swatch(3, dashes[2]), text('signalSize')),
      );
      setText(titles.forward, text('signalForward'));
      setText(titles.backward, text('signalGradient'));
      setText(sentences.forward, text('signalTimeForward', short(signal.at(-1) ?? NaN, 3)));
      setText(sentences.backward, text('signalTimeBackward', short(gradient[0] ?? NaN, 3)));
      const now: Omit<SignalLine, 'values'> = { color: 1, dash: 0, point: 'circle' };
      forward.draw(
        pictureOf([
          { values: size.map(Math.log10), color: 3, dash: 2, point: 'line' },
          { ...now, values: signal.map(Math.log10) },
        ]),
        view.theme,
        `${titles.forward.textContent}. ${sentences.forward.textContent}`,
      );
      backward.draw(
        pictureOf([{ ...now, values: gradient.map(Math.log10) }]),
        view.theme,
        `${titles.backward.textContent}. ${sentences.backward.textContent}`,
      );
    },
  };
}

function pictureOf(lines: readonly SignalLine[]): SignalPicture {
  const steps = [...(lines[0]?.values.keys() ?? [])];
  return {
    lines,
    names: steps.map((step) => String(step + 1)),
    trunk: steps,
    range: decades(lines.map(({ values }) => values)),
    continues: () => true,
    isAnew: () => false,
    stops: [],
    heads: [],
    cursor: [],
  };
}
