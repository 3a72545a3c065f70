/** The two views as tabs: arrow keys move between them, as assistive technology expects. */
import { button, element } from '../dom';
import { text, type StringKey } from '../strings';
import type { Context, Part, View } from './part';

const tabNames = ['activation', 'signal', 'gallery'] as const;
type Tab = (typeof tabNames)[number];
const labels: Readonly<Record<Tab, StringKey>> = {
  activation: 'tabActivation',
  signal: 'tabSignal',
  gallery: 'tabGallery',
};

/** What a tab shows: what one looks at first, and the rest, which is brought up to date once that is on the screen. */
export interface TabContent {
  readonly first: readonly Part[];
  readonly then: readonly Part[];
}

export interface TabbedPart {
  readonly elements: readonly HTMLElement[];
  update(view: View): void;
}

export function tabs({ store }: Context, contents: Readonly<Record<Tab, TabContent>>): TabbedPart {
  const list = element('div', { attributes: { role: 'tablist' } });
  const made = tabNames.map((name) => ({
    name,
    tab: button(
      '',
      () => {
        store.patch({ tab: name });
      },
      { attributes: { role: 'tab', id: `tab-${name}`, 'aria-controls': `view-${name}` } },
    ),
    panel: element(
      'div',
      { attributes: { role: 'tabpanel', id: `view-${name}`, 'aria-labelledby': `tab-${name}` } },
      ...[...contents[name].first, ...contents[name].then].map((part) => part.element),
    ),
  }));
  list.append(...made.map(({ tab }) => tab));
  list.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const index = tabNames.indexOf(store.get().tab);
    const next = tabNames[(index + step + tabNames.length) % tabNames.length] ?? 'activation';
    store.patch({ tab: next });
    made.find(({ name }) => name === next)?.tab.focus();
  });
  let waiting: View | undefined;
  const finish = (): void => {
    const view = waiting;
    waiting = undefined;
    if (view) for (const part of contents[view.state.tab].then) part.update(view);
  };
  return {
    elements: [list, ...made.map(({ panel }) => panel)],
    update(view) {
      list.setAttribute('aria-label', text('tabs'));
      for (const { name, tab, panel } of made) {
        const selected = view.state.tab === name;
        tab.textContent = text(labels[name]);
        tab.setAttribute('aria-selected', String(selected));
        tab.tabIndex = selected ? 0 : -1;
        panel.hidden = !selected;
        // What is hidden is not drawn: it is brought up to date when its tab opens.
        if (selected) for (const part of contents[name].first) part.update(view);
      }
      if (!waiting) setTimeout(finish, 0);
      waiting = view;
    },
  };
}
