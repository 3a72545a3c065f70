/** All activations as small curves in a grid: search and filter, plot, compare, write into the code. */
import { own } from '../../core/own';
import { button, element, freshId } from '../dom';
import { cardSize, catalogueCards, filters, matches, ownCards, type Card, type Filter } from '../model/cards';
import { comparedLimit, sameFunction, withCompared } from '../state';
import { text, type StringKey } from '../strings';
import { svg } from '../svg';
import type { Context, Part, View } from './part';

const filterNames: Readonly<Record<Filter, StringKey>> = {
  bounded: 'traitBounded',
  monotonic: 'traitMonotonic',
  smooth: 'traitSmooth',
  gated: 'traitGated',
  selfNormalising: 'traitSelfNormalising',
  own: 'traitOwn',
};
const frameworks = [
  ['torch', 'PyTorch'],
  ['keras', 'Keras'],
  ['tensorflow', 'TensorFlow'],
  ['jax', 'JAX'],
  ['transformers', 'transformers'],
] as const;

interface Shown {
  readonly card: Card;
  readonly element: HTMLElement;
  update(view: View): void;
}

export function gallery(context: Context): Part {
  const { host } = context;
  const searchId = freshId('search');
  const frameworkId = freshId('framework');
  const searchLabel = element('label', { attributes: { for: searchId } });
  const search = element('input', {
    attributes: { id: searchId, type: 'text', spellcheck: 'false', 'data-control': 'gallery-search' },
  });
  const frameworkLabel = element('label', { attributes: { for: frameworkId } });
  const framework = element('select', {
    attributes: { id: frameworkId, 'data-control': 'gallery-framework' },
  });
  const heading = element('h1', { class: 'hidden' });
  const count = element('p', { class: 'quiet', attributes: { id: 'gallery-count', role: 'status' } });
  const grid = element('ul', { class: 'gallery', attributes: { id: 'gallery' } });
  const wanted = new Set<Filter>();
  let view: View | undefined;
  let shown: readonly Shown[] = [];
  let madeFor: unknown = null;
  let asked = false;
  const toggles = filters.map((name) =>
    button(
      '',
      () => {
        if (!wanted.delete(name)) wanted.add(name);
        choose();
      },
      { class: 'toggle', attributes: { id: `filter-${name}` } },
    ),
  );
  const choose = (): void => {
    if (!view) return;
    const inFramework = view.state.gallery?.frameworks;
    let visible = 0;
    for (const { card, element: made } of shown) {
      const has =
        framework.value === '' ||
        card.id === undefined ||
        (inFramework !== undefined && own(inFramework, card.id)?.includes(framework.value) === true);
      made.hidden = !(has && matches(card, search.value, wanted));
      if (!made.hidden) visible += 1;
    }
    for (const [index, name] of filters.entries())
      toggles[index]?.setAttribute('aria-pressed', String(wanted.has(name)));
    const isLoading = view.state.gallery?.complete !== true;
    const words = [
      visible === 0 ? text('galleryNone') : text('galleryCount', visible, shown.length),
      ...(isLoading ? [text('galleryLoading')] : []),
    ].join(' · ');
    if (count.textContent !== words) count.textContent = words;
  };
  search.addEventListener('input', choose);
  framework.addEventListener('change', choose);
  return {
    element: element(
      'div',
      {},
      heading,
      element(
        'div',
        { class: 'row gallery-controls' },
        element('span', { class: 'labelled' }, searchLabel, search),
        element('span', { class: 'labelled' }, frameworkLabel, framework),
      ),
      element('div', { class: 'row gallery-controls' }, ...toggles),
      count,
      grid,
    ),
    update(next) {
      view = next;
      if (!asked && next.state.gallery === undefined) {
        asked = true;
        host.send({ type: 'gallery' });
      }
      heading.textContent = text('tabGallery');
      searchLabel.textContent = text('gallerySearch');
      frameworkLabel.textContent = text('galleryFramework');
      for (const [index, name] of filters.entries()) {
        const made = toggles[index];
        if (made) made.textContent = text(filterNames[name]);
      }
      const language = text('galleryInsert');
      const made = JSON.stringify([language, next.state.gallery?.own.length, next.state.gallery?.complete]);
      if (made !== madeFor) {
        madeFor = made;
        const chosen = framework.value;
        framework.replaceChildren(
          element('option', { text: text('galleryAny'), attributes: { value: '' } }),
          ...frameworks.map(([value, label]) => element('option', { text: label, attributes: { value } })),
        );
        framework.value = chosen;
        const mine = next.state.gallery ? ownCards(next.state.gallery) : [];
        shown = [...mine, ...catalogueCards()].map((card) => cardElement(context, card));
        grid.replaceChildren(...shown.map((one) => one.element));
      }
      for (const one of shown) one.update(next);
      choose();
    },
  };
}

/** A call is broken in front of its arguments, rather than inside one of them; `Hard sigmoid (Keras 2)` breaks at its blanks. */
function cardName(name: string): HTMLElement {
  const at = name.indexOf('(') + 1;
  const isCall = at > 1 && name[at - 2] !== ' ';
  const parts = !isCall ? [name] : [name.slice(0, at), element('wbr', {}), name.slice(at)];
  const made = element('span', { class: 'card-name' });
  made.append(...parts);
  return made;
}

function cardElement({ store, host, announce }: Context, card: Card): Shown {
  const { width, height } = cardSize;
  const plot = button(
    '',
    () => {
      store.change((state) => ({
        ...state,
        plot: card.plot,
        reason: undefined,
        changed: {},
        x: state.preferredRange,
        y: null,
        tab: 'activation',
      }));
    },
    { class: 'card-plot' },
  );
  plot.append(
    svg(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', class: 'card-curve' },
      svg('path', { class: 'axis', d: `M0 ${card.zero}H${width}M${width / 2} 0V${height}` }),
      svg('path', { class: 'curve', d: card.path }),
    ),
    cardName(card.name),
    ...(card.place ? [element('span', { class: 'card-place quiet', text: card.place })] : []),
  );
  plot.title = card.name;
  const compare = button(
    text('expressionCompare'),
    () => {
      const { compared } = store.get();
      const known = compared.find((other) => sameFunction(other, card.plot));
      if (known) store.patch({ compared: compared.filter((other) => other !== known) });
      else if (compared.length >= comparedLimit) announce(text('compareFull', comparedLimit + 1));
      else store.change((state) => withCompared(state, card.plot));
    },
    { class: 'toggle small', attributes: { 'aria-label': text('galleryCompareNamed', card.name) } },
  );
  const { id } = card;
  const other =
    id === undefined
      ? button(
          text('galleryShow'),
          () => {
            if (card.plot.origin) host.send({ type: 'jumpToSource', origin: card.plot.origin });
          },
          { class: 'link small', attributes: { 'aria-label': text('jump', card.place) } },
        )
      : button(
          text('galleryInsert'),
          () => {
            host.send({ type: 'insert', id });
          },
          {
            class: 'link small',
            attributes: {
              'aria-label': text('galleryInsertNamed', card.name),
              title: text('galleryInsertNamed', card.name),
            },
          },
        );
  return {
    card,
    element: element(
      'li',
      { class: 'card', attributes: { 'data-id': id ?? card.name } },
      plot,
      element('div', { class: 'card-actions' }, compare, other),
    ),
    update({ state }) {
      const isCompared = state.compared.some((compared) => sameFunction(compared, card.plot));
      compare.setAttribute('aria-pressed', String(isCompared));
    },
  };
}
