/** Sigmoid, tanh and their relatives. */
import {
  logistic,
  logisticCurvature,
  logisticSlope,
  logOnePlusExponential,
  squaredHyperbolicSecant,
  tanhRemainder,
} from '../numerics/elementary';
import { normalDensity, normalDistribution } from '../numerics/error-function';
import type { ElementwiseActivation } from './activation';
import { numberOf } from './parameters';

export const sigmoid: ElementwiseActivation = {
  id: 'sigmoid',
  name: 'Sigmoid',
  aliases: ['logistic', 'expit', 'sigma'],
  elementwise: true,
  formula: String.raw`f(x)=\frac1{1+e^{-x}}`,
  derivative: String.raw`f'(x)=f(x)\,(1-f(x))`,
  parameters: [],
  range: '(0, 1)',
  family: 'saturating',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'D. E. Rumelhart, G. E. Hinton, R. J. Williams',
      title: 'Learning representations by back-propagating errors',
      year: 1986,
      arxiv: null,
    },
  ],
  watchFor: [
    "Slope at most 1/4 and outputs centred on 1/2: through five Xavier-initialised layers 6.5e-4 of the gradient's size is left (tanh: 0.37).",
    'With a loss on logits (BCEWithLogitsLoss, from_logits=True) leave it out: the loss applies it.',
  ],
  value: logistic,
  slope: logisticSlope,
  curvature: logisticCurvature,
  kinks: () => [],
};

export const logSigmoid: ElementwiseActivation = {
  id: 'log_sigmoid',
  name: 'Log-sigmoid',
  aliases: ['logsigmoid'],
  elementwise: true,
  formula: String.raw`f(x)=-\ln(1+e^{-x})`,
  derivative: String.raw`f'(x)=\sigma(-x)`,
  parameters: [],
  range: '(-∞, 0)',
  family: 'other',
  monotonic: 'strictly-increasing',
  saturatesLeft: false,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [],
  watchFor: [
    'Made for losses, not for hidden layers: its output is unbounded below and never positive.',
    'log(sigmoid(x)) written out underflows to −∞ for strongly negative x; this does not.',
  ],
  value: (x) => -logOnePlusExponential(-x),
  slope: (x) => logistic(-x),
  curvature: (x) => -logisticSlope(x),
  kinks: () => [],
};

export const tanh: ElementwiseActivation = {
  id: 'tanh',
  name: 'Tanh',
  aliases: ['hyperbolic tangent'],
  elementwise: true,
  formula: String.raw`f(x)=\tanh x`,
  derivative: String.raw`f'(x)=1-\tanh^2x`,
  parameters: [],
  range: '(-1, 1)',
  family: 'saturating',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'Y. LeCun, L. Bottou, G. B. Orr, K.-R. Mueller',
      title: 'Efficient BackProp',
      year: 1998,
      arxiv: null,
    },
  ],
  watchFor: [
    'Beyond |x| ≈ 3 the slope is below 0.01: large weights or unscaled inputs stop learning.',
    'torch.nn.init.calculate_gain takes 5/3 for it; 1.593 is what keeps the mean square of a unit Gaussian.',
  ],
  value: Math.tanh,
  slope: squaredHyperbolicSecant,
  curvature: (x) => -2 * Math.tanh(x) * squaredHyperbolicSecant(x),
  kinks: () => [],
};

export const lecunTanh: ElementwiseActivation = {
  id: 'lecun_tanh',
  name: "LeCun's scaled tanh",
  aliases: ['scaled tanh'],
  elementwise: true,
  formula: String.raw`f(x)=A\tanh(Sx)`,
  derivative: String.raw`f'(x)=AS\,(1-\tanh^2(Sx))`,
  parameters: [
    { name: 'A', symbol: 'A', default: 1.7159, min: 0.1, max: 10 },
    { name: 'S', symbol: 'S', default: 2 / 3, min: 0.1, max: 10 },
  ],
  range: '(-A, A)',
  family: 'saturating',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'lecun',
  citations: [
    {
      authors: 'Y. LeCun, L. Bottou, G. B. Orr, K.-R. Mueller',
      title: 'Efficient BackProp',
      year: 1998,
      arxiv: null,
    },
  ],
  watchFor: [
    'Scaled so that f(±1) = ±1 to four digits; no framework has it built in, so check both constants.',
  ],
  value: (x, parameters) =>
    numberOf(parameters, 'A', 1.7159) * Math.tanh(numberOf(parameters, 'S', 2 / 3) * x),
  slope: (x, parameters) => {
    const steepness = numberOf(parameters, 'S', 2 / 3);
    return numberOf(parameters, 'A', 1.7159) * steepness * squaredHyperbolicSecant(steepness * x);
  },
  curvature: (x, parameters) => {
    const steepness = numberOf(parameters, 'S', 2 / 3);
    const u = steepness * x;
    return (
      -2 *
      numberOf(parameters, 'A', 1.7159) *
      steepness *
      steepness *
      Math.tanh(u) *
      squaredHyperbolicSecant(u)
    );
  },
  kinks: () => [],
};

