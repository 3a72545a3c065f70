/** Hard and soft maxima over several inputs, and CReLU, which keeps both signs. */
import type { VectorActivation } from './activation';
import { numberOf } from './parameters';
import { logSumExp, softmaxOf } from './vectors';

/** Consecutive groups of `pieces` inputs; the last may be shorter. */
function groupsOf(
  x: readonly number[],
  pieces: number,
): readonly { readonly start: number; readonly values: readonly number[] }[] {
  const size = Math.max(1, Math.floor(pieces));
  return Array.from({ length: Math.ceil(x.length / size) }, (_, group) => ({
    start: group * size,
    values: x.slice(group * size, (group + 1) * size),
  }));
}

export const crelu: VectorActivation = {
  id: 'crelu',
  name: 'CReLU',
  aliases: ['concatenated ReLU'],
  elementwise: false,
  formula: String.raw`f(x)=[\max(0,x),\max(0,-x)]`,
  derivative: String.raw`J=\begin{bmatrix}\operatorname{diag}(1_{x>0})\\-\operatorname{diag}(1_{x<0})\end{bmatrix}`,
  parameters: [{ name: 'axis', symbol: 'axis', default: -1 }],
  range: '[0, ∞)^{2n}',
  family: 'relu',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'he',
  citations: [
    {
      authors: 'W. Shang, K. Sohn, D. Almeida, H. Lee',
      title:
        'Understanding and Improving Convolutional Neural Networks via Concatenated Rectified Linear Units',
      year: 2016,
      arxiv: '1603.05201',
    },
  ],
  watchFor: [
    "It doubles the size of the axis: the next layer needs twice the inputs, and with that fan_in He's gain √2 keeps the mean square.",
    'PyTorch has none built in: torch.cat((F.relu(x), F.relu(−x)), dim).',
  ],
  values: (x) => [...x.map((value) => Math.max(0, value)), ...x.map((value) => Math.max(0, -value))],
  jacobian: (x) => [
    ...x.map((value, row) => x.map((_, column) => (row === column && value > 0 ? 1 : 0))),
    ...x.map((value, row) => x.map((_, column) => (row === column && value < 0 ? -1 : 0))),
  ],
  section: {
    varied: 0,
    heldInputs: [],
    output: 0,
    breaks: [0],
    note: 'One input: the first of its two outputs, max(0, x), is drawn; the second is max(0, −x).',
  },
};

export const maxout: VectorActivation = {
  id: 'maxout',
  name: 'Maxout',
  aliases: [],
  elementwise: false,
  formula: String.raw`f(x)=\max_{i=1..k}\,(w_i^\top x+b_i)`,
  derivative: String.raw`\partial f/\partial z_i=1\text{ for the largest }z_i,\ 0\text{ otherwise}`,
  parameters: [{ name: 'pieces', symbol: 'k', default: 2, min: 1, max: 64 }],
  range: '(-∞, ∞)',
  family: 'other',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'lecun',
  citations: [
    {
      authors: 'I. J. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio',
      title: 'Maxout Networks',
      year: 2013,
      arxiv: '1302.4389',
    },
  ],
  watchFor: [
    'It takes k times the weights for the same number of outputs.',
    'Where pieces tie, torch.max sends the whole gradient to one of them, torch.amax spreads it evenly.',
  ],
  values: (x, parameters) =>
    groupsOf(x, numberOf(parameters, 'pieces', 2)).map((group) => Math.max(...group.values)),
  jacobian: (x, parameters) =>
    groupsOf(x, numberOf(parameters, 'pieces', 2)).map(({ start, values }) => {
      const chosen = start + values.indexOf(Math.max(...values));
      return x.map((_, column) => (column === chosen ? 1 : 0));
    }),
  section: {
    varied: 0,
    heldInputs: [0],
    output: 0,
    breaks: [0],
    note: 'Two pieces: the first varies, the other is held at 0.',
  },
};

export const logsumexp: VectorActivation = {
  id: 'logsumexp',
  name: 'LogSumExp',
  aliases: ['LSE', 'smooth maximum'],
  elementwise: false,
  formula: String.raw`f(x)=\ln\sum_je^{x_j}`,
  derivative: String.raw`\nabla f=\mathrm{softmax}(x)`,
  parameters: [{ name: 'axis', symbol: 'axis', default: null }],
  range: '(-∞, ∞); max(x) <= f <= max(x)+ln n',
  family: 'other',
  monotonic: 'increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [],
  watchFor: ['log(sum(exp(x))) written out overflows above 709 (88 in float32); this does not.'],
  values: (x) => [logSumExp(x)],
  jacobian: (x) => [softmaxOf(x)],
  section: {
    varied: 0,
    heldInputs: [0],
    output: 0,
    note: 'Two inputs: the first varies, the other is held at 0 (which makes it softplus).',
  },
};

export const lse0Plus: VectorActivation = {
  id: 'lse0_plus',
  name: 'LSE0+',
  aliases: ['multivariable softplus'],
  elementwise: false,
  formula: String.raw`f(x_1,\dots,x_n)=\ln(1+e^{x_1}+\dots+e^{x_n})`,
  derivative: String.raw`\frac{\partial f}{\partial x_i}=\frac{e^{x_i}}{1+\sum_je^{x_j}}`,
  parameters: [],
  range: '(0, ∞)',
  family: 'other',
  monotonic: 'increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [
    {
      authors: 'F. Nielsen, G. Hadjeres',
      title: 'Monte Carlo information-geometric structures',
      year: 2018,
      arxiv: null,
    },
  ],
  watchFor: ['Always positive, and softplus for a single input. No framework has it built in.'],
  values: (x) => [logSumExp([0, ...x])],
  jacobian: (x) => [softmaxOf([0, ...x]).slice(1)],
  section: {
    varied: 0,
    heldInputs: [0],
    output: 0,
    note: 'Two inputs: the first varies, the other is held at 0.',
  },
};

export const logmeanexp: VectorActivation = {
  id: 'logmeanexp',
  name: 'LogMeanExp',
  aliases: [],
  elementwise: false,
  formula: String.raw`f(x)=\ln\frac1n\sum_je^{x_j}`,
  derivative: String.raw`\nabla f=\mathrm{softmax}(x)`,
  parameters: [{ name: 'axis', symbol: 'axis', default: null }],
  range: '(-∞, ∞)',
  family: 'other',
  monotonic: 'increasing',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [],
  watchFor: [
    'Between the mean and the maximum of its inputs; LogSumExp less ln n, so it does not grow with the number of inputs.',
  ],
  values: (x) => [logSumExp(x) - Math.log(x.length)],
  jacobian: (x) => [softmaxOf(x)],
  section: {
    varied: 0,
    heldInputs: [0],
    output: 0,
    note: 'Two inputs: the first varies, the other is held at 0.',
  },
};
