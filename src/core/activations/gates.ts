/** One half of the inputs gates the other. Inputs are [a, b], half each. */
import { logistic, logisticSlope } from '../numerics/elementary';
import type { VectorActivation } from './activation';
import { geluSlope, geluValue, swishSlope, swishValue } from './self-gated';

interface Gate {
  readonly linear: 'first' | 'second';
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
}

/** Linear half times gate(other half). An odd last input is ignored, as no framework accepts it. */
function gated(gate: Gate): Pick<VectorActivation, 'values' | 'jacobian'> {
  const halves = (x: readonly number[], row: number) => {
    const size = Math.floor(x.length / 2);
    const [linearAt, gateAt] = gate.linear === 'first' ? [row, row + size] : [row + size, row];
    return { linearAt, gateAt, linear: x[linearAt] ?? 0, input: x[gateAt] ?? 0 };
  };
  const rows = (x: readonly number[]) =>
    Array.from({ length: Math.floor(x.length / 2) }, (_, row) => halves(x, row));
  return {
    values: (x) => rows(x).map(({ linear, input }) => linear * gate.value(input)),
    jacobian: (x) =>
      rows(x).map(({ linearAt, gateAt, linear, input }) =>
        x.map((_, column) =>
          column === linearAt ? gate.value(input) : column === gateAt ? linear * gate.slope(input) : 0,
        ),
      ),
  };
}

export const glu: VectorActivation = {
  id: 'glu',
  name: 'GLU',
  aliases: ['gated linear unit'],
  elementwise: false,
  formula: String.raw`f([a,b])=a\odot\sigma(b)`,
  derivative: String.raw`\frac{\partial f}{\partial a}=\sigma(b),\ \frac{\partial f}{\partial b}=a\,\sigma(b)\sigma(-b)`,
  parameters: [{ name: 'axis', symbol: 'axis', default: -1 }],
  range: 'R^{n/2}',
  family: 'gate',
  gated: true,
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: 'xavier',
  citations: [
    {
      authors: 'Y. N. Dauphin, A. Fan, M. Auli, D. Grangier',
      title: 'Language Modeling with Gated Convolutional Networks',
      year: 2016,
      arxiv: '1612.08083',
    },
  ],
  watchFor: [
    'It halves the size of the axis, which must be even.',
    "Output mean square is 0.29 of one branch's for unit Gaussians: follow it with a normalisation layer or a larger gain.",
  ],
  ...gated({ linear: 'first', value: logistic, slope: logisticSlope }),
  section: {
    varied: 1,
    heldInputs: [1],
    output: 0,
    note: 'Two inputs [a, b]: the gate b varies, the linear half a is held at 1.',
  },
};

export const geglu: VectorActivation = {
  id: 'geglu',
  name: 'GeGLU',
  aliases: ['GELU-gated linear unit'],
  elementwise: false,
  formula: String.raw`f([a,b])=a\odot\mathrm{GELU}(b)`,
  derivative: String.raw`\frac{\partial f}{\partial a}=\mathrm{GELU}(b),\ \frac{\partial f}{\partial b}=a\,\mathrm{GELU}'(b)`,
  parameters: [],
  range: 'R^{n/2}',
  family: 'gate',
  gated: true,
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [
    { authors: 'N. Shazeer', title: 'GLU Variants Improve Transformer', year: 2020, arxiv: '2002.05202' },
  ],
  watchFor: ['Which half is the gate differs between code bases: check before you load weights.'],
  ...gated({ linear: 'first', value: geluValue, slope: geluSlope }),
  section: {
    varied: 1,
    heldInputs: [1],
    output: 0,
    note: 'Two inputs [a, b]: the gate b varies, the linear half a is held at 1.',
  },
};

export const swiglu: VectorActivation = {
  id: 'swiglu',
  name: 'SwiGLU',
  aliases: ['SiLU-gated linear unit'],
  elementwise: false,
  formula: String.raw`f([a,b])=\mathrm{SiLU}(a)\odot b`,
  derivative: String.raw`\frac{\partial f}{\partial a}=\mathrm{SiLU}'(a)\,b,\ \frac{\partial f}{\partial b}=\mathrm{SiLU}(a)`,
  parameters: [],
  range: 'R^{n/2}',
  family: 'gate',
  gated: true,
  monotonic: 'none',
  saturatesLeft: false,
  saturatesRight: false,
  recommendedInitializer: undefined,
  citations: [
    { authors: 'N. Shazeer', title: 'GLU Variants Improve Transformer', year: 2020, arxiv: '2002.05202' },
  ],
  watchFor: [
    'Which half is the gate differs between code bases: LLaMA-type models write silu(gate_proj(x)) · up_proj(x).',
  ],
  ...gated({ linear: 'second', value: (x) => swishValue(x, 1), slope: (x) => swishSlope(x, 1) }),
  section: {
    varied: 0,
    heldInputs: [1],
    output: 0,
    note: 'Two inputs [a, b]: the gate a varies, the linear half b is held at 1.',
  },
};
