/** Piecewise-linear stand-ins for smooth functions, shrinkage and the step. */
import type { ElementwiseActivation } from './activation';
import { linearPieces } from './linear-pieces';
import { numberOf } from './parameters';

export const hardtanh: ElementwiseActivation = {
  id: 'hardtanh',
  name: 'Hardtanh',
  aliases: ['hard tanh', 'clip', 'clamp'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}b&x>b\\x&a\le x\le b\\a&x<a\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}1&a<x<b\\0&x<a\text{ or }x>b\end{cases}`,
  parameters: [
    { name: 'min', symbol: 'a', default: -1.0, min: -100, max: 0 },
    { name: 'max', symbol: 'b', default: 1.0, min: 0, max: 100 },
  ],
  range: '[a, b]',
  family: 'saturating',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [{ authors: 'R. Collobert', title: 'Large Scale Machine Learning', year: 2004, arxiv: null }],
  watchFor: [
    'torch.clamp is the same function, but takes 1 for its derivative at the corners.',
    'No gradient outside [a, b]: units can get stuck there.',
  ],
  ...linearPieces({
    cornersOf: (parameters) => [
      { x: numberOf(parameters, 'min', -1), convention: 0, conventions: { torch: 0, jax: 1 } },
      { x: numberOf(parameters, 'max', 1), convention: 0, conventions: { torch: 0, jax: 1 } },
    ],
    piecesOf: (parameters) => [
      [0, numberOf(parameters, 'min', -1)],
      [1, 0],
      [0, numberOf(parameters, 'max', 1)],
    ],
  }),
};

export const hardSigmoid: ElementwiseActivation = {
  id: 'hard_sigmoid',
  name: 'Hard sigmoid',
  aliases: ['hsigmoid', 'hard logistic'],
  elementwise: true,
  formula: String.raw`f(x)=\frac{\min(\max(x+3,0),6)}6`,
  derivative: String.raw`f'(x)=\begin{cases}\tfrac16&|x|<3\\0&|x|>3\end{cases}`,
  parameters: [],
  range: '[0, 1]',
  family: 'saturating',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [
    { authors: 'A. Howard et al.', title: 'Searching for MobileNetV3', year: 2019, arxiv: '1905.02244' },
  ],
  watchFor: ['Slope 1/6 at most: through several layers the gradient shrinks faster than with tanh.'],
  value: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
  slope: (x) => (Math.abs(x) < 3 ? 1 / 6 : 0),
  curvature: () => 0,
  kinks: () => [
    { x: -3, leftDerivative: 0, rightDerivative: 1 / 6, conventions: { torch: 0, jax: 0 } },
    { x: 3, leftDerivative: 1 / 6, rightDerivative: 0, conventions: { torch: 0, jax: 0 } },
  ],
};

export const hardSigmoidKeras2: ElementwiseActivation = {
  id: 'hard_sigmoid_keras2',
  name: 'Hard sigmoid (Keras 2)',
  aliases: ['Theano hard sigmoid'],
  elementwise: true,
  formula: String.raw`f(x)=\min(\max(0.2x+0.5,0),1)`,
  derivative: String.raw`f'(x)=\begin{cases}0.2&|x|<2.5\\0&|x|>2.5\end{cases}`,
  parameters: [],
  range: '[0, 1]',
  family: 'saturating',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'M. Courbariaux, Y. Bengio, J.-P. David',
      title: 'BinaryConnect: Training Deep Neural Networks with binary weights during propagations',
      year: 2015,
      arxiv: '1511.00363',
    },
  ],
  watchFor: [
    'The form up to Keras 2.15; weights trained with it give other outputs under Keras 3, which uses relu6(x + 3)/6.',
  ],
  ...linearPieces({
    cornersOf: () => [
      { x: -2.5, convention: 0, conventions: {} },
      { x: 2.5, convention: 0, conventions: {} },
    ],
    piecesOf: () => [
      [0, 0],
      [0.2, 0.5],
      [0, 1],
    ],
  }),
};

export const hardSwish: ElementwiseActivation = {
  id: 'hard_swish',
  name: 'Hard swish',
  aliases: ['hard SiLU', 'hswish', 'hard_silu'],
  elementwise: true,
  formula: String.raw`f(x)=x\,\frac{\min(\max(x+3,0),6)}6`,
  derivative: String.raw`f'(x)=\begin{cases}0&x<-3\\\tfrac{2x+3}6&|x|<3\\1&x>3\end{cases}`,
  parameters: [],
  range: '[-0.375, ∞)',
  family: 'smooth-rectifier',
  gated: true,
  monotonic: 'none',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    { authors: 'A. Howard et al.', title: 'Searching for MobileNetV3', year: 2019, arxiv: '1905.02244' },
  ],
  watchFor: ['Not monotonic: it falls to −0.375 at x = −1.5.'],
  value: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  slope: (x) => (x < -3 ? 0 : x < 3 ? (2 * x + 3) / 6 : 1),
  curvature: (x) => (Math.abs(x) < 3 ? 1 / 3 : 0),
  kinks: () => [
    { x: -3, leftDerivative: 0, rightDerivative: -0.5, conventions: { torch: -0.5, jax: 0 } },
    { x: 3, leftDerivative: 1.5, rightDerivative: 1, conventions: { torch: 1, jax: 1 } },
  ],
};

