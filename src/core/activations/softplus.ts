/** Smooth rectifiers made from logarithms, roots and parabolas. */
import { bernoulliRatio, logistic, logisticSlope, logOnePlusExponential } from '../numerics/elementary';
import type { ActivationParameters, ElementwiseActivation, Kink } from './activation';
import { numberOf } from './parameters';

/** PyTorch returns x itself where βx exceeds the threshold; null means no such shortcut. */
function isShortcut(x: number, parameters: ActivationParameters): boolean {
  const threshold = parameters['threshold'] === undefined ? 20 : parameters['threshold'];
  return typeof threshold === 'number' && numberOf(parameters, 'beta', 1) * x > threshold;
}

/** From this threshold on the jump is too small to be seen. */
const SMOOTH = 15;

/** The jump of PyTorch's shortcut, where its threshold is small. */
function shortcutKinks(parameters: ActivationParameters): readonly Kink[] {
  const [threshold, beta] = [numberOf(parameters, 'threshold', 20), numberOf(parameters, 'beta', 1)];
  if (parameters['threshold'] === null || threshold >= SMOOTH || beta === 0) return [];
  const [below, above] = [logistic(threshold), 1];
  const [leftDerivative, rightDerivative] = beta > 0 ? [below, above] : [above, below];
  return [{ x: threshold / beta, leftDerivative, rightDerivative, conventions: {} }];
}

export const softplus: ElementwiseActivation = {
  id: 'softplus',
  name: 'Softplus',
  aliases: ['SmoothReLU', 'softplus with sharpness k'],
  elementwise: true,
  formula: String.raw`f(x)=\frac1\beta\ln(1+e^{\beta x})`,
  derivative: String.raw`f'(x)=\sigma(\beta x)=\frac1{1+e^{-\beta x}}`,
  parameters: [
    { name: 'beta', symbol: String.raw`\beta`, default: 1.0, min: 0.01, max: 100 },
    { name: 'threshold', symbol: 'T', default: 20.0, min: 0, max: 1000 },
  ],
  range: '(0, ∞)',
  family: 'smooth-rectifier',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'C. Dugas, Y. Bengio, F. Belisle, C. Nadeau, R. Garcia',
      title: 'Incorporating Second-Order Functional Knowledge for Better Option Pricing',
      year: 2000,
      arxiv: null,
    },
    {
      authors: 'X. Glorot, A. Bordes, Y. Bengio',
      title: 'Deep Sparse Rectifier Neural Networks',
      year: 2011,
      arxiv: null,
    },
  ],
  watchFor: [
    'Never 0 and never centred: f(0) = ln 2/β, and a unit-Gaussian input gives mean 0.81.',
    "PyTorch returns x itself where βx > threshold (20), a jump of 2e-9/β; the other frameworks don't.",
  ],
  value: (x, parameters) => {
    if (isShortcut(x, parameters)) return x;
    const beta = numberOf(parameters, 'beta', 1);
    return logOnePlusExponential(beta * x) / beta;
  },
  slope: (x, parameters) => (isShortcut(x, parameters) ? 1 : logistic(numberOf(parameters, 'beta', 1) * x)),
  curvature: (x, parameters) => {
    if (isShortcut(x, parameters)) return 0;
    const beta = numberOf(parameters, 'beta', 1);
    return beta * logisticSlope(beta * x);
  },
  kinks: shortcutKinks,
};

