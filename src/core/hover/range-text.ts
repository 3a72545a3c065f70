/** The catalogue's range with the values of its parameters in place of their names. */
import type { Activation, ActivationParameters } from '../activations/activation';
import { phrase, sentence, type Phrase } from '../phrase';
import { formatNumber } from './numbers';
import { own } from '../own';

const signs: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/\balpha/g, 'α'],
  [/\bbeta\b/g, 'β'],
  [/\blambda\b/g, 'λ'],
  [/\btheta\b/g, 'θ'],
  [/ u /g, ' ∪ '],
  [/<=/g, '≤'],
  [/-(?=[\d.∞\p{L}])/gu, '−'],
];

/** `(-alpha, ∞)` with α = 0.5 is `(−0.5, ∞)`; names without a number stay, in Greek where they are Greek. */
export function rangePhrase(
  activation: Pick<Activation, 'range' | 'parameters'>,
  values: ActivationParameters,
): Phrase {
  const text = rangeText(activation, values);
  const without = /^R minus (.*)$/.exec(text)?.[1];
  if (without !== undefined) return phrase`ℝ without ${without}`;
  const condition = /^((?:(?! for ).)*) for (.*)$/.exec(text);
  if (condition) return phrase`${condition[1] ?? ''} for ${condition[2] ?? ''}`;
  const named = /^depends on ((?:\S+, )*\S+)$/.exec(text)?.[1];
  if (named !== undefined && named !== 'parameters') return phrase`depends on ${named}`;
  return /^[a-z ]+$/.test(text) ? sentence(text) : phrase`${text}`;
}

function rangeText(
  { range, parameters }: Pick<Activation, 'range' | 'parameters'>,
  values: ActivationParameters,
): string {
  // Only between brackets: outside them stands English.
  let text = range.replace(/[[({][^[({\])}]*[\])}]/g, (interval) => withValues(interval, parameters, values));
  text = text.replace(/(?<!\d)\d+\.\d{6,}/g, (number) => formatNumber(Number(number)));
  return signs.reduce((before, [pattern, sign]) => before.replace(pattern, sign), text);
}

function withValues(
  interval: string,
  parameters: Activation['parameters'],
  values: ActivationParameters,
): string {
  let text = interval;
  for (const { name, symbol } of parameters) {
    const value = own(values, name);
    if (typeof value !== 'number') continue;
    for (const written of new Set([name, symbol])) {
      if (!/^[A-Za-z]\w*$/.test(written)) continue;
      const place = new RegExp(String.raw`(-?(?<![\d.])[\d.]*)(/?)(?<![\w\\])${written}(?!\w)`, 'g');
      text = text.replace(place, (whole, factor: string, over: string) => {
        if (factor === '' || factor === '-')
          return over === '' ? formatNumber(factor === '' ? value : -value) : whole;
        return formatNumber(over === '' ? Number(factor) * value : Number(factor) / value);
      });
    }
  }
  return text;
}
