/** The signal propagation plot as researchers draw it (Brock, De and Smith 2021): channels' means and variances block by block. */
import type { SignalBlock, SignalModel } from '../../../protocol';
import type { SignalLine } from '../../chart/signal';
import { button, element } from '../../dom';
import { propagationCsv, propagationSvg } from '../../export/propagation';
import { shortened } from '../../model/names';
import { short } from '../../model/numbers';
import { propagationLines, propagationRange, type PropagationKind } from '../../model/propagation';
import { dashes } from '../../model/scene';
import { text } from '../../strings';
import type { Theme } from '../../theme';
import { foldable } from '../foldable';
import { setText } from '../header';
import type { Context, Part } from '../part';
import { swatch } from '../swatch';
import { fileName } from '../export';
import { explorableChart } from './explorable-chart';
import { layerInView, nameWithLine, shownModel } from './shown';

const looks: Readonly<Record<PropagationKind, Omit<SignalLine, 'values'> & { readonly marker: number }>> = {
  variance: { color: 0, dash: 0, point: 'circle', marker: 0 },
  squaredMean: { color: 1, dash: 1, point: 'rect', marker: 2 },
  residual: { color: 2, dash: 2, point: 'triangle', marker: 1 },
};
const propagationLabels = {
  variance: 'spreadVariance',
  squaredMean: 'spreadMean',
  residual: 'spreadResidual',
} as const;

export function signalPropagation(context: Context): Part {
  const { host } = context;
  const fold = foldable(context, 'signal-propagation', 'spread');
  fold.element.hidden = true;
  const note = element('p', { class: 'quiet' });
  const legend = element('p', { class: 'legend' });
  let model: SignalModel | undefined;
  let theme: Theme | undefined;
  const chart = explorableChart(context, 'signal-help', {
    reading(index) {
      const block = model?.blocks[index];
      return block === undefined ? [] : readingOf(block, model);
    },
    jump(index) {
      const origin = model?.layers[model.blocks[index]?.layer ?? -1]?.origin;
      if (origin) host.send({ type: 'jumpToSource', origin });
    },
  });
  const save = (
    format: 'svg' | 'csv',
    make: (shown: SignalModel, colors: Theme) => string,
  ): HTMLButtonElement =>
    button(
      '',
      () => {
        if (model === undefined || theme === undefined) return;
        const name = `${fileName(model.name)}-propagation`;
        host.send({ type: 'export', format, name, data: make(model, theme) });
      },
      { attributes: { id: `propagation-${format}` } },
    );
  const svgButton = save('svg', (shown, colors) =>
    propagationSvg(shown.name, shown.blocks, colors, (kind) => text(propagationLabels[kind])),
  );
  const csvButton = save('csv', ({ blocks }) => propagationCsv(blocks));
  fold.body.append(note, legend, chart.element, element('div', { class: 'row' }, svgButton, csvButton));
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const next = shownModel(view.state);
      if (next !== model) chart.forget();
      model = next;
      theme = view.theme;
      fold.element.hidden = model === undefined || model.blocks.length < 2;
      if (model === undefined || fold.element.hidden || !view.state.open.includes('signal-propagation'))
        return;
      const { blocks } = model;
      setText(note, text('spreadNote'));
      svgButton.textContent = text('exportSvg');
      csvButton.textContent = text('exportCsv');
      const lines = propagationLines(blocks);
      legend.replaceChildren(
        ...[...lines]
          .reverse()
          .map(({ kind }) =>
            element(
              'span',
              { class: 'legend-entry' },
              swatch(looks[kind].color, dashes[looks[kind].dash], looks[kind].marker),
              text(propagationLabels[kind]),
            ),
          ),
      );
      const cursor = layerInView({ ...view.state, layer: undefined }, model, () => true);
      chart.draw(
        {
          lines: lines.map(({ kind, values }) => ({ ...looks[kind], values })),
          // A block with two sums is named at the first.
          names: blocks.map(({ name }, index) => (blocks[index - 1]?.name === name ? '' : shortened(name))),
          trunk: [...blocks.keys()],
          range: propagationRange(lines),
          continues: () => true,
          isAnew: () => false,
          stops: [],
          heads: [],
          cursor:
            view.state.cursorLayers.length === 0
              ? []
              : [...blocks.keys()].filter((index) => blocks[index]?.layer === cursor),
        },
        view.theme,
        `${text('spread')}. ${text('spreadNote')}`,
      );
    },
  };
}

function readingOf(block: SignalBlock, model: SignalModel | undefined): readonly string[] {
  const layer = model?.layers[block.layer];
  return [
    block.name,
    ...(layer === undefined ? [] : [text('spreadEnds', nameWithLine(layer))]),
    `${text('spreadVariance')}: ${short(block.variance, 3)}`,
    `${text('spreadMean')}: ${short(block.squaredMean, 3)}`,
    ...(block.residual === null ? [] : [`${text('spreadResidual')}: ${short(block.residual, 3)}`]),
  ];
}