export const hardshrink: ElementwiseActivation = {
  id: 'hardshrink',
  name: 'Hard shrink',
  aliases: ['hard thresholding'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}x&|x|>\lambda\\0&|x|\le\lambda\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}1&|x|>\lambda\\0&|x|<\lambda\end{cases}`,
  parameters: [{ name: 'lambda', symbol: String.raw`\lambda`, default: 0.5, min: 0, max: 10 }],
  range: 'R minus [-lambda,0) u (0,lambda]',
  family: 'other',
  monotonic: 'increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'D. L. Donoho, I. M. Johnstone',
      title: 'Ideal spatial adaptation by wavelet shrinkage',
      year: 1994,
      arxiv: null,
    },
  ],
  watchFor: [
    'It jumps by λ at ±λ, and the gradient does not see the jump.',
    'Inputs within ±λ get no gradient.',
  ],
  value: (x, parameters) => (Math.abs(x) > numberOf(parameters, 'lambda', 0.5) ? x : 0),
  slope: (x, parameters) => (Math.abs(x) > numberOf(parameters, 'lambda', 0.5) ? 1 : 0),
  curvature: () => 0,
  kinks: (parameters) => {
    const lambda = numberOf(parameters, 'lambda', 0.5);
    return [
      { x: -lambda, leftDerivative: 1, rightDerivative: 0, conventions: { torch: 0 } },
      { x: lambda, leftDerivative: 0, rightDerivative: 1, conventions: { torch: 0 } },
    ];
  },
};

export const softshrink: ElementwiseActivation = {
  id: 'softshrink',
  name: 'Soft shrink',
  aliases: ['soft thresholding'],
  elementwise: true,
  formula: String.raw`f(x)=\operatorname{sign}(x)\max(|x|-\lambda,0)`,
  derivative: String.raw`f'(x)=\begin{cases}1&|x|>\lambda\\0&|x|<\lambda\end{cases}`,
  parameters: [{ name: 'lambda', symbol: String.raw`\lambda`, default: 0.5, min: 0, max: 10 }],
  range: '(-∞, ∞)',
  family: 'other',
  monotonic: 'increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'D. L. Donoho, I. M. Johnstone',
      title: 'Ideal spatial adaptation by wavelet shrinkage',
      year: 1994,
      arxiv: null,
    },
  ],
  watchFor: ['Inputs within ±λ get no gradient; everything else loses λ.'],
  ...linearPieces({
    cornersOf: (parameters) => {
      const lambda = numberOf(parameters, 'lambda', 0.5);
      return [
        { x: -lambda, convention: 0, conventions: { torch: 0 } },
        { x: lambda, convention: 0, conventions: { torch: 0 } },
      ];
    },
    piecesOf: (parameters) => {
      const lambda = numberOf(parameters, 'lambda', 0.5);
      return [
        [1, lambda],
        [0, 0],
        [1, -lambda],
      ];
    },
  }),
};

export const sparseSigmoid: ElementwiseActivation = {
  id: 'sparse_sigmoid',
  name: 'Sparse sigmoid',
  aliases: [],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}0&x\le-1\\\tfrac{x+1}2&-1<x<1\\1&x\ge1\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}\tfrac12&|x|<1\\0&|x|>1\end{cases}`,
  parameters: [],
  range: '[0, 1]',
  family: 'saturating',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'M. Blondel, A. F. T. Martins, V. Niculae',
      title: 'Learning with Fenchel-Young Losses',
      year: 2019,
      arxiv: '1901.02324',
    },
  ],
  watchFor: ['No gradient outside (−1, 1).'],
  ...linearPieces({
    cornersOf: () => [
      { x: -1, convention: 0, conventions: { jax: 0.25, keras: 0 } },
      { x: 1, convention: 0, conventions: { jax: 0.25, keras: 0 } },
    ],
    piecesOf: () => [
      [0, 0],
      [0.5, 0.5],
      [0, 1],
    ],
  }),
};

export const heaviside: ElementwiseActivation = {
  id: 'heaviside',
  name: 'Heaviside step',
  aliases: ['unit step', 'binary step', 'threshold unit'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}1&x>0\\h_0&x=0\\0&x<0\end{cases}`,
  derivative: String.raw`f'(x)=0\ (x\neq0)`,
  parameters: [{ name: 'value_at_zero', symbol: 'h_0', default: 0.5, min: 0, max: 1 }],
  range: '{0, 1}',
  family: 'saturating',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: undefined,
  citations: [
    {
      authors: 'W. S. McCulloch, W. Pitts',
      title: 'A logical calculus of the ideas immanent in nervous activity',
      year: 1943,
      arxiv: null,
    },
  ],
  watchFor: [
    'Its gradient is zero almost everywhere, so nothing before it learns without a surrogate such as the straight-through estimator; torch.heaviside refuses to be differentiated.',
  ],
  value: (x, parameters) =>
    Number.isNaN(x) ? x : x > 0 ? 1 : x < 0 ? 0 : numberOf(parameters, 'value_at_zero', 0.5),
  slope: () => 0,
  curvature: () => 0,
  kinks: () => [{ x: 0, leftDerivative: 0, rightDerivative: 0, conventions: {} }],
};
