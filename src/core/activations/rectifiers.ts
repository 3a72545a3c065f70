/** ReLU and its kin: straight lines with a corner. */
import type { ActivationParameters, ElementwiseActivation, Kink } from './activation';
import { linearPieces } from './linear-pieces';
import { numberOf } from './parameters';

/** Slope a below 0 and 1 above. PyTorch and TensorFlow test x > 0, JAX x ≥ 0. */
function leaky(
  slopeOf: (parameters: ActivationParameters) => number,
  conventionsOf: (slope: number) => Kink['conventions'],
) {
  return {
    value: (x: number, parameters: ActivationParameters) => (x > 0 ? x : slopeOf(parameters) * x),
    slope: (x: number, parameters: ActivationParameters) => (x > 0 ? 1 : slopeOf(parameters)),
    curvature: () => 0,
    kinks: (parameters: ActivationParameters): readonly Kink[] => {
      const slope = slopeOf(parameters);
      if (slope === 1) return [];
      return [{ x: 0, leftDerivative: slope, rightDerivative: 1, conventions: conventionsOf(slope) }];
    },
  };
}

export const linear: ElementwiseActivation = {
  id: 'linear',
  name: 'Linear',
  aliases: ['identity', 'pass-through'],
  elementwise: true,
  formula: 'f(x)=x',
  derivative: "f'(x)=1",
  parameters: [],
  range: '(-∞, ∞)',
  family: 'linear',
  monotonic: 'strictly-increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'xavier',
  citations: [],
  watchFor: [
    'Layers with nothing but this between them collapse into one linear map, whatever their number.',
  ],
  value: (x) => x,
  slope: () => 1,
  curvature: () => 0,
  kinks: () => [],
};

export const relu: ElementwiseActivation = {
  id: 'relu',
  name: 'ReLU',
  aliases: ['rectified linear unit', 'rectifier', 'ramp function', 'positive part'],
  elementwise: true,
  formula: String.raw`f(x)=\max(0,x)`,
  derivative: String.raw`f'(x)=\begin{cases}1&x>0\\0&x<0\end{cases}`,
  parameters: [],
  range: '[0, ∞)',
  family: 'relu',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'A. S. Householder',
      title:
        'A theory of steady-state activity in nerve-fiber networks: I. Definitions and preliminary lemmas',
      year: 1941,
      arxiv: null,
    },
    {
      authors: 'K. Fukushima',
      title: 'Visual feature extraction by a multilayered network of analog threshold elements',
      year: 1969,
      arxiv: null,
    },
    {
      authors: 'V. Nair, G. E. Hinton',
      title: 'Rectified Linear Units Improve Restricted Boltzmann Machines',
      year: 2010,
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
    'A unit whose pre-activation is negative on every input has zero gradient and stays dead; large negative biases and high learning rates make such units.',
    'With Xavier instead of He initialisation the mean square halves with every layer: ×0.016 after six.',
  ],
  ...linearPieces({
    cornersOf: () => [{ x: 0, convention: 0, conventions: { torch: 0, tensorflow: 0, jax: 0 } }],
    piecesOf: () => [
      [0, 0],
      [1, 0],
    ],
  }),
};

export const leakyRelu: ElementwiseActivation = {
  id: 'leaky_relu',
  name: 'Leaky ReLU',
  aliases: ['LReLU', 'leaky rectifier'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}x&x\ge0\\\alpha x&x<0\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}1&x>0\\\alpha&x<0\end{cases}`,
  parameters: [{ name: 'alpha', symbol: String.raw`\alpha`, default: 0.01, min: 0, max: 1 }],
  range: '(-∞, ∞)',
  family: 'relu',
  monotonic: 'strictly-increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'A. L. Maas, A. Y. Hannun, A. Y. Ng',
      title: 'Rectifier Nonlinearities Improve Neural Network Acoustic Models',
      year: 2013,
      arxiv: null,
    },
  ],
  watchFor: ['max(x, αx) equals it only for α ≤ 1; α = 1 is the identity.'],
  ...leaky(
    (parameters) => numberOf(parameters, 'alpha', 0.01),
    (slope) => ({ torch: slope, tensorflow: slope, jax: 1 }),
  ),
};

export const prelu: ElementwiseActivation = {
  id: 'prelu',
  name: 'PReLU',
  aliases: ['parametric ReLU'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}x&x>0\\\alpha x&x\le0\end{cases},\ \alpha\ \text{learned}`,
  derivative: String.raw`f'(x)=\begin{cases}1&x>0\\\alpha&x<0\end{cases},\quad \partial f/\partial\alpha=\min(0,x)`,
  parameters: [{ name: 'alpha', symbol: String.raw`\alpha`, default: 0.25, min: -1, max: 1, learned: true }],
  range: '(-∞, ∞)',
  family: 'relu',
  monotonic: 'strictly-increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'K. He, X. Zhang, S. Ren, J. Sun',
      title: 'Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification',
      year: 2015,
      arxiv: '1502.01852',
    },
  ],
  watchFor: [
    'The slope is trained: weight decay on it pulls it to 0, which is plain ReLU; keep it out of the decayed parameters.',
  ],
  ...leaky(
    (parameters) => numberOf(parameters, 'alpha', 0.25),
    (slope) => ({ torch: slope, jax: 1, keras: 0 }),
  ),
};

