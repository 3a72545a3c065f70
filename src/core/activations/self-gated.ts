/** x times a smooth gate of x: GELU and its approximations, SiLU, Mish. */
import { logistic, logisticCurvature, logisticSlope } from '../numerics/elementary';
import { normalDensity, normalDistribution } from '../numerics/error-function';
import type { ActivationParameters, ElementwiseActivation, Kink } from './activation';
import { numberOf } from './parameters';

export const geluValue = (x: number) => x * normalDistribution(x);
export const geluSlope = (x: number) => normalDistribution(x) + x * normalDensity(x);
const geluCurvature = (x: number) => (2 - x * x) * normalDensity(x);

/** x·σ(βx) with its derivatives. */
export const swishValue = (x: number, beta: number) => x * logistic(beta * x);
export const swishSlope = (x: number, beta: number) =>
  logistic(beta * x) + beta * x * logisticSlope(beta * x);
const swishCurvature = (x: number, beta: number) =>
  beta * (2 * logisticSlope(beta * x) + beta * x * logisticCurvature(beta * x));

/** The tanh in GELU's approximation, 1 + tanh u = 2σ(2u): argument 2u with its derivatives. */
const approximateGate = (x: number) => {
  const factor = 2 * Math.sqrt(2 / Math.PI);
  return {
    argument: factor * (x + 0.044715 * x ** 3),
    slope: factor * (1 + 0.134145 * x * x),
    curvature: factor * 0.26829 * x,
  };
};

/** w = tanh(ln(1+e^x)) = n/(n+2), n = e^x(e^x+2), with 1 − w² and w′; 1 to the last digit above 20. */
const mishGate = (x: number) => {
  if (x > 20) return { value: 1, complement: 0, slope: 0 };
  const exponential = Math.exp(x);
  const n = exponential * (exponential + 2);
  const complement = (4 * (n + 1)) / ((n + 2) * (n + 2));
  return { value: n / (n + 2), complement, slope: logistic(x) * complement };
};

/** Where GELU meets a bound, found by bisection on a stretch where it is monotonic. */
function crossing(level: number, from: number, to: number): number | undefined {
  let [left, right] = [from, to];
  const rising = geluValue(right) > geluValue(left);
  const isBefore = (x: number) => geluValue(x) < level === rising;
  if (!isBefore(left) || isBefore(right)) return undefined;
  for (let step = 0; step < 80; step += 1) {
    const middle = (left + right) / 2;
    if (isBefore(middle)) left = middle;
    else right = middle;
  }
  return right;
}

const geluMinimumAt = -0.751791524693564;

function clippedKinks(parameters: ActivationParameters): readonly Kink[] {
  const minimum = numberOf(parameters, 'min', -10);
  const maximum = numberOf(parameters, 'max', 10);
  const kinks: Kink[] = [];
  for (const level of [minimum, maximum]) {
    for (const [from, to] of [
      [-40, geluMinimumAt],
      [geluMinimumAt, Math.abs(level) + 2],
    ] as const) {
      const x = crossing(level, from, to);
      if (x === undefined) continue;
      const clippedToTheLeft = level === minimum ? geluSlope(x) > 0 : geluSlope(x) < 0;
      kinks.push({
        x,
        leftDerivative: clippedToTheLeft ? 0 : geluSlope(x),
        rightDerivative: clippedToTheLeft ? geluSlope(x) : 0,
        conventions: {},
      });
    }
  }
  return kinks;
}

export const gelu: ElementwiseActivation = {
  id: 'gelu',
  name: 'GELU',
  aliases: ['Gaussian error linear unit', 'exact GELU', 'erf GELU'],
  elementwise: true,
  formula: String.raw`f(x)=x\,\Phi(x)=\tfrac x2\left[1+\operatorname{erf}(x/\sqrt2)\right]`,
  derivative: String.raw`f'(x)=\Phi(x)+x\,\varphi(x),\ \varphi(x)=\tfrac1{\sqrt{2\pi}}e^{-x^2/2}`,
  parameters: [],
  range: '[-0.16997, ∞)',
  family: 'smooth-rectifier',
  gated: true,
  monotonic: 'none',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'D. Hendrycks, K. Gimpel',
      title: 'Gaussian Error Linear Units (GELUs)',
      year: 2016,
      arxiv: '1606.08415',
    },
  ],
  watchFor: [
    'The exact form (erf) and the tanh approximation differ by up to 4.7e-4.',
    "torch.nn.init.calculate_gain does not know it; He with nonlinearity='relu' is the usual stand-in (gain 1.414, its own would be 1.534).",
  ],
  value: geluValue,
  slope: geluSlope,
  curvature: geluCurvature,
  kinks: () => [],
};

