/** Units with an exponential tail, and the exponential itself. */
import type { ElementwiseActivation } from './activation';
import { numberOf } from './parameters';

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

export const elu: ElementwiseActivation = {
  id: 'elu',
  name: 'ELU',
  aliases: ['exponential linear unit'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}x&x>0\\\alpha(e^x-1)&x\le0\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}1&x>0\\\alpha e^x&x<0\end{cases}`,
  parameters: [{ name: 'alpha', symbol: String.raw`\alpha`, default: 1.0, min: 0, max: 10 }],
  range: '(-alpha, ∞)',
  family: 'smooth-rectifier',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'D.-A. Clevert, T. Unterthiner, S. Hochreiter',
      title: 'Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)',
      year: 2015,
      arxiv: '1511.07289',
    },
  ],
  watchFor: [
    'With α ≠ 1 the slope jumps at 0 from α to 1; PyTorch and JAX take α there, tf.nn.elu 1.',
    'α scales the negative side (it is not the slope of the positive one, as a Keras docstring says).',
  ],
  value: (x, parameters) => (x > 0 ? x : numberOf(parameters, 'alpha', 1) * Math.expm1(x)),
  slope: (x, parameters) => (x > 0 ? 1 : numberOf(parameters, 'alpha', 1) * Math.exp(x)),
  curvature: (x, parameters) => (x > 0 ? 0 : numberOf(parameters, 'alpha', 1) * Math.exp(x)),
  // The second derivative jumps.
  seams: () => [0],
  kinks: (parameters) => {
    const alpha = numberOf(parameters, 'alpha', 1);
    if (alpha === 1) return [];
    return [
      {
        x: 0,
        leftDerivative: alpha,
        rightDerivative: 1,
        conventions: { torch: alpha, tensorflow: 1, jax: alpha },
      },
    ];
  },
};

export const celu: ElementwiseActivation = {
  id: 'celu',
  name: 'CELU',
  aliases: ['continuously differentiable ELU'],
  elementwise: true,
  formula: String.raw`f(x)=\max(0,x)+\min\left(0,\alpha(e^{x/\alpha}-1)\right)`,
  derivative: String.raw`f'(x)=\begin{cases}1&x\ge0\\e^{x/\alpha}&x<0\end{cases}`,
  parameters: [{ name: 'alpha', symbol: String.raw`\alpha`, default: 1.0, min: 0.01, max: 10 }],
  range: '(-alpha, ∞)',
  family: 'smooth-rectifier',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'J. T. Barron',
      title: 'Continuously Differentiable Exponential Linear Units',
      year: 2017,
      arxiv: '1704.07483',
    },
  ],
  watchFor: [
    'α = 0 is an error in PyTorch.',
    'Differentiable everywhere, unlike ELU with α ≠ 1: α stretches the tail as well as scaling it.',
  ],
  value: (x, parameters) => {
    const alpha = numberOf(parameters, 'alpha', 1);
    return x >= 0 ? x : alpha * Math.expm1(x / alpha);
  },
  slope: (x, parameters) => (x >= 0 ? 1 : Math.exp(x / numberOf(parameters, 'alpha', 1))),
  curvature: (x, parameters) => {
    const alpha = numberOf(parameters, 'alpha', 1);
    return x >= 0 ? 0 : Math.exp(x / alpha) / alpha;
  },
  // The second derivative jumps.
  seams: () => [0],
  kinks: () => [],
};

export const selu: ElementwiseActivation = {
  id: 'selu',
  name: 'SELU',
  aliases: ['scaled exponential linear unit'],
  elementwise: true,
  formula: String.raw`f(x)=\lambda\begin{cases}x&x>0\\\alpha(e^x-1)&x\le0\end{cases}`,
  derivative: String.raw`f'(x)=\lambda\begin{cases}1&x>0\\\alpha e^x&x<0\end{cases}`,
  parameters: [
    {
      name: 'alpha',
      symbol: String.raw`\alpha`,
      default: 1.6732632423543772,
      min: 1.6732632423543772,
      max: 1.6732632423543772,
    },
    {
      name: 'scale',
      symbol: String.raw`\lambda`,
      default: 1.0507009873554805,
      min: 1.0507009873554805,
      max: 1.0507009873554805,
    },
  ],
  range: '(-1.7580993408473766, ∞)',
  family: 'smooth-rectifier',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'lecun',
  citations: [
    {
      authors: 'G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter',
      title: 'Self-Normalizing Neural Networks',
      year: 2017,
      arxiv: '1706.02515',
    },
  ],
  watchFor: [
    'Self-normalising only with LeCun initialisation (variance 1/fan_in), standardised inputs and AlphaDropout instead of Dropout.',
    "calculate_gain('selu') = 3/4 in PyTorch gives variance 0.5625/fan_in; kaiming_normal_ with nonlinearity='linear' gives the 1/fan_in it needs.",
  ],
  value: (x) => seluScale * (x > 0 ? x : seluAlpha * Math.expm1(x)),
  slope: (x) => seluScale * (x > 0 ? 1 : seluAlpha * Math.exp(x)),
  curvature: (x) => (x > 0 ? 0 : seluScale * seluAlpha * Math.exp(x)),
  kinks: () => [
    {
      x: 0,
      leftDerivative: seluScale * seluAlpha,
      rightDerivative: seluScale,
      conventions: { torch: seluScale * seluAlpha, tensorflow: seluScale, jax: seluScale * seluAlpha },
    },
  ],
};

