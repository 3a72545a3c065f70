/** Range, growth, saturation and initialisation of an activation in words: the hover and the panel say the same. */
import type { Activation, ActivationParameters } from '../activations/activation';
import type { ActivationCurve } from '../activations/catalogue';
import type { Framework } from '../frameworks/symbol';
import { phrase, type Phrase, type Say } from '../phrase';
import { initializationAdvice } from './initialization-advice';
import { formatNumber } from './numbers';
import { rangeOfCurve, shapeWithParameters } from './range-text';

const growth: Readonly<Record<Activation['monotonic'], Phrase>> = {
  increasing: phrase`never falls`,
  'strictly-increasing': phrase`strictly increasing`,
  decreasing: phrase`never rises`,
  none: phrase`not monotonic`,
};
const strictlyDecreasing = phrase`strictly decreasing`;

/** Its growth for these parameters. */
function growthOf(activation: Activation, curve: ActivationCurve): Phrase {
  const monotonic = shapeWithParameters(activation, curve)?.monotonic ?? activation.monotonic;
  return monotonic === 'strictly-decreasing' ? strictlyDecreasing : growth[monotonic];
}

/** `Range [0, ∞)`, `never falls`, `saturates to the left (f → 0)`. @param quoted says the range and makes it safe for where it is shown */
export function shapePhrases(activation: Activation, curve: ActivationCurve, quoted: Say): readonly Phrase[] {
  return [
    phrase`Range ${quoted(rangeOfCurve(activation, curve))}`,
    activation.elementwise ? growthOf(activation, curve) : undefined,
    saturation(activation, curve),
  ].filter((part) => part !== undefined);
}

function saturation(activation: Activation, curve: ActivationCurve): Phrase | undefined {
  // With a slope of 0 on one side it saturates there, whatever holds for its defaults.
  const isChanged = shapeWithParameters(activation, curve) !== undefined;
  const rests = (x: number) => Math.abs(curve.value(x) - curve.value(2 * x)) <= 1e-6;
  const saturatesLeft = isChanged ? rests(-1e4) : activation.saturatesLeft;
  const saturatesRight = isChanged ? rests(1e4) : activation.saturatesRight;
  const left = formatNumber(curve.value(-1e4));
  const right = formatNumber(curve.value(1e4));
  if (saturatesLeft && saturatesRight) return phrase`saturates on both sides (f → ${left} and ${right})`;
  if (saturatesLeft) return phrase`saturates to the left (f → ${left})`;
  return saturatesRight ? phrase`saturates to the right (f → ${right})` : undefined;
}

const families = { he: 'He', xavier: 'Xavier (Glorot)', lecun: 'LeCun' } as const;

/**
 * `Initialise with He: nn.init.…` and `gain 1.414 (calculate_gain)`, without the gain for vector-valued activations; nothing where no
 * initialisation is recommended. @param quoted marks code for where it is shown
 */
export function advicePhrases(
  activation: Activation,
  parameters: ActivationParameters,
  framework: Framework,
  quoted: (code: string) => string,
): readonly Phrase[] {
  const advice = initializationAdvice(activation, parameters, framework);
  if (advice === undefined) return [];
  const line = phrase`Initialise with ${families[advice.family]}: ${quoted(advice.code)}`;
  if (advice.gain === undefined) return [line];
  const gain = formatNumber(advice.gain);
  return [
    line,
    advice.gainIsNamed
      ? phrase`gain ${gain} (${quoted('calculate_gain')})`
      : phrase`gain ${gain} keeps the mean square of unit inputs`,
  ];
}
