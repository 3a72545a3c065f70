/** Where the derivative jumps, and what each framework's automatic differentiation takes there. */
import { element } from '../dom';
import { exact, short } from '../model/numbers';
import { text } from '../strings';
import { foldable } from './foldable';
import type { Context, Part } from './part';

const frameworks = [
  ['torch', 'PyTorch'],
  ['tensorflow', 'TensorFlow'],
  ['jax', 'JAX'],
  ['keras', 'Keras'],
] as const;

export function kinks(context: Context): Part {
  const fold = foldable(context, 'kinks', 'kinks');
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const subject = view.subjects[0];
      // Of a function of one's own it is only known where it may bend.
      fold.element.hidden = !subject?.activation?.elementwise;
      if (!subject) return;
      if (subject.kinks.length === 0) {
        fold.body.replaceChildren(element('p', { text: text('kinksNone') }));
        return;
      }
      const known = frameworks.filter(([name]) =>
        subject.kinks.some(({ conventions }) => conventions[name] !== undefined),
      );
      const headings = ['x', text('kinkLeft'), text('kinkRight'), ...known.map(([, label]) => label)];
      fold.body.replaceChildren(
        element('p', { class: 'quiet', text: text('kinksNote') }),
        element(
          'div',
          { class: 'scroll' },
          element(
            'table',
            { attributes: { id: 'kinks-table' } },
            element(
              'thead',
              {},
              element(
                'tr',
                {},
                ...headings.map((label) => element('th', { text: label, attributes: { scope: 'col' } })),
              ),
            ),
            element(
              'tbody',
              {},
              ...subject.kinks.map((kink) =>
                element(
                  'tr',
                  {},
                  element('th', {
                    text: short(kink.x),
                    attributes: { scope: 'row', 'data-value': exact(kink.x) },
                  }),
                  cell(kink.leftDerivative),
                  cell(kink.rightDerivative),
                  ...known.map(([name]) => cell(kink.conventions[name])),
                ),
              ),
            ),
          ),
        ),
      );
    },
  };
}

function cell(value: number | undefined): HTMLTableCellElement {
  return value === undefined
    ? element('td', { text: '–' })
    : element('td', { text: short(value), attributes: { 'data-value': exact(value) } });
}