export const xielu: ElementwiseActivation = {
  id: 'xielu',
  name: 'xIELU',
  aliases: ['expanded integral of the ELU'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}\alpha_px^2+\beta x&x>0\\\alpha_n(e^{\min(x,\epsilon)}-1-x)+\beta x&x\le0\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}2\alpha_px+\beta&x>0\\\alpha_n(e^x-1)+\beta&x<\epsilon\end{cases}`,
  parameters: [
    { name: 'alpha_p', symbol: String.raw`\alpha_p`, default: 0.8, min: 0, max: 10, learned: true },
    { name: 'alpha_n', symbol: String.raw`\alpha_n`, default: 0.8, min: 0.5, max: 10, learned: true },
    { name: 'beta', symbol: String.raw`\beta`, default: 0.5, min: 0, max: 1 },
    { name: 'eps', symbol: String.raw`\epsilon`, default: -1e-6, min: -0.001, max: 0 },
  ],
  range: 'depends on alpha_n, beta',
  family: 'smooth-rectifier',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [
    {
      authors: 'A. H. Huang, I. Schlag',
      title: 'Deriving Activation Functions Using Integration',
      year: 2024,
      arxiv: '2411.13010',
    },
  ],
  watchFor: [
    'Both coefficients are trained, and it grows like x² to the right: it belongs between normalisation layers.',
  ],
  value: (x, parameters) => {
    const beta = numberOf(parameters, 'beta', 0.5);
    if (x > 0) return numberOf(parameters, 'alpha_p', 0.8) * x * x + beta * x;
    const bound = numberOf(parameters, 'eps', -1e-6);
    return numberOf(parameters, 'alpha_n', 0.8) * (Math.expm1(Math.min(x, bound)) - x) + beta * x;
  },
  slope: (x, parameters) => {
    const beta = numberOf(parameters, 'beta', 0.5);
    if (x > 0) return 2 * numberOf(parameters, 'alpha_p', 0.8) * x + beta;
    const bound = numberOf(parameters, 'eps', -1e-6);
    // minimum(x, ε) shares the derivative where both are equal.
    const share = x < bound ? 1 : x === bound ? 0.5 : 0;
    return numberOf(parameters, 'alpha_n', 0.8) * (share * Math.exp(x) - 1) + beta;
  },
  curvature: (x, parameters) => {
    if (x > 0) return 2 * numberOf(parameters, 'alpha_p', 0.8);
    return x < numberOf(parameters, 'eps', -1e-6) ? numberOf(parameters, 'alpha_n', 0.8) * Math.exp(x) : 0;
  },
  kinks: (parameters) => {
    const beta = numberOf(parameters, 'beta', 0.5);
    const alpha = numberOf(parameters, 'alpha_n', 0.8);
    const bound = numberOf(parameters, 'eps', -1e-6);
    if (bound >= 0) return [];
    return [
      {
        x: bound,
        leftDerivative: alpha * Math.expm1(bound) + beta,
        rightDerivative: beta - alpha,
        conventions: {},
      },
      { x: 0, leftDerivative: beta - alpha, rightDerivative: beta, conventions: { torch: beta - alpha } },
    ];
  },
};

export const exponential: ElementwiseActivation = {
  id: 'exponential',
  name: 'Exponential',
  aliases: ['exp'],
  elementwise: true,
  formula: 'f(x)=e^x',
  derivative: "f'(x)=e^x",
  parameters: [],
  range: '(0, ∞)',
  family: 'other',
  monotonic: 'strictly-increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [],
  watchFor: [
    'Explodes between layers: it is for the last layer, where it makes a rate or a scale.',
    'Overflows above 709 in float64, 88.7 in float32 and 11 in float16.',
  ],
  value: Math.exp,
  slope: Math.exp,
  curvature: Math.exp,
  kinks: () => [],
};

export const log1mexp: ElementwiseActivation = {
  id: 'log1mexp',
  name: 'log1mexp',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=\ln(1-e^{-x}),\ x>0`,
  derivative: String.raw`f'(x)=\frac1{e^x-1}`,
  parameters: [],
  range: '(-∞, 0)',
  family: 'other',
  monotonic: 'strictly-increasing',
  saturatesLeft: false,
  saturatesRight: true,
  recommendedInitializer: undefined,
  citations: [
    { authors: 'M. Maechler', title: 'Accurately Computing log(1 - exp(-|a|))', year: 2012, arxiv: null },
  ],
  watchFor: [
    'Defined for x > 0 only: NaN below, −∞ at 0.',
    'A helper for log-probabilities, not for hidden layers.',
  ],
  // ln 2 is where the two forms lose equally little (Mächler 2012).
  value: (x) => (x > Math.LN2 ? Math.log1p(-Math.exp(-x)) : Math.log(-Math.expm1(-x))),
  slope: (x) => (x < 0 ? Number.NaN : 1 / Math.expm1(x)),
  curvature: (x) => (x < 0 ? Number.NaN : x > 700 ? -Math.exp(-x) : 1 / (Math.expm1(x) * Math.expm1(-x))),
  kinks: () => [],
};
