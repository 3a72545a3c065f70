/** Lengths and arguments that the code leaves open and figures hang on: what they are taken to be, to be changed by whoever knows better. */
import type { SignalModel } from '../../../protocol';
import { element } from '../../dom';
import { text } from '../../strings';
import { setText } from '../header';
import type { Context, Part } from '../part';
import { shownModel } from './shown';

const largest = { length: 10_000, argument: 1_000_000 } as const;

/** What the code leaves open, with what it is taken to be. */
interface Open {
  readonly kind: keyof typeof largest;
  readonly name: string;
  readonly value: number | null;
}

const keyOf = ({ kind, name }: Open): string => `${kind} ${name}`;

const openIn = ({ sizes, arguments: given }: SignalModel): readonly Open[] => [
  ...given.map((one): Open => ({ kind: 'argument', ...one })),
  ...sizes.map(({ name, length }): Open => ({ kind: 'length', name, value: length })),
];

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

  function send(input: HTMLInputElement, { kind, name }: Open): void {
    const value = input.valueAsNumber;
    if (origin === null || !Number.isInteger(value) || value < 1 || value > largest[kind]) return;
    const given = { [name]: value };
    host.send({
      type: 'sizes',
      origin,
      sizes: kind === 'length' ? given : {},
      arguments: kind === 'argument' ? given : {},
    });
  }

  function field(open: Open): readonly [string, HTMLInputElement] {
    const { kind, name } = open;
    const input = element('input', {
      attributes: {
        type: 'number',
        min: '1',
        max: String(largest[kind]),
        [`data-${kind}`]: name,
      },
    });
    input.addEventListener('change', () => {
      send(input, open);
    });
    return [keyOf(open), input];
  }

  return {
    element: element('div', {}, row, problem),
    update({ state }) {
      const model = shownModel(state);
      const open = model === undefined ? [] : openIn(model);
      row.hidden = open.length === 0;
      problem.hidden = row.hidden || model?.fits !== false;
      setText(problem, problem.hidden ? '' : text('signalLengthsMisfit'));
      origin = model?.origin ?? null;
      setText(words, text('signalLengths'));
      if (open.map(keyOf).join() !== [...inputs.keys()].join()) {
        inputs = new Map(open.map(field));
        fields.replaceChildren(
          ...[...inputs].map(([key, input]) =>
            element(
              'label',
              { class: 'length' },
              element('span', { text: key.slice(key.indexOf(' ') + 1) }),
              input,
            ),
          ),
        );
      }
      for (const one of open) {
        const input = inputs.get(keyOf(one));
        if (input !== undefined && document.activeElement !== input)
          input.value = one.value === null ? '' : String(one.value);
      }
    },
  };
}
