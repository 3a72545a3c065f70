import type { Activation, ActivationParameters, Kink } from './activation';
import { withDefaults } from './parameters';

/** One use of an activation as a curve: parameters filled in, vector-valued ones cut along their section. */
export interface ActivationCurve {
  readonly activation: Activation;
  /** All parameters of the catalogue's entry, defaults filled in. */
  readonly parameters: ActivationParameters;
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Undefined for sections of vector-valued activations. */
  readonly curvature: ((x: number) => number) | undefined;
  readonly kinks: readonly Kink[];
  /** Points to split at for quadrature and sampling: kinks and jumps of higher derivatives. */
  readonly breaks: readonly number[];
  /** For vector-valued ones: what varies and what is held. */
  readonly sectionNote: string | undefined;
}

/** Never throws; parameters out of range give what the formula gives (NaN or Infinity at worst). */
export function evaluate(activation: Activation, given: ActivationParameters = {}): ActivationCurve {
  const parameters = withDefaults(activation, given);
  if (activation.elementwise) {
    const kinks = activation.kinks(parameters);
    return {
      activation,
      parameters,
      value: (x) => activation.value(x, parameters),
      slope: (x) => activation.slope(x, parameters),
      curvature: (x) => activation.curvature(x, parameters),
      kinks,
      breaks: [...kinks.map((kink) => kink.x), ...(activation.seams?.(parameters) ?? [])],
      sectionNote: undefined,
    };
  }
  const { varied, heldInputs, output, note } = activation.section;
  const inputs = (x: number) => [...heldInputs.slice(0, varied), x, ...heldInputs.slice(varied)];
  return {
    activation,
    parameters,
    value: (x) => activation.values(inputs(x), parameters)[output] ?? Number.NaN,
    slope: (x) => activation.jacobian(inputs(x), parameters)[output]?.[varied] ?? Number.NaN,
    curvature: undefined,
    kinks: [],
    breaks: activation.section.breaks ?? [],
    sectionNote: note,
  };
}
