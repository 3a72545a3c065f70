import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lint/fixes/fixes';
import { createLensService } from '../../../src/core/service';

const configuration = {
  select: ['relu-xavier-init', 'relu-in-recurrent-cell', 'missing-nonlinearity', 'saturating-deep-stack'],
  ignore: [],
  severity: {},
};
const lint = (text: string) =>
  createLensService().update('file:///model.py', 1, text).findings(configuration);

const torch = (init: string, body: string) => `import torch
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.b = nn.Linear(64, 64)
        ${init}

    def forward(self, x):
        return ${body}
`;

describe('a suggestion, taken', () => {
  it.each([
    ['He for ReLU', torch('nn.init.xavier_uniform_(self.a.weight)', 'self.b(F.relu(self.a(x)))')],
    [
      'He for leaky ReLU',
      torch('nn.init.xavier_normal_(self.a.weight)', 'self.b(F.leaky_relu(self.a(x), 0.3))'),
    ],
    [
      'He for PReLU',
      torch('self.act = nn.PReLU()\n        nn.init.xavier_normal_(self.a.weight)', 'self.act(self.a(x))'),
    ],
    [
      'tanh or the identity in PyTorch',
      torch("self.rnn = nn.RNN(64, 64, nonlinearity='relu')", 'self.rnn(x)'),
    ],
    [
      'He in Keras',
      "import keras\nfrom keras import layers\n\nmodel = keras.Sequential([layers.Dense(8, activation='relu', kernel_initializer='glorot_uniform'), layers.Dense(1)])\n",
    ],
    ['tanh or the identity in Keras', "from keras import layers\n\nlayers.SimpleRNN(8, activation='relu')\n"],
    ['a ReLU between two layers', torch('pass', 'self.b(self.a(x))')],
    [
      'a ReLU between two layers of Keras',
      'from tensorflow import keras\n\nmodel = keras.Sequential([keras.layers.Dense(8, input_dim=4), keras.layers.Dense(1)])\n',
    ],
    [
      'a ReLU between two layers of Flax',
      'from flax import linen as nn\n\nclass Net(nn.Module):\n    @nn.compact\n    def __call__(self, x):\n        return nn.Dense(8)(nn.Dense(8)(x))\n',
    ],
    [
      'ReLU for sigmoids',
      torch('pass', 'torch.nn.Linear(64, 1)(torch.sigmoid(self.b(F.sigmoid(self.a(x)))))'),
    ],
    ['tanh in an LSTM', "import tensorflow as tf\n\ntf.keras.layers.LSTM(8, activation='relu')\n"],
    ['tanh in a GRU', 'from keras.layers import GRU\n\nGRU(8, activation="relu")\n'],
  ])('mends what was found: %s', (_, text) => {
    const [finding] = lint(text);
    expect(finding?.fixes.length).toBeGreaterThan(0);
    for (const fix of finding?.fixes ?? []) {
      expect(fix.safe).toBe(false);
      const after = applyEdits(text, fix.edits);
      expect(lint(after), after).toEqual([]);
    }
  });
});
