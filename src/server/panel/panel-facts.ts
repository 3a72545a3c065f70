import { activationById, evaluate } from '../../core/activations/catalogue';
import { advicePhrases, formulaText, shapePhrases } from '../../core/hover';
import type { Say } from '../../core/phrase';
import { formulaSvg } from '../../core/plot/formula';
import type { ToExtensionMessages, ToPanelMessages, TypesetFormula } from '../../protocol';

/** The typeset formula and derivative of a catalogue id, in the colour of the text around them. */
export function formulaOf(id: string): ToPanelMessages['formula'] {
  const activation = activationById(id);
  const typeset = (part: 'formula' | 'derivative'): TypesetFormula | null => {
    const svg = formulaSvg(id, part, 'currentColor');
    return activation === undefined || svg === undefined
      ? null
      : { svg, words: formulaText(activation[part]) };
  };
  return { type: 'formula', id, formula: typeset('formula'), derivative: typeset('derivative') };
}

/** What the hover says of range, saturation and initialisation, as plain text with code between backticks. */
export function factsOf(
  { request, id, parameters, framework }: ToExtensionMessages['facts'],
  say: Say,
): ToPanelMessages['facts'] {
  const activation = activationById(id);
  if (activation === undefined) return { type: 'facts', request, facts: [], advice: [] };
  const curve = evaluate(activation, parameters);
  const advice = advicePhrases(activation, curve.parameters, framework ?? 'torch', (code) => `\`${code}\``);
  return {
    type: 'facts',
    request,
    facts: shapePhrases(activation, curve, say).map(say),
    advice: advice.map(say),
  };
}
