/** Maps onto the probability simplex and their logarithms. */
import type { VectorActivation } from './activation';
import { numberOf } from './parameters';
import { squareMatrix, logSumExp, softmaxOf, sparsemaxOf } from './vectors';

/** ∂softmax_i/∂x_j = f_i(δ_ij − f_j). */
function softmaxJacobian(x: readonly number[], factor = 1): readonly (readonly number[])[] {
  const f = softmaxOf(x);
  return squareMatrix(
    x.length,
    (row, column) => factor * (f[row] ?? 0) * ((row === column ? 1 : 0) - (f[column] ?? 0)),
  );
}

const negated = (x: readonly number[]) => x.map((value) => -value);

export const softmax: VectorActivation = {
  id: 'softmax',
  name: 'Softmax',
  aliases: ['normalised exponential', 'softargmax'],
  elementwise: false,
  formula: String.raw`f(x)_i=\frac{e^{x_i}}{\sum_je^{x_j}}`,
  derivative: String.raw`\frac{\partial f_i}{\partial x_j}=f_i(\delta_{ij}-f_j)`,
  parameters: [{ name: 'axis', symbol: 'axis', default: -1 }],
  range: 'open probability simplex',
  family: 'other',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [
    {
      authors: 'J. S. Bridle',
      title:
        'Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to Statistical Pattern Recognition',
      year: 1990,
      arxiv: null,
    },
  ],
  watchFor: [
    'For a loss on logits (CrossEntropyLoss, from_logits=True) leave it out: applied twice at 10 classes the loss cannot fall below 1.46.',
    'Over a single unit it is always 1; over the wrong axis it mixes samples.',
  ],
  values: (x) => softmaxOf(x),
  jacobian: (x) => softmaxJacobian(x),
  section: {
    varied: 0,
    heldInputs: [0, 0],
    output: 0,
    note: 'Three inputs: the first varies, the other two are held at 0; the first output is drawn.',
  },
};

export const logSoftmax: VectorActivation = {
  id: 'log_softmax',
  name: 'Log-softmax',
  aliases: [],
  elementwise: false,
  formula: String.raw`f(x)_i=x_i-\ln\sum_je^{x_j}`,
  derivative: String.raw`\frac{\partial f_i}{\partial x_j}=\delta_{ij}-\mathrm{softmax}(x)_j`,
  parameters: [{ name: 'axis', symbol: 'axis', default: -1 }],
  range: '(-∞, 0)',
  family: 'other',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [],
  watchFor: [
    'It pairs with NLLLoss; CrossEntropyLoss applies it itself.',
    'log(softmax(x)) written out gives −∞ where this stays finite.',
  ],
  values: (x) => {
    const total = logSumExp(x);
    return x.map((value) => value - total);
  },
  jacobian: (x) => {
    const f = softmaxOf(x);
    return squareMatrix(x.length, (row, column) => (row === column ? 1 : 0) - (f[column] ?? 0));
  },
  section: {
    varied: 0,
    heldInputs: [0, 0],
    output: 0,
    note: 'Three inputs: the first varies, the other two are held at 0; the first output is drawn.',
  },
};

export const softmin: VectorActivation = {
  id: 'softmin',
  name: 'Softmin',
  aliases: [],
  elementwise: false,
  formula: String.raw`f(x)=\mathrm{softmax}(-x)`,
  derivative: String.raw`\frac{\partial f_i}{\partial x_j}=-f_i(\delta_{ij}-f_j)`,
  parameters: [{ name: 'axis', symbol: 'axis', default: null }],
  range: 'open probability simplex',
  family: 'other',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [],
  watchFor: [
    'The smallest input gets the largest share: it is softmax(−x). PyTorch without dim guesses the axis and warns.',
  ],
  values: (x) => softmaxOf(negated(x)),
  jacobian: (x) => softmaxJacobian(negated(x), -1),
  section: {
    varied: 0,
    heldInputs: [0, 0],
    output: 0,
    note: 'Three inputs: the first varies, the other two are held at 0; the first output is drawn.',
  },
};

export const gumbelSoftmax: VectorActivation = {
  id: 'gumbel_softmax',
  name: 'Gumbel-softmax',
  aliases: ['concrete distribution'],
  elementwise: false,
  formula: String.raw`f(x)_i=\frac{e^{(x_i+g_i)/\tau}}{\sum_je^{(x_j+g_j)/\tau}},\ g_i\sim\mathrm{Gumbel}(0,1)`,
  derivative: String.raw`\frac{\partial f_i}{\partial x_j}=\tfrac1\tau f_i(\delta_{ij}-f_j)`,
  parameters: [
    { name: 'tau', symbol: String.raw`\tau`, default: 1.0, min: 0.01, max: 100 },
    { name: 'hard', symbol: 'hard', default: false },
  ],
  range: 'probability simplex',
  family: 'other',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [
    {
      authors: 'E. Jang, S. Gu, B. Poole',
      title: 'Categorical Reparameterization with Gumbel-Softmax',
      year: 2016,
      arxiv: '1611.01144',
    },
  ],
  watchFor: [
    'Random: drawn here without its Gumbel noise. A small τ makes it nearly one-hot with large, noisy gradients.',
    'hard=True is one-hot forward with the soft gradient (straight-through).',
  ],
  values: (x, parameters) => {
    const tau = numberOf(parameters, 'tau', 1);
    const soft = softmaxOf(x.map((value) => value / tau));
    if (parameters['hard'] !== true) return soft;
    const largest = soft.indexOf(Math.max(...soft));
    return soft.map((_, index) => (index === largest ? 1 : 0));
  },
  jacobian: (x, parameters) => {
    const tau = numberOf(parameters, 'tau', 1);
    return softmaxJacobian(
      x.map((value) => value / tau),
      1 / tau,
    );
  },
  section: {
    varied: 0,
    heldInputs: [0, 0],
    output: 0,
    note: 'Three inputs without Gumbel noise: the first varies, the other two are held at 0; the first output is drawn.',
  },
};

export const sparsemax: VectorActivation = {
  id: 'sparsemax',
  name: 'Sparsemax',
  aliases: [],
  elementwise: false,
  formula: String.raw`f(x)=\arg\min_{p\in\Delta}\|p-x\|^2,\quad f(x)_i=\max(0,x_i-\tau(x))`,
  derivative: String.raw`J=\operatorname{diag}(s)-\frac{ss^\top}{|S|},\ s=1_{S},\ S=\{i:f_i>0\}`,
  parameters: [{ name: 'axis', symbol: 'axis', default: -1 }],
  range: 'probability simplex',
  family: 'other',
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [
    {
      authors: 'A. F. T. Martins, R. F. Astudillo',
      title: 'From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label Classification',
      year: 2016,
      arxiv: '1602.02068',
    },
  ],
  watchFor: [
    'Classes far behind get exactly 0, and with it no gradient: a cross-entropy on its logarithm is infinite.',
  ],
  values: (x) => sparsemaxOf(x),
  jacobian: (x) => {
    const support = sparsemaxOf(x).map((value) => value > 0);
    const size = support.filter(Boolean).length;
    return squareMatrix(x.length, (row, column) =>
      support[row] && support[column] ? (row === column ? 1 : 0) - 1 / size : 0,
    );
  },
  section: {
    varied: 0,
    heldInputs: [0, 0],
    output: 0,
    breaks: [-0.5, 1],
    note: 'Three inputs: the first varies, the other two are held at 0; the first output is drawn.',
  },
};