export const tanhshrink: ElementwiseActivation = {
  id: 'tanhshrink',
  name: 'Tanh shrink',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=x-\tanh x`,
  derivative: String.raw`f'(x)=\tanh^2x`,
  parameters: [],
  range: '(-∞, ∞)',
  family: 'other',
  monotonic: 'strictly-increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'xavier',
  citations: [],
  watchFor: [
    'f′(0) = 0 and f(x) ≈ x³/3 near 0: small signals vanish, layer after layer, and so does their gradient.',
  ],
  value: tanhRemainder,
  slope: (x) => Math.tanh(x) ** 2,
  curvature: (x) => 2 * Math.tanh(x) * squaredHyperbolicSecant(x),
  kinks: () => [],
};

export const softsign: ElementwiseActivation = {
  id: 'softsign',
  name: 'Softsign',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=\frac x{1+|x|}`,
  derivative: String.raw`f'(x)=\frac1{(1+|x|)^2}`,
  parameters: [],
  range: '(-1, 1)',
  family: 'saturating',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'J. Turian, J. Bergstra, Y. Bengio',
      title: 'Quadratic features and deep architectures for chunking',
      year: 2009,
      arxiv: null,
    },
  ],
  watchFor: [
    'Saturates like 1/|x|, slower than tanh: f(9) is only 0.9.',
    'The second derivative jumps at 0, from 2 to −2.',
  ],
  value: (x) => x / (1 + Math.abs(x)),
  slope: (x) => 1 / (1 + Math.abs(x)) ** 2,
  curvature: (x) => (-2 * Math.sign(x)) / (1 + Math.abs(x)) ** 3,
  // The second derivative jumps.
  seams: () => [0],
  kinks: () => [],
};

export const laplace: ElementwiseActivation = {
  id: 'laplace',
  name: 'Laplace',
  aliases: ['Mega attention function'],
  elementwise: true,
  formula: String.raw`f(x)=\tfrac12\left[1+\operatorname{erf}\left(\frac{x-\mu}{\sigma\sqrt2}\right)\right]`,
  derivative: String.raw`f'(x)=\frac1{\sigma\sqrt{2\pi}}e^{-(x-\mu)^2/2\sigma^2}`,
  parameters: [
    { name: 'mu', symbol: String.raw`\mu`, default: 0.707107, min: -10, max: 10 },
    { name: 'sigma', symbol: String.raw`\sigma`, default: 0.282095, min: 0.01, max: 10 },
  ],
  range: '(0, 1)',
  family: 'saturating',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'X. Ma, C. Zhou, X. Kong, J. He, L. Gui, G. Neubig, J. May, L. Zettlemoyer',
      title: 'Mega: Moving Average Equipped Gated Attention',
      year: 2022,
      arxiv: '2209.10655',
    },
  ],
  watchFor: [
    'A bounded stand-in for squared ReLU in attention scores; steep (slope up to 1.41 at x = μ) and not centred on 0.',
  ],
  value: (x, parameters) =>
    normalDistribution((x - numberOf(parameters, 'mu', 0.707107)) / numberOf(parameters, 'sigma', 0.282095)),
  slope: (x, parameters) => {
    const sigma = numberOf(parameters, 'sigma', 0.282095);
    return normalDensity((x - numberOf(parameters, 'mu', 0.707107)) / sigma) / sigma;
  },
  curvature: (x, parameters) => {
    const sigma = numberOf(parameters, 'sigma', 0.282095);
    const z = (x - numberOf(parameters, 'mu', 0.707107)) / sigma;
    const density = normalDensity(z);
    return density === 0 ? 0 : (-z * density) / (sigma * sigma);
  },
  kinks: () => [],
};
