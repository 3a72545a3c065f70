/** Plots as the extension sends them. */
import type { Origin, Plot, SignalLayer, ToPanel } from '../../src/protocol';

export const origin: Origin = {
  uri: 'file:///models/vision/model.py',
  range: { start: 120, end: 141 },
  writable: ['alpha'],
  label: 'model.py:12',
};

export const leaky: Plot = {
  function: { kind: 'catalogue', id: 'leaky_relu', parameters: { alpha: 0.2 }, unknownParameters: [] },
  title: 'nn.LeakyReLU(0.2)',
  api: 'torch.nn.LeakyReLU',
  framework: 'torch',
  origin,
};

export function plotOf(
  id: string,
  title: string,
  parameters: Record<string, number | boolean | null> = {},
): Plot {
  return {
    function: { kind: 'catalogue', id, parameters, unknownParameters: [] },
    title,
    api: '',
    framework: 'torch',
    origin: { ...origin, writable: [] },
  };
}

export const custom: Plot = {
  function: { kind: 'custom', key: 'swish#1', name: 'swish', equals: 'silu', kinks: [] },
  title: 'swish',
  api: '',
  framework: null,
  origin: { ...origin, writable: [] },
};

/** A dozen layers that each pass on half of signal and gradient. */
const layers: readonly SignalLayer[] = Array.from({ length: 12 }, (_, index) => ({
  name: index < 11 ? `features.${index * 2}` : 'classifier',
  activation: index < 11 ? 'relu' : null,
  initializer: 'Xavier uniform',
  head: index === 11,
  trunk: true,
  forward: { now: 0.5 ** (index + 1), stretch: 0 },
  backward: { now: 0.5 ** (12 - index), stretch: 0 },
  size: 0.5 ** (index + 1),
  output: 0.5 ** index,
  follows: index === 0 ? [] : [index - 1],
  values:
    index < 11
      ? { parameters: {}, mean: 0, variance: 0.25 ** index, dead: 0.02 * index, flat: 0.5, linear: 0.5 }
      : null,
  overTime: null,
  origin: { ...origin, writable: [], label: `model.py:${20 + index}` },
}));

/** Blocks with a branch beside them, one layer that is not known, and an end beyond float64. */
export const branches: readonly SignalLayer[] = Array.from({ length: 18 }, (_, index) => {
  const [block, part] = [Math.floor(index / 3), index % 3];
  const stream = 1.6 ** block;
  const now = index === 16 ? 'unknown' : index === 17 ? 'not-finite' : part === 0 ? stream / 2 : stream;
  return {
    name: `layer${block}.${['conv1', 'conv2', 'downsample'][part] ?? ''}`,
    activation: part === 2 ? null : 'relu',
    initializer: 'He normal',
    head: index === 17,
    trunk: part === 1,
    forward: { now, stretch: 0 },
    backward: { now: 0.7 ** (18 - index), stretch: 0 },
    size: now,
    output: now,
    follows:
      index === 0
        ? []
        : part === 0
          ? [index - 1, index - 2]
          : part === 1
            ? [index - 1]
            : [index - 3].filter((at) => at >= 0),
    values: null,
    overTime: null,
    origin: { ...origin, writable: [], label: `model.py:${20 + index}` },
  } satisfies SignalLayer;
});

export const signal: Extract<ToPanel, { type: 'signal' }> = {
  type: 'signal',
  models: [
    {
      name: 'Classifier',
      layers,
      blocks: layers.slice(0, 11).map(({ name }, layer) => ({
        name,
        layer,
        squaredMean: 0.1 * 2 ** layer,
        variance: 2 ** layer,
        residual: layer === 0 ? null : 1,
      })),
      complete: false,
      cut: false,
      stops: [],
      sizes: [],
      arguments: [],
      fits: true,
      recommended: {
        fixes: [
          {
            title: 'Use He initialisation for all 12 layers of model',
            rule: 'relu-xavier-init',
            origin: { ...origin, label: 'model.py:40' },
          },
        ],
        forward: layers.map(() => 1),
        backward: layers.map(() => 1),
      },
      origin: null,
    },
    {
      name: 'Decoder',
      layers: layers.slice(0, 3),
      blocks: [],
      complete: true,
      cut: false,
      stops: [],
      sizes: [],
      arguments: [],
      fits: true,
      recommended: null,
      origin: null,
    },
  ],
  selected: 0,
  others: [],
  cursor: [],
  reveal: true,
};
