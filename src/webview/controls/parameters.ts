/** Sliders for the parameters, and writing a value back into the code. */
import type { Activation, ActivationParameter } from '../../core/activations/activation';
import type { ShownFunction } from '../../protocol';
import { button, element, freshId } from '../dom';
import { exact, readNumber } from '../model/numbers';
import { adjusterFor, ownAdjuster, parameterLabel, type Adjuster } from '../model/sliders';
import { text } from '../strings';
import { foldable } from './foldable';
import type { Context, Part, View } from './part';
import { playButton } from './play';
import { own } from '../../core/own';

type Value = number | boolean | null;

interface Row {
  readonly element: HTMLElement;
  update(view: View): void;
}

export function parameters(context: Context): Part {
  const fold = foldable(context, 'parameters', 'parameters');
  let rows: readonly Row[] = [];
  let shownFor = '';
  return {
    element: fold.element,
    update(view) {
      fold.update(view);
      const shown = view.state.plot?.function;
      const activation = view.subjects[0]?.activation;
      const adjustable = adjustableOf(shown, activation);
      fold.element.hidden = adjustable.length === 0;
      // Built anew only for another function: a slider in use must stay the same element.
      const key = JSON.stringify([
        activation?.id,
        adjustable.map(({ label, adjuster }) => [label, adjuster]),
      ]);
      if (key !== shownFor) {
        shownFor = key;
        rows = adjustable.map((one) => parameterRow(context, one));
        fold.body.replaceChildren(...rows.map((row) => row.element));
      }
      for (const row of rows) row.update(view);
    },
  };
}

interface Adjustable {
  /** Letter and the code's own name. */
  readonly label: string;
  readonly parameter: ActivationParameter;
  readonly adjuster: Adjuster;
}

/** What sliders move: parameters of the catalogue, or the numbers of a function of one's own. */
function adjustableOf(
  shown: ShownFunction | undefined,
  activation: Activation | undefined,
): readonly Adjustable[] {
  if (shown?.kind === 'custom')
    return (shown.parameters ?? []).flatMap((own) => {
      const adjuster = ownAdjuster(own);
      return adjuster
        ? [{ label: own.name, parameter: { name: own.name, symbol: own.name, default: own.value }, adjuster }]
        : [];
    });
  const { parameters: inCode = {}, names = {} } = shown ?? {};
  return (activation?.parameters ?? []).flatMap((parameter) => {
    const adjuster = adjusterFor(parameter, own(inCode, parameter.name));
    const name = own(names, parameter.name) ?? parameter.name;
    return adjuster ? [{ label: parameterLabel({ ...parameter, name }), parameter, adjuster }] : [];
  });
}

function parameterRow(context: Context, { label, parameter, adjuster }: Adjustable): Row {
  const { store, host } = context;
  const { name } = parameter;
  const id = freshId('parameter');
  const set = (value: number | boolean): void => {
    store.change((state) => {
      const inCode = codeValue(state.plot, parameter);
      const others = without(state.changed, name);
      return { ...state, changed: value === inCode ? others : { ...others, [name]: value } };
    });
  };
  const input = adjuster.kind === 'flag' ? flagInput(id, set) : numberInput(id, label, adjuster, set);
  const play = adjuster.kind === 'number' ? playButton(context, name, adjuster, set) : undefined;
  const write = button(
    '',
    () => {
      const { plot, changed } = store.get();
      const value = own(changed, name);
      if (plot?.origin && value !== undefined)
        host.send({ type: 'setParameter', origin: plot.origin, parameter: name, value });
    },
    { attributes: { 'data-control': `write-${name}` } },
  );
  const restore = button(
    '',
    () => {
      store.change((state) => ({ ...state, playing: undefined, changed: without(state.changed, name) }));
    },
    { attributes: { 'data-control': `restore-${name}` } },
  );
  const row = element(
    'div',
    { class: 'parameter', attributes: { 'data-parameter': name } },
    element('label', { text: label, attributes: { for: id } }),
    ...input.elements,
    element('div', { class: 'actions' }, ...(play ? [play.element] : []), write, restore),
  );
  return {
    element: row,
    update(view) {
      const { state } = view;
      const changed = own(state.changed, name);
      play?.update(view);
      input.update(changed ?? codeValue(state.plot, parameter));
      write.textContent = text('write');
      write.setAttribute('aria-label', text('writeNamed', name));
      restore.textContent = text('restore');
      restore.setAttribute('aria-label', text('restoreNamed', name));
      const writable = state.plot?.origin?.writable.includes(name) === true;
      write.disabled = changed === undefined || !writable;
      write.title = writable ? '' : text('notWritable');
      restore.disabled = changed === undefined;
    },
  };
}

function without<Kept>(values: Readonly<Record<string, Kept>>, name: string): Readonly<Record<string, Kept>> {
  return Object.fromEntries(Object.entries(values).filter(([other]) => other !== name));
}

function codeValue(plot: View['state']['plot'], parameter: ActivationParameter): Value {
  const shown = plot?.function;
  const given =
    shown?.kind === 'catalogue'
      ? own(shown.parameters, parameter.name)
      : shown?.parameters?.find(({ name }) => name === parameter.name)?.value;
  return given === undefined ? parameter.default : given;
}

interface Input {
  readonly elements: readonly HTMLElement[];
  update(value: Value): void;
}

function flagInput(id: string, set: (value: boolean) => void): Input {
  const box = element('input', { attributes: { id, type: 'checkbox' } });
  box.addEventListener('change', () => {
    set(box.checked);
  });
  return {
    elements: [box],
    update: (value) => {
      box.checked = value === true;
    },
  };
}

function numberInput(
  id: string,
  label: string,
  { min, max, step }: Extract<Adjuster, { kind: 'number' }>,
  set: (value: number) => void,
): Input {
  const slider = element('input', {
    attributes: { id, type: 'range', min: String(min), max: String(max), step: String(step) },
  });
  const box = element('input', {
    class: 'number',
    attributes: { type: 'text', inputmode: 'decimal', 'aria-label': label, spellcheck: 'false' },
  });
  slider.addEventListener('input', () => {
    // The browser's own sum of steps may end in …0000001.
    set(Number(Number(slider.value).toPrecision(10)));
  });
  box.addEventListener('input', () => {
    const value = readNumber(box.value);
    box.setAttribute('aria-invalid', String(value === undefined));
    if (value !== undefined) set(value);
  });
  return {
    elements: [slider, box],
    update(value) {
      const shown = typeof value === 'number' ? value : max;
      if (Number(slider.value) !== shown) slider.value = String(shown);
      slider.setAttribute('aria-valuetext', typeof value === 'number' ? exact(value) : 'None');
      box.placeholder = value === null ? 'None' : '';
      if (document.activeElement === box) return;
      box.value = typeof value === 'number' ? exact(value) : '';
      box.removeAttribute('aria-invalid');
    },
  };
}
