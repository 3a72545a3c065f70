/** What each initialiser is called, made for, and how its variance is written. */

export interface InitializerFacts {
  readonly name: string;
  readonly madeFor: string | undefined;
  /** Var(w), as text. */
  readonly variance: string | undefined;
  readonly source: string | undefined;
}

const glorot =
  'X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010';
const he = 'K. He et al., Delving Deep into Rectifiers, 2015';
const lecun =
  'Y. LeCun et al., Efficient BackProp, 1998; G. Klambauer et al., Self-Normalizing Neural Networks, 2017';
const saxe =
  'A. M. Saxe et al., Exact solutions to the nonlinear dynamics of learning in deep linear neural networks, 2014';

const facts: ReadonlyMap<string, InitializerFacts> = new Map(
  (
    [
      [
        'xavier_uniform',
        'Xavier (Glorot) uniform',
        'tanh, softsign and linear layers',
        'gain²·2/(fan-in + fan-out)',
        glorot,
      ],
      [
        'xavier_normal',
        'Xavier (Glorot) normal',
        'tanh, softsign and linear layers',
        'gain²·2/(fan-in + fan-out)',
        glorot,
      ],
      ['kaiming_uniform', 'He (Kaiming) uniform', 'ReLU and its kin', 'gain²/fan', he],
      ['kaiming_normal', 'He (Kaiming) normal', 'ReLU and its kin', 'gain²/fan', he],
      [
        'lecun_uniform',
        'LeCun uniform',
        'SELU, linear layers and tanh scaled to unit variance',
        '1/fan-in',
        lecun,
      ],
      [
        'lecun_normal',
        'LeCun normal',
        'SELU, linear layers and tanh scaled to unit variance',
        '1/fan-in',
        lecun,
      ],
      [
        'orthogonal',
        'Orthogonal',
        'recurrent kernels and deep linear or tanh networks: it keeps the length of every vector times gain',
        'gain²/max(rows, columns)',
        saxe,
      ],
      [
        'delta_orthogonal',
        'Delta-orthogonal',
        'very deep convolutions: orthogonal at the centre of the kernel, zero elsewhere',
        undefined,
        undefined,
      ],
      [
        'identity',
        'Identity',
        'recurrent kernels with ReLU (IRNN)',
        undefined,
        'Q. V. Le et al., A Simple Way to Initialize Recurrent Networks of Rectified Linear Units, 2015',
      ],
      ['dirac', 'Dirac', 'convolutions that begin by passing their input on', undefined, undefined],
      [
        'zeros',
        'Zeros',
        'biases, and the last layer of a residual branch; a hidden layer’s kernel of zeros never breaks its symmetry',
        undefined,
        undefined,
      ],
      ['ones', 'Ones', 'scales of normalisation layers and forget-gate biases', undefined, undefined],
      ['constant', 'Constant', 'biases', undefined, undefined],
      [
        'normal',
        'Normal',
        'embeddings, or where a paper gives the standard deviation: it does not look at the width of the layer',
        'std²',
        undefined,
      ],
      [
        'uniform',
        'Uniform',
        'embeddings, or where a paper gives the interval: it does not look at the width of the layer',
        '(high − low)²/12',
        undefined,
      ],
      [
        'trunc_normal',
        'Truncated normal',
        'transformers and embeddings: no far outliers',
        'std² times what the cut leaves (0.774 for ±2 sd)',
        undefined,
      ],
      [
        'trunc_normal_between',
        'Truncated normal',
        'transformers and embeddings: no far outliers',
        'std², less what the cut at a and b (±2) takes',
        undefined,
      ],
      [
        'variance_scaling',
        'Variance scaling',
        'any activation whose gain² is given as scale',
        'scale/fan',
        he,
      ],
      [
        'sparse',
        'Sparse normal',
        'units that should start with few inputs',
        '(1 − sparsity)·std²',
        'J. Martens, Deep learning via Hessian-free optimization, 2010',
      ],
      ['stft', 'Short-time Fourier basis', 'spectrogram layers', undefined, undefined],
      [
        'torch_default_linear',
        'PyTorch’s default',
        'nothing in particular: U(±1/√fan-in), a third of LeCun’s variance',
        '1/(3·fan-in)',
        undefined,
      ],
    ] as const
  ).map(([id, name, madeFor, variance, source]) => [id, { name, madeFor, variance, source }]),
);

export function initializerFacts(id: string): InitializerFacts | undefined {
  return facts.get(id);
}

/** `Xavier uniform` for `Xavier (Glorot) uniform`. */
export const shortInitializerName = (id: string): string => facts.get(id)?.name.replace(/ \(\w+\)/, '') ?? id;

export function allInitializerFacts(): readonly InitializerFacts[] {
  return [...facts.values()];
}
