/** Lengths that the code leaves open and figures hang on: what they are taken to be, to be changed by whoever knows better. */
import type { SignalModel } from '../../../protocol';
import { element, freshId } from '../../dom';
import { text } from '../../strings';
import { setText } from '../header';
import type { Context, Part } from '../part';
import { shownModel } from './shown';

const LONGEST = 10_000;

export function signalLengths({ host }: Context): Part {
  const words = element('span', { attributes: { id: 'signal-lengths-words' } });
  const fields = element('span', { class: 'lengths' });
  const row = element(
    'div',
    {
      class: 'row',
      attributes: { id: 'signal-lengths', role: 'group', 'aria-labelledby': words.id },
    },
    words,
    fields,
  );
  const problem = element('p', {
    class: 'note',
    attributes: { id: 'signal-lengths-problem', role: 'status' },
  });
  let inputs: ReadonlyMap<string, HTMLInputElement> = new Map();
  let origin: SignalModel['origin'] = null;

  function send(input: HTMLInputElement, name: string): void {
    const length = input.valueAsNumber;
    if (origin === null || !Number.isInteger(length) || length < 1 || length > LONGEST) return;
    host.send({ type: 'sizes', origin, sizes: { [name]: length } });
  }

  function field(name: string): readonly [string, HTMLInputElement] {
    const input = element('input', {
      attributes: {
        id: freshId('length'),
        type: 'number',
        min: '1',
        max: String(LONGEST),
        step: '1',
        'data-length': name,
      },
    });
    input.addEventListener('change', () => {
      send(input, name);
    });
    return [name, input];
  }

  return {
    element: element('div', {}, row, problem),
    update({ state }) {
      const model = shownModel(state);
      const sizes = model?.sizes ?? [];
      row.hidden = sizes.length === 0;
      const isMisfit = model !== undefined && !row.hidden && !model.fits;
      problem.hidden = !isMisfit;
      setText(problem, isMisfit ? text('signalLengthsMisfit') : '');
      origin = model?.origin ?? null;
      setText(words, text('signalLengths'));
      if (sizes.map(({ name }) => name).join() !== [...inputs.keys()].join()) {
        inputs = new Map(sizes.map(({ name }) => field(name)));
        fields.replaceChildren(
          ...[...inputs].map(([name, input]) =>
            element(
              'span',
              { class: 'length' },
              element('label', { text: name, attributes: { for: input.id } }),
              input,
            ),
          ),
        );
      }
      for (const { name, length } of sizes) {
        const input = inputs.get(name);
        if (input !== undefined && document.activeElement !== input)
          input.value = length === null ? '' : String(length);
      }
    },
  };
}