export const geluTanh: ElementwiseActivation = {
  id: 'gelu_tanh',
  name: 'GELU (tanh approximation)',
  aliases: ['new GELU', 'fast GELU', 'gelu_new'],
  elementwise: true,
  formula: String.raw`f(x)=\tfrac x2\left[1+\tanh\left(\sqrt{2/\pi}\,(x+0.044715x^3)\right)\right]`,
  derivative: String.raw`f'(x)=\tfrac12(1+t)+\tfrac x2(1-t^2)\sqrt{2/\pi}\,(1+0.134145x^2),\ t=\tanh(\cdot)`,
  parameters: [],
  range: '[-0.17004, ∞)',
  family: 'smooth-rectifier',
  gated: true,
  monotonic: 'none',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'D. Hendrycks, K. Gimpel',
      title: 'Gaussian Error Linear Units (GELUs)',
      year: 2016,
      arxiv: '1606.08415',
    },
  ],
  watchFor: [
    'Up to 4.7e-4 away from exact GELU (near |x| = 2.7): use the form that a checkpoint was trained with.',
  ],
  value: (x) => x * logistic(approximateGate(x).argument),
  slope: (x) => {
    const gate = approximateGate(x);
    return logistic(gate.argument) + x * logisticSlope(gate.argument) * gate.slope;
  },
  curvature: (x) => {
    const gate = approximateGate(x);
    return (
      logisticSlope(gate.argument) * (2 * gate.slope + x * gate.curvature) +
      x * logisticCurvature(gate.argument) * gate.slope * gate.slope
    );
  },
  kinks: () => [],
};

export const quickGelu: ElementwiseActivation = {
  id: 'quick_gelu',
  name: 'Quick GELU',
  aliases: ['sigmoid-approximated GELU'],
  elementwise: true,
  formula: String.raw`f(x)=x\,\sigma(1.702x)`,
  derivative: String.raw`f'(x)=\sigma(1.702x)\left[1+1.702x\,\sigma(-1.702x)\right]`,
  parameters: [],
  range: '[-0.16361, ∞)',
  family: 'smooth-rectifier',
  gated: true,
  monotonic: 'none',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'D. Hendrycks, K. Gimpel',
      title: 'Gaussian Error Linear Units (GELUs)',
      year: 2016,
      arxiv: '1606.08415',
    },
  ],
  watchFor: [
    'Up to 0.020 away from exact GELU (near |x| = 2.27): not interchangeable in a trained network. CLIP checkpoints expect this form.',
  ],
  value: (x) => swishValue(x, 1.702),
  slope: (x) => swishSlope(x, 1.702),
  curvature: (x) => swishCurvature(x, 1.702),
  kinks: () => [],
};

