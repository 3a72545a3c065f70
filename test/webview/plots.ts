/** Plots as the extension sends them. */
import type { Origin, Plot } from '../../src/protocol';

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