export const rrelu: ElementwiseActivation = {
  id: 'rrelu',
  name: 'RReLU',
  aliases: ['randomized leaky ReLU'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}x&x\ge0\\ax&x<0\end{cases},\ a\sim U(l,u)\text{ in training},\ a=\tfrac{l+u}2\text{ in evaluation}`,
  derivative: String.raw`f'(x)=\begin{cases}1&x>0\\a&x<0\end{cases}`,
  parameters: [
    { name: 'lower', symbol: 'l', default: 0.125, min: 0, max: 1 },
    { name: 'upper', symbol: 'u', default: 1 / 3, min: 0, max: 1 },
  ],
  range: '(-∞, ∞)',
  family: 'relu',
  monotonic: 'strictly-increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'B. Xu, N. Wang, T. Chen, M. Li',
      title: 'Empirical Evaluation of Rectified Activations in Convolutional Network',
      year: 2015,
      arxiv: '1505.00853',
    },
  ],
  watchFor: [
    'Drawn with the slope of evaluation, (l+u)/2; in training each element draws its own from U(l, u).',
    'F.rrelu has training=False by default: called alone it is deterministic.',
  ],
  ...leaky(
    (parameters) => (numberOf(parameters, 'lower', 1 / 8) + numberOf(parameters, 'upper', 1 / 3)) / 2,
    (slope) => ({ torch: slope }),
  ),
};

export const relu6: ElementwiseActivation = {
  id: 'relu6',
  name: 'ReLU6',
  aliases: ['clipped ReLU at 6'],
  elementwise: true,
  formula: String.raw`f(x)=\min(\max(0,x),6)`,
  derivative: String.raw`f'(x)=\begin{cases}1&0<x<6\\0&x<0\text{ or }x>6\end{cases}`,
  parameters: [],
  range: '[0, 6]',
  family: 'relu',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: true,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'A. Krizhevsky',
      title: 'Convolutional Deep Belief Networks on CIFAR-10',
      year: 2010,
      arxiv: null,
    },
  ],
  watchFor: ['No gradient above 6 as well as below 0: units can be dead on either side.'],
  ...linearPieces({
    cornersOf: () => [
      { x: 0, convention: 0, conventions: { torch: 0, tensorflow: 0, jax: 0 } },
      { x: 6, convention: 0, conventions: { torch: 0, tensorflow: 0, jax: 0 } },
    ],
    piecesOf: () => [
      [0, 0],
      [1, 0],
      [0, 6],
    ],
  }),
};

