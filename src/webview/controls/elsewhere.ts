/** The activation as other frameworks have it: defaults that differ, how far apart, and what to write for the same values. */
import { button, element } from '../dom';
import type { Knowledge } from '../knowledge';
import { exact, short } from '../model/numbers';
import { text } from '../strings';
import { copyIcon } from './copy-icon';
import { foldable } from './foldable';
import type { Context, Part } from './part';

export function elsewhere(context: Context, knowledge: Knowledge): Part {
  const fold = foldable(context, 'elsewhere', 'elsewhere');
  const table = element('table', { attributes: { id: 'elsewhere-table' } });
  const frame = element(
    'div',
    { class: 'scroll', attributes: { tabindex: '0', role: 'region', 'aria-labelledby': fold.headingId } },
    table,
  );
  const waiting = element('p', { class: 'quiet' });
  fold.body.append(waiting, frame);
  let drawn: unknown;
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const subject = view.subjects[0];
      fold.element.hidden = !subject?.activation;
      if (!subject?.activation || !view.state.open.includes('elsewhere')) return;
      const known = knowledge.counterparts(subject.activation.id, subject.parameters);
      waiting.textContent = known ? '' : text('valuesPending');
      waiting.hidden = known !== undefined;
      frame.hidden = known === undefined;
      if (!known || known === drawn) return;
      drawn = known;
      const headings = ['elsewhereApi', 'elsewhereDistance', 'elsewhereDefaults', 'elsewhereCode'] as const;
      table.replaceChildren(
        element('caption', { text: text('elsewhereCaption', subject.label) }),
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...headings.map((key) =>
              element('th', { class: 'text', text: text(key), attributes: { scope: 'col' } }),
            ),
          ),
        ),
        element('tbody', {}, ...known.rows.map((row) => rowOf(context, row))),
      );
    },
  };
}

type Row = NonNullable<ReturnType<Knowledge['counterparts']>>['rows'][number];

function rowOf({ host }: Context, { api, differing, distance, at, code }: Row): HTMLTableRowElement {
  const apart = distance === null ? '∞' : short(distance, 3);
  return element(
    'tr',
    { attributes: { 'data-api': api } },
    element('th', { class: 'text', attributes: { scope: 'row' } }, element('code', { text: api })),
    element('td', {
      class: 'text',
      text: distance === 0 ? text('elsewhereEqual') : text('elsewhereAt', apart, short(at, 3)),
      attributes: { 'data-value': distance === null ? 'Infinity' : exact(distance) },
    }),
    element('td', {
      class: 'text',
      text: differing
        .map(({ name, here, there }) => text('elsewhereDefault', name, literal(there), literal(here)))
        .join('; '),
    }),
    code === ''
      ? element('td', { class: 'text quiet', text: text('elsewhereNone') })
      : element(
          'td',
          { class: 'text' },
          element('code', { text: code }),
          ' ',
          copyButton(code, () => {
            host.send({ type: 'copy', text: code, what: 'code' });
          }),
        ),
  );
}

function copyButton(code: string, press: () => void): HTMLButtonElement {
  const made = button('', press, { class: 'square', attributes: { 'aria-label': text('copyNamed', code) } });
  made.append(copyIcon());
  return made;
}

/** As Python writes it. */
function literal(value: number | boolean | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return short(value);
}
