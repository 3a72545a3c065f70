/** The catalogue's range with the values of its parameters in place of their names. */
import type { Activation, ActivationParameters } from '../activations/activation';
import type { ActivationCurve } from '../activations/catalogue';
import { rangeInBrackets, shapeOfCurve, type CurveShape } from '../activations/curve-shape';
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
  [/,(?=\S)/g, ', '],
  [/-(?=[\d.∞\p{L}])/gu, '−'],
];

/** What the catalogue says of vectors, in words. */
const inWords: ReadonlyMap<string, Phrase> = new Map([
  ['open probability simplex', phrase`each in (0, 1), sum 1`],
  ['probability simplex', phrase`each in [0, 1], sum 1`],
  ['R^{n/2}', phrase`ℝ, for half as many outputs as inputs`],
  ['[0, ∞)^{2n}', phrase`[0, ∞), for twice as many outputs as inputs`],
  ['(-∞, ∞); max(x) <= f <= max(x)+ln n', phrase`between max(x) and max(x) + ln n`],
]);

/**
 * The range of an activation for these parameters. Where they are not the catalogue's defaults it is read off the curve, so that
 * `LeakyReLU(0.0)` has [0, ∞).
 */
export function rangeOfCurve(activation: Activation, curve: ActivationCurve): Phrase {
  const { range } = shapeWithParameters(activation, curve) ?? {};
  const jumping = activation.id === 'keras_relu' ? rangeAboveThreshold(curve.parameters) : undefined;
  if (jumping !== undefined) return phrase`${jumping}`;
  return range === undefined
    ? rangePhrase(activation, curve.parameters)
    : phrase`${rangeInBrackets(range, formatNumber)}`;
}

/** What keras' ReLU takes on below its threshold, and what behind the jump there; undefined without a jump. */
function rangeAboveThreshold(parameters: ActivationParameters): string | undefined {
  const number = (name: string): number | undefined => {
    const value = own(parameters, name);
    return typeof value === 'number' ? value : undefined;
  };
  const [threshold = 0, slope = 0, most] = [
    number('threshold'),
    number('negative_slope'),
    number('max_value'),
  ];
  if (threshold <= 0) return undefined;
  const below = slope > 0 ? '(−∞, 0]' : '{0}';
  const [edge, top] = [threshold, most ?? Infinity].map(formatNumber);
  if (most === undefined) return `${below} ∪ (${edge ?? ''}, ∞)`;
  return most > threshold ? `${below} ∪ (${edge ?? ''}, ${top ?? ''}]` : `${below} ∪ {${top ?? ''}}`;
}

/** The shape of a curve whose parameters differ from the defaults that the catalogue's facts hold for. */
export function shapeWithParameters(activation: Activation, curve: ActivationCurve): CurveShape | undefined {
  const isUsual = activation.parameters.every(
    ({ name, default: usual }) => own(curve.parameters, name) === usual,
  );
  if (!activation.elementwise || isUsual) return undefined;
  return shapeOfCurve(curve);
}

/** `(-alpha, ∞)` with α = 0.5 is `(−0.5, ∞)`; names without a number stay, in Greek where they are Greek. */
export function rangePhrase(
  activation: Pick<Activation, 'range' | 'parameters'>,
  values: ActivationParameters,
): Phrase {
  const words = inWords.get(activation.range);
  if (words) return words;
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
