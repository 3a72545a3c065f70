/** Formula and derivative, range, saturation, and how to initialise: what the hover says, beside the curve. */
import { element } from '../dom';
import type { Knowledge } from '../knowledge';
import { text } from '../strings';
import { typesetPicture } from '../typeset';
import { withCode } from '../words';
import type { ShownFunction, TypesetFormula } from '../../protocol';
import { isAsWritten } from '../state';
import type { Part, View } from './part';

type CustomFunction = Extract<ShownFunction, { readonly kind: 'custom' }>;

export function about(knowledge: Knowledge): Part {
  const formulas = element('div', { class: 'formulas', attributes: { id: 'formulas' } });
  const facts = element('p', { attributes: { id: 'facts' } });
  const advice = element('p', { attributes: { id: 'advice' } });
  const whole = element('section', { class: 'about', attributes: { id: 'about' } }, formulas, facts, advice);
  let drawn: unknown;
  return {
    element: whole,
    update(view) {
      const id = formulaId(view);
      const shown = view.state.plot?.function;
      const custom = shown?.kind === 'custom' ? shown : undefined;
      const own = custom?.formula;
      whole.setAttribute('aria-label', text('about'));
      whole.hidden = id === undefined && own === undefined;
      if (id === undefined) {
        if (own !== undefined && own !== drawn)
          formulas.replaceChildren(element('code', { text: own.words }));
        drawn = own;
        facts.replaceChildren(factsOf(custom, view));
        advice.replaceChildren();
        return;
      }
      const formula = knowledge.formula(id);
      // A picture is built once: the page is drawn anew at every move of a slider.
      if (formula !== drawn)
        formulas.replaceChildren(...pictures(formula?.formula), ...pictures(formula?.derivative));
      drawn = formula;
      const subject = view.subjects[0];
      const known =
        subject?.activation && knowledge.facts(id, subject.parameters, view.state.plot?.framework ?? null);
      const said = custom ? [factsOf(custom, view)] : withCode(known?.facts.join(' · ') ?? '');
      facts.replaceChildren(...said);
      advice.replaceChildren(...withCode(known?.advice.join('; ') ?? ''));
    },
  };
}

/** A function of one's own that equals one of the catalogue has its formula, until a slider makes another one of it. */
function formulaId({ state }: View): string | undefined {
  const shown = state.plot?.function;
  if (shown?.kind !== 'custom') return shown?.id;
  return isAsWritten(state) ? shown.equals : undefined;
}

/** What is known of a function of one's own holds for the numbers that the code gives it. */
const factsOf = (custom: CustomFunction | undefined, { state }: View): string =>
  isAsWritten(state) ? (custom?.facts ?? []).join(' · ') : '';

function pictures(formula: TypesetFormula | null | undefined): readonly Node[] {
  if (!formula) return [];
  const picture = typesetPicture(formula.svg, formula.words);
  return [picture ?? element('code', { text: formula.words })];
}
