/** Which model is shown: its class as the title, a list of the others, and what its figures take for granted. */
import { ascending } from '../../../core/numerics/order';
import { element, freshId } from '../../dom';
import { text } from '../../strings';
import { setText } from '../header';
import type { Context, Part } from '../part';
import { shownModel } from './shown';

export function signalHeading({ store, host }: Context): Part {
  const heading = element('h1', { attributes: { id: 'signal-title' } });
  const empty = element('p', { class: 'status' });
  const note = element('p', { class: 'note' });
  const id = freshId('model');
  const label = element('label', { attributes: { for: id } });
  const select = element('select', { attributes: { id, 'data-control': 'model' } });
  select.addEventListener('change', () => {
    const picked = Number(select.value);
    const { models, others } = store.get();
    const other = others[picked - models.length];
    if (other === undefined) store.patch({ model: picked, cursorLayers: [], beside: [], layer: undefined });
    // The extension traces what was not sent, and what suggestions make of the model that is in view.
    const origin = other?.origin ?? models[picked]?.origin;
    if (origin) host.send({ type: 'model', origin });
  });
  const picker = element('div', { class: 'row' }, label, select);
  return {
    element: element('header', {}, heading, picker, note, empty),
    update({ state }) {
      const { models, others } = state;
      const model = shownModel(state);
      setText(empty, model ? '' : text('signalWaiting'));
      empty.hidden = model !== undefined;
      setText(heading, model ? text('signalFor', model.name) : text('tabSignal'));
      picker.hidden = model === undefined || models.length + others.length < 2;
      note.hidden = true;
      if (!model) return;
      label.textContent = text('signalPick');
      const offered = [...models, ...others];
      // Two of one name, as branches make them, are told apart by where they stand.
      const isShared = (name: string) => offered.filter((one) => one.name === name).length > 1;
      select.replaceChildren(
        ...offered
          .map(({ name, origin }, index) => ({
            name: origin && isShared(name) ? `${name} (${origin.label})` : name,
            index,
            start: origin?.range.start ?? Infinity,
          }))
          .sort((a, b) => ascending(a.start, b.start))
          .map(({ name, index }) => element('option', { text: name, attributes: { value: String(index) } })),
      );
      select.value = String(models.indexOf(model));
      setText(
        note,
        [
          ...(model.complete ? [] : [text('signalIncomplete')]),
          ...(model.cut ? [text('signalCut')] : []),
        ].join(' '),
      );
      note.hidden = note.textContent === '';
    },
  };
}
