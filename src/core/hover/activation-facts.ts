/** Range, growth, saturation and initialisation of an activation in words: the hover and the panel say the same. */
import type { Activation, ActivationParameters } from '../activations/activation';
import type { ActivationCurve } from '../activations/catalogue';
import type { Framework } from '../frameworks/symbol';
import { initializationAdvice } from './initialization-advice';
import { formatNumber } from './numbers';
import { rangeText } from './range-text';
import { say } from './text';

const monotonicKeys = {
  increasing: 'monotonicIncreasing',
  'strictly-increasing': 'monotonicStrictlyIncreasing',
  decreasing: 'monotonicDecreasing',
  none: 'monotonicNone',
} as const;

/** `Range [0, ∞)`, `never falls`, `saturates to the left (f → 0)`. @param quoted makes the range safe for where it is shown */
export function shapePhrases(
  activation: Activation,
  curve: ActivationCurve,
  quoted: (text: string) => string,
): readonly string[] {
  const left = formatNumber(curve.value(-1e4));
  const right = formatNumber(curve.value(1e4));
  const { saturatesLeft, saturatesRight } = activation;
  const saturation =
    saturatesLeft && saturatesRight
      ? say('saturatesBoth', { left, right })
      : saturatesLeft
        ? say('saturatesLeft', { value: left })
        : saturatesRight
          ? say('saturatesRight', { value: right })
          : undefined;
  return [
    say('range', { range: quoted(rangeText(activation, curve.parameters)) }),
    activation.elementwise ? say(monotonicKeys[activation.monotonic]) : undefined,
    saturation,
  ].filter((part) => part !== undefined);
}

export interface AdviceWords {
  /** `Initialise with He: nn.init.…`. */
  readonly line: string;
  /** `gain 1.414 (calculate_gain)`; undefined for vector-valued activations. */
  readonly gain: string | undefined;
}

/** Undefined where no initialisation is recommended. @param quoted marks code for where it is shown */
export function adviceWords(
  activation: Activation,
  parameters: ActivationParameters,
  framework: Framework,
  quoted: (code: string) => string,
): AdviceWords | undefined {
  const advice = initializationAdvice(activation, parameters, framework);
  if (advice === undefined) return undefined;
  const gain = advice.gain === undefined ? undefined : formatNumber(advice.gain);
  return {
    line: say('initialization', { initializer: say(advice.family), code: quoted(advice.code) }),
    gain:
      gain === undefined
        ? undefined
        : advice.gainIsNamed
          ? say('gainNamed', { gain, code: quoted('calculate_gain') })
          : say('gainComputed', { gain }),
  };
}
