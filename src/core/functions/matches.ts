/** Whether a curve equals an activation of the catalogue, with its defaults or with parameters that the curve itself betrays. */
import { activationById, allActivations, evaluate } from '../activations/catalogue';
import type { ActivationParameters, ElementwiseActivation } from '../activations/activation';
import { own } from '../own';

export interface Match {
  /** Catalogue id. */
  readonly id: string;
  readonly parameters: ActivationParameters;
}

/** Points between round numbers, so that conventions at kinks do not matter; the far ones tell saturation from growth. */
const points: readonly number[] = [
  ...Array.from({ length: 49 }, (_, index) => -6.03 + index * 0.251),
  -23.7,
  -11.3,
  11.9,
  24.1,
];

function equals(f: (x: number) => number, g: (x: number) => number): boolean {
  return points.every((x) => {
    const [a, b] = [f(x), g(x)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) === Number.isNaN(b);
    // Written-out forms lose digits that the catalogue keeps, mostly where values are small beside the terms they are made of.
    return a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(b), 1e-3);
  });
}

const tidy = (value: number) => Number(value.toPrecision(9));

/** Parameters read off the curve, for the activations where one value betrays one. */
const betrayed: Readonly<Record<string, (f: (x: number) => number) => ActivationParameters>> = {
  leaky_relu: (f) => ({ alpha: tidy(-f(-1)) }),
  elu: (f) => ({ alpha: tidy(-f(-60)) }),
  celu: (f) => ({ alpha: tidy(-f(-200)) }),
  // f(x) = x σ(βx): βx = ln(f/(x − f)).
  silu: (f) => ({ beta: tidy(Math.log(f(1) / (1 - f(1)))) }),
  // f(0) = ln 2 / β; only PyTorch has the linear shortcut.
  softplus: (f) => ({ beta: tidy(Math.LN2 / f(0)), threshold: null }),
  squareplus: (f) => ({ b: tidy(4 * f(0) ** 2) }),
  shifted_relu: (f) => ({ alpha: tidy(-f(-1e3)) }),
  hardtanh: (f) => ({ min: tidy(f(-1e3)), max: tidy(f(1e3)) }),
  keras_relu: (f) => ({
    negative_slope: tidy(f(-40) - f(-41) || 0),
    max_value: f(1e3) === 1e3 ? null : tidy(f(1e3)),
    threshold: 0,
  }),
  softshrink: (f) => ({ lambda: tidy(1e3 - f(1e3)) }),
  lecun_tanh: (f) => ({ A: tidy(f(1e3)), S: tidy(Math.atanh(f(1) / f(1e3))) }),
  laplace: () => ({}),
};

function isWithin(activation: ElementwiseActivation, parameters: ActivationParameters): boolean {
  return activation.parameters.every(({ name, min, max }) => {
    const value = own(parameters, name);
    if (typeof value !== 'number') return true;
    return (
      Number.isFinite(value) && (min === undefined || value >= min) && (max === undefined || value <= max)
    );
  });
}

/** Threshold has no defaults, RReLU's slope is random, and PReLU is a leaky ReLU until it is trained. */
const undistinguished: ReadonlySet<string> = new Set(['threshold', 'rrelu', 'prelu']);

/**
 * The first activation in the catalogue's order that agrees on the sampled range; defaults come before parameters of its own.
 * @param slope a derivative of the function's own, which must agree, too
 */
export function matchingActivation(
  f: (x: number) => number,
  slope?: (x: number) => number,
): Match | undefined {
  const match = matchingValues(f);
  const activation = match && activationById(match.id);
  if (!match || !activation || !slope) return match;
  return equals(slope, evaluate(activation, match.parameters).slope) ? match : undefined;
}

function matchingValues(f: (x: number) => number): Match | undefined {
  const elementwise = allActivations.filter((activation) => activation.elementwise);
  for (const activation of elementwise) {
    if (undistinguished.has(activation.id)) continue;
    const curve = evaluate(activation);
    if (equals(f, curve.value)) return { id: activation.id, parameters: curve.parameters };
  }
  for (const activation of elementwise) {
    const parameters = own(betrayed, activation.id)?.(f);
    if (!parameters || !isWithin(activation, parameters)) continue;
    const curve = evaluate(activation, parameters);
    if (equals(f, curve.value)) return { id: activation.id, parameters: curve.parameters };
  }
  return undefined;
}