export const geluClipped: ElementwiseActivation = {
  id: 'gelu_clipped',
  name: 'Clipped GELU',
  aliases: ['gelu_10'],
  elementwise: true,
  formula: String.raw`f(x)=\min(\max(\mathrm{GELU}(x),a),b)`,
  derivative: String.raw`f'(x)=\mathrm{GELU}'(x)\text{ where }a<\mathrm{GELU}(x)<b,\ 0\text{ outside}`,
  parameters: [
    { name: 'min', symbol: 'a', default: -10, min: -100, max: 0 },
    { name: 'max', symbol: 'b', default: 10, min: 0, max: 100 },
  ],
  range: '[-0.16997, 10]',
  family: 'smooth-rectifier',
  gated: true,
  monotonic: 'none',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'H. Wu, P. Judd, X. Zhang, M. Isaev, P. Micikevicius',
      title: 'Integer Quantization for Deep Learning Inference: Principles and Empirical Evaluation',
      year: 2020,
      arxiv: '2004.09602',
    },
  ],
  watchFor: [
    'Made for quantisation; with the default bounds only the upper one ever acts, since GELU never falls below −0.17.',
  ],
  value: (x, parameters) =>
    Math.min(Math.max(geluValue(x), numberOf(parameters, 'min', -10)), numberOf(parameters, 'max', 10)),
  slope: (x, parameters) => {
    const value = geluValue(x);
    const clipped = value < numberOf(parameters, 'min', -10) || value > numberOf(parameters, 'max', 10);
    return clipped ? 0 : geluSlope(x);
  },
  curvature: (x, parameters) => {
    const value = geluValue(x);
    const clipped = value < numberOf(parameters, 'min', -10) || value > numberOf(parameters, 'max', 10);
    return clipped ? 0 : geluCurvature(x);
  },
  kinks: clippedKinks,
};

export const silu: ElementwiseActivation = {
  id: 'silu',
  name: 'SiLU / Swish',
  aliases: ['sigmoid linear unit', 'swish', 'sigmoid-weighted linear unit', 'SiL'],
  elementwise: true,
  formula: String.raw`f(x)=x\,\sigma(\beta x)`,
  derivative: String.raw`f'(x)=\sigma(\beta x)\left[1+\beta x\,(1-\sigma(\beta x))\right]`,
  parameters: [{ name: 'beta', symbol: String.raw`\beta`, default: 1.0, min: 0, max: 100 }],
  range: '[-0.27846/beta, ∞)',
  family: 'smooth-rectifier',
  gated: true,
  monotonic: 'none',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'D. Hendrycks, K. Gimpel',
      title: 'Gaussian Error Linear Units (GELUs)',
      year: 2016,
      arxiv: '1606.08415',
    },
    {
      authors: 'S. Elfwing, E. Uchibe, K. Doya',
      title:
        'Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement Learning',
      year: 2017,
      arxiv: '1702.03118',
    },
    {
      authors: 'P. Ramachandran, B. Zoph, Q. V. Le',
      title: 'Searching for Activation Functions',
      year: 2017,
      arxiv: '1710.05941',
    },
  ],
  watchFor: [
    'Not monotonic: it falls to −0.278/β at x = −1.278/β.',
    'Large β approaches ReLU, β = 0 is x/2.',
  ],
  value: (x, parameters) => swishValue(x, numberOf(parameters, 'beta', 1)),
  slope: (x, parameters) => swishSlope(x, numberOf(parameters, 'beta', 1)),
  curvature: (x, parameters) => swishCurvature(x, numberOf(parameters, 'beta', 1)),
  kinks: () => [],
};

export const mish: ElementwiseActivation = {
  id: 'mish',
  name: 'Mish',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=x\tanh(\ln(1+e^x))`,
  derivative: String.raw`f'(x)=\tanh(s)+x\,\sigma(x)\,(1-\tanh^2(s)),\ s=\ln(1+e^x)`,
  parameters: [],
  range: '[-0.30884, ∞)',
  family: 'smooth-rectifier',
  gated: true,
  monotonic: 'none',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'D. Misra',
      title: 'Mish: A Self Regularized Non-Monotonic Activation Function',
      year: 2019,
      arxiv: '1908.08681',
    },
  ],
  watchFor: [
    'Not monotonic: it falls to −0.309 at x = −1.19.',
    'Under He initialisation deep plain networks of it are unstable: after 20 to 50 layers some die out and others blow up.',
  ],
  value: (x) => x * mishGate(x).value,
  slope: (x) => {
    const gate = mishGate(x);
    return gate.value + x * gate.slope;
  },
  curvature: (x) => {
    const gate = mishGate(x);
    const bend = logisticSlope(x) * gate.complement - 2 * logistic(x) * gate.value * gate.slope;
    return 2 * gate.slope + x * bend;
  },
  kinks: () => [],
};
