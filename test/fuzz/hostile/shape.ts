/** What hostile programs are put together from. */

/** A shape of program, larger the larger `size` is. */
export interface HostileShape {
  readonly name: string;
  /** The largest size that is asked for: where the work grows with the text, as much of it as people might really write. */
  readonly most: number;
  readonly text: (size: number) => string;
}

export const torch = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n';
export const keras =
  'import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import layers\n';
export const flax = 'import jax\nimport jax.numpy as jnp\nimport flax.linen as linen\n';

export const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

const indent = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

/** A module of PyTorch with these statements in its constructor and in `forward`. */
export const model = (construct: string, run: string, name = 'Net', parameters = ''): string =>
  `class ${name}(nn.Module):\n    def __init__(self${parameters}):\n        super().__init__()\n` +
  `        self.first = nn.Linear(8, 8)\n${indent(construct, '        ')}` +
  `    def forward(self, x):\n        x = F.relu(self.first(x))\n${indent(run, '        ')}        return x\n`;

export const torchModel = (construct: string, run: string): string => torch + model(construct, run);

/** Statements in a model's constructor; its `forward` runs what they put into `layers`. */
export const built =
  (construct: (size: number) => string) =>
  (size: number): string =>
    torchModel(
      `${construct(size)}self.body = nn.Sequential(*layers)\nself.kept = nn.ModuleList(layers)\n`,
      'x = self.body(x)\nfor layer in self.kept:\n    x = layer(x)\n',
    );

export const nested = (open: string, close: string, size: number, core: string): string =>
  open.repeat(size) + core + close.repeat(size);