export const kerasRelu: ElementwiseActivation = {
  id: 'keras_relu',
  name: 'Keras general ReLU',
  aliases: ['thresholded leaky clipped ReLU'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}\min(x,m)&x>\theta\\s(x-\theta)&x\le\theta\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}0&x>m\\1&\theta<x<m\\s&x<\theta\end{cases}`,
  parameters: [
    { name: 'negative_slope', symbol: 's', default: 0.0, min: 0, max: 1 },
    { name: 'max_value', symbol: 'm', default: null, min: 0, max: 100 },
    { name: 'threshold', symbol: String.raw`\theta`, default: 0.0, min: 0, max: 10 },
  ],
  range: 'depends on parameters',
  family: 'relu',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [],
  watchFor: [
    'keras.layers.ReLU takes max_value first, keras.activations.relu negative_slope: ReLU(6) caps at 6, relu(x, 6) makes the slope 6.',
    'With a threshold above 0 the function jumps there.',
  ],
  ...linearPieces({
    cornersOf: (parameters) => {
      const corners = [{ x: numberOf(parameters, 'threshold', 0), convention: 0, conventions: { keras: 0 } }];
      const maximum = parameters['max_value'];
      if (typeof maximum === 'number') corners.push({ x: maximum, convention: 0, conventions: { keras: 0 } });
      return corners;
    },
    piecesOf: (parameters) => {
      const slope = numberOf(parameters, 'negative_slope', 0);
      const maximum = parameters['max_value'];
      const pieces: [number, number][] = [
        [slope, -slope * numberOf(parameters, 'threshold', 0)],
        [1, 0],
      ];
      if (typeof maximum === 'number') pieces.push([0, maximum]);
      return pieces;
    },
  }),
};

export const reluSquared: ElementwiseActivation = {
  id: 'relu_squared',
  name: 'Squared ReLU',
  aliases: ['ReLU^2', 'relu2'],
  elementwise: true,
  formula: String.raw`f(x)=\max(0,x)^2`,
  derivative: String.raw`f'(x)=2\max(0,x)`,
  parameters: [],
  range: '[0, ∞)',
  family: 'smooth-rectifier',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'D. R. So, W. Manke, H. Liu, Z. Dai, N. Shazeer, Q. V. Le',
      title: 'Primer: Searching for Efficient Transformers for Language Modeling',
      year: 2021,
      arxiv: '2109.08668',
    },
  ],
  watchFor: [
    'Not homogeneous: no initialiser gain keeps the mean square over depth, so it belongs between normalisation layers (it comes from Transformers).',
  ],
  value: (x) => {
    const positive = Math.max(0, x);
    return positive * positive;
  },
  slope: (x) => 2 * Math.max(0, x),
  curvature: (x) => (x > 0 ? 2 : 0),
  // The second derivative jumps.
  seams: () => [0],
  kinks: () => [],
};

export const shiftedRelu: ElementwiseActivation = {
  id: 'shifted_relu',
  name: 'Shifted ReLU (SReLU)',
  aliases: ['SReLU', 'displaced ReLU'],
  elementwise: true,
  formula: String.raw`f(x)=\max(-\alpha,x)`,
  derivative: String.raw`f'(x)=\begin{cases}1&x>-\alpha\\0&x<-\alpha\end{cases}`,
  parameters: [{ name: 'alpha', symbol: String.raw`\alpha`, default: 1.0, min: 0, max: 10 }],
  range: '[-alpha, ∞)',
  family: 'relu',
  monotonic: 'increasing',
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
    'No framework has it built in; written max(x, −α) by hand its derivative at the corner depends on the form: 1/2 for maximum, 1 for clamp.',
    'SReLU also names the S-shaped ReLU of Jin et al. 2015, another function.',
  ],
  ...linearPieces({
    cornersOf: (parameters) => [{ x: -numberOf(parameters, 'alpha', 1), convention: 0, conventions: {} }],
    piecesOf: (parameters) => [
      [0, -numberOf(parameters, 'alpha', 1)],
      [1, 0],
    ],
  }),
};

export const threshold: ElementwiseActivation = {
  id: 'threshold',
  name: 'Threshold',
  aliases: ['thresholded ReLU (value=0)'],
  elementwise: true,
  formula: String.raw`f(x)=\begin{cases}x&x>\theta\\v&x\le\theta\end{cases}`,
  derivative: String.raw`f'(x)=\begin{cases}1&x>\theta\\0&x<\theta\end{cases}`,
  parameters: [
    { name: 'threshold', symbol: String.raw`\theta`, default: null, min: -10, max: 10 },
    { name: 'value', symbol: 'v', default: null, min: -10, max: 10 },
  ],
  range: '{v} u (threshold, ∞)',
  family: 'relu',
  monotonic: 'increasing',
  saturatesLeft: true,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'K. Konda, R. Memisevic, D. Krueger',
      title: 'Zero-bias autoencoders and the benefits of co-adapting features',
      year: 2014,
      arxiv: '1402.3337',
    },
  ],
  watchFor: [
    'It jumps at the threshold unless value equals threshold; the gradient knows nothing of the jump.',
    'Both arguments must be given; threshold and value 0 make it ReLU.',
  ],
  ...linearPieces({
    cornersOf: (parameters) => [
      { x: numberOf(parameters, 'threshold', 0), convention: 0, conventions: { torch: 0 } },
    ],
    piecesOf: (parameters) => [
      [0, numberOf(parameters, 'value', 0)],
      [1, 0],
    ],
  }),
};