export const softplusApprox: ElementwiseActivation = {
  id: 'softplus_approx',
  name: 'Softplus, rational-exponential approximation',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}\ln2&x=0\\\frac x{1-e^{-x/\ln2}}&x\neq0\end{cases}`,
  derivative: String.raw`f'(x)=\frac1{1-e^{-u}}-\frac{u\,e^{-u}}{(1-e^{-u})^2},\ u=\tfrac x{\ln2};\quad f'(0)=\tfrac12`,
  parameters: [],
  range: '(0, ∞)',
  family: 'smooth-rectifier',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [],
  watchFor: [
    'Written as x/(1 − e^(−x/ln 2)) it is 0/0 at x = 0: the value ln 2 there must be given by hand.',
    'At most 0.0092 away from softplus, near |x| = 2.43.',
  ],
  value: (x) => Math.LN2 * bernoulliRatio(x / Math.LN2).value,
  slope: (x) => bernoulliRatio(x / Math.LN2).slope,
  curvature: (x) => bernoulliRatio(x / Math.LN2).curvature / Math.LN2,
  kinks: () => [],
};

export const sqrtSoftplus: ElementwiseActivation = {
  id: 'sqrt_softplus',
  name: 'Square-root softplus',
  aliases: ['sqrtsoftplus'],
  elementwise: true,
  formula: String.raw`f(x)=\sqrt{\ln(1+e^x)}`,
  derivative: String.raw`f'(x)=\frac{\sigma(x)}{2\sqrt{\ln(1+e^x)}}`,
  parameters: [],
  range: '(0, ∞)',
  family: 'other',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: undefined,
  citations: [],
  watchFor: ['A routing score for mixtures of experts, not a hidden activation: its slope is at most 0.32.'],
  // Far to the left ln(1+e^x) is e^x to the last digit, and its root stays representable twice as long.
  value: (x) => (x < -40 ? Math.exp(x / 2) : Math.sqrt(logOnePlusExponential(x))),
  slope: (x) => (x < -40 ? Math.exp(x / 2) / 2 : logistic(x) / (2 * Math.sqrt(logOnePlusExponential(x)))),
  curvature: (x) => {
    if (x < -40) return Math.exp(x / 2) / 4;
    const inner = logOnePlusExponential(x);
    const root = Math.sqrt(inner);
    return logisticSlope(x) / (2 * root) - logistic(x) ** 2 / (4 * inner * root);
  },
  kinks: () => [],
};

export const squareplus: ElementwiseActivation = {
  id: 'squareplus',
  name: 'Squareplus',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=\frac{x+\sqrt{x^2+b}}2`,
  derivative: String.raw`f'(x)=\tfrac12\left(1+\frac x{\sqrt{x^2+b}}\right)`,
  parameters: [{ name: 'b', symbol: 'b', default: 4.0, min: 0, max: 100 }],
  range: '(0, ∞) for b>0',
  family: 'smooth-rectifier',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'J. T. Barron',
      title: 'Squareplus: A Softplus-Like Algebraic Rectifier',
      year: 2021,
      arxiv: '2112.11687',
    },
  ],
  watchFor: [
    'Not centred: a unit-Gaussian input gives mean 1.11 with b = 4.',
    'Written as (x + √(x²+b))/2 it loses its digits for strongly negative x; with b = 0 automatic differentiation gives NaN at 0.',
  ],
  value: (x, parameters) => {
    const b = numberOf(parameters, 'b', 4);
    const root = Math.sqrt(x * x + b);
    return x < 0 ? b / (2 * (root - x)) : (x + root) / 2;
  },
  slope: (x, parameters) => {
    const b = numberOf(parameters, 'b', 4);
    const root = Math.sqrt(x * x + b);
    if (root === 0) return 0.5;
    return x < 0 ? b / (2 * root * (root - x)) : (1 + x / root) / 2;
  },
  curvature: (x, parameters) => {
    const b = numberOf(parameters, 'b', 4);
    return b === 0 ? 0 : b / (2 * (x * x + b) ** 1.5);
  },
  kinks: (parameters) =>
    numberOf(parameters, 'b', 4) === 0
      ? [{ x: 0, leftDerivative: 0, rightDerivative: 1, conventions: { jax: Number.NaN } }]
      : [],
};

export const sparsePlus: ElementwiseActivation = {
  id: 'sparse_plus',
  name: 'Sparse plus',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}0&x\le-1\\\tfrac14(x+1)^2&-1<x<1\\x&x\ge1\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}0&x\le-1\\\tfrac{x+1}2&-1<x<1\\1&x\ge1\end{cases}`,
  parameters: [],
  range: '[0, ∞)',
  family: 'smooth-rectifier',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'M. Blondel, A. F. T. Martins, V. Niculae',
      title: 'Learning with Fenchel-Young Losses',
      year: 2019,
      arxiv: '1901.02324',
    },
  ],
  watchFor: ['No gradient at all below −1: units can be dead there as with ReLU.'],
  value: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) ** 2 / 4 : x),
  slope: (x) => (x <= -1 ? 0 : x < 1 ? (x + 1) / 2 : 1),
  curvature: (x) => (Math.abs(x) < 1 ? 0.5 : 0),
  kinks: () => [],
  seams: () => [-1, 1],
};
