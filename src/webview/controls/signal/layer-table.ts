/** Figures of every layer as a table: what the charts show, for those who read or listen. */
import { activationById } from '../../../core/activations/catalogue';
import type { Figure, SignalLayer, SignalModel } from '../../../protocol';
import { button, element } from '../../dom';
import { exact } from '../../model/numbers';
import { text, type StringKey } from '../../strings';
import type { Context, Part } from '../part';
import { figureText, shownModel } from './shown';

export function layerTable({ host }: Context): Part {
  const table = element('table', { attributes: { id: 'signal-table' } });
  const frame = element(
    'div',
    {
      class: 'scroll tall',
      attributes: { tabindex: '0', role: 'region', 'aria-labelledby': 'signal-title' },
    },
    table,
  );
  /** What the table was filled with: hundreds of rows are not built anew where a choice of what if moves the curves alone. */
  let filled: readonly unknown[] = [];
  return {
    element: frame,
    update({ state }) {
      const model = shownModel(state);
      frame.hidden = model === undefined || model.layers.length === 0;
      if (!model) return;
      const now = [model, state.cursorLayers, text('signalTable', model.name)];
      if (now.every((part, index) => part === filled[index])) return;
      filled = now;
      fillTable(table, model, state.cursorLayers, ({ origin }) => {
        if (origin) host.send({ type: 'jumpToSource', origin });
      });
    },
  };
}

function activationName(id: string | null): string {
  return id === null ? '–' : (activationById(id)?.name ?? id);
}

interface Column {
  readonly name: string;
  readonly heading: StringKey;
  readonly of: (layer: SignalLayer, index: number) => Figure | undefined;
}

function columnsOf({ recommended, layers }: SignalModel): readonly Column[] {
  const isOther = layers.some(({ output, forward }) => output !== forward.now);
  return [
    { name: 'signal', heading: 'signalForwardNow', of: ({ forward }) => forward.now },
    ...(recommended === null
      ? []
      : [
          {
            name: 'signal-recommended',
            heading: 'signalForwardBetter',
            of: (_, index) => recommended.forward[index],
          } satisfies Column,
        ]),
    { name: 'gradient', heading: 'signalBackwardNow', of: ({ backward }) => backward.now },
    ...(recommended === null
      ? []
      : [
          {
            name: 'gradient-recommended',
            heading: 'signalBackwardBetter',
            of: (_, index) => recommended.backward[index],
          } satisfies Column,
        ]),
    ...(isOther
      ? [{ name: 'output', heading: 'signalOutput', of: ({ output }) => output } satisfies Column]
      : []),
  ];
}

function fillTable(
  table: HTMLTableElement,
  model: SignalModel,
  cursor: readonly number[],
  jump: (layer: SignalLayer) => void,
): void {
  const columns = columnsOf(model);
  const words = ['signalLayer', 'signalActivation', 'signalInitializer'] as const;
  const atCursor = new Set(cursor);
  table.replaceChildren(
    element('caption', { text: text('signalTable', model.name) }),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...words.map((key) =>
          element('th', { class: 'text', text: text(key), attributes: { scope: 'col' } }),
        ),
        ...columns.map(({ heading }) => element('th', { text: text(heading), attributes: { scope: 'col' } })),
      ),
    ),
    element(
      'tbody',
      {},
      ...model.layers.map((layer, index) =>
        element(
          'tr',
          {
            class: [layer.head ? 'head' : '', atCursor.has(index) ? 'at-cursor' : ''].join(' ').trim(),
            ...(atCursor.has(index) ? { attributes: { 'aria-current': 'true' } } : {}),
          },
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
          element('td', { class: 'text', text: layer.initializer ?? '–' }),
          ...columns.map(({ name, of }) => cell(name, of(layer, index) ?? 'unknown')),
        ),
      ),
    ),
  );
}

function cell(column: string, value: Figure): HTMLTableCellElement {
  return element('td', {
    text: figureText(value, 4),
    attributes: {
      'data-column': column,
      'data-value': typeof value === 'number' ? exact(value) : value,
    },
  });
}
