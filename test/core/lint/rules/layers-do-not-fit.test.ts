import { layersDoNotFit } from '../../../../src/core/lint/rules/layers-do-not-fit';
import { torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(layersDoNotFit, {
  torch: {
    valid: [
      {
        name: 'an axis of 1 beside an array of unknown shape',
        code: `
          import numpy as np
          import torch
          from torch import nn
          points = np.vstack([np.linspace(-1, 1, 15) for _ in range(64)])
          net = nn.Sequential(nn.Linear(15, 128), nn.ReLU(), nn.Linear(128, 1))
          scale = np.random.uniform(1, 2, size=64)[:, np.newaxis]
          net(torch.from_numpy(scale * np.power(points, 2) + (scale - 1)).float())
        `,
      },
      torchNet('nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)'),
      torchNet('nn.Conv2d(3, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3)'),
      {
        name: 'widths that callers give',
        code: `
          class Net(nn.Module):
              def __init__(self, hidden=128, inner=64):
                  super().__init__()
                  self.a, self.b = nn.Linear(784, hidden), nn.Linear(inner, 10)
              def forward(self, x):
                  return self.b(torch.relu(self.a(x)))
        `,
      },
      {
        name: 'a layer that only some have',
        code: torchModule(
          [
            'self.a, self.b = nn.Linear(8, 16), nn.Linear(32, 2)',
            'if wide:',
            '    self.a = nn.Linear(8, 32)',
          ],
          ['return self.b(self.a(x))'],
        ),
      },
      torchNet('nn.Linear(8, 16), nn.ReLU(), nn.LazyLinear(4)'),
      {
        name: 'rows of a width that a caller gives',
        code: torchModule(
          ['self.conv, self.wide, self.out = nn.Conv2d(1, 20, 5), wide, nn.Linear(360, 10)'],
          ['return self.out(self.conv(x).view(-1, self.wide))'],
        ),
      },
      {
        name: 'an image whose size is not known',
        code: torchNet('nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1000, 10)'),
      },
      {
        name: 'an image that fits',
        code: torchNet(
          'nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 26 * 26, 10)',
          'net(torch.randn(4, 1, 28, 28))',
        ),
      },
      {
        name: 'both directions of a recurrent layer',
        code: torchModule(
          ['self.rnn, self.out = nn.LSTM(8, 16, bidirectional=True, batch_first=True), nn.Linear(32, 2)'],
          ['h, _ = self.rnn(x)', 'return self.out(h)'],
        ),
      },
      {
        name: 'two that are joined',
        code: torchModule(
          ['self.a, self.b, self.c = nn.Linear(8, 16), nn.Linear(8, 16), nn.Linear(32, 2)'],
          ['return self.c(torch.cat([self.a(x), self.b(x)], dim=-1))'],
        ),
      },
    ],
    invalid: [
      {
        name: 'rows of a written width, whatever the size of the image',
        code: torchModule(
          ['self.conv = nn.Conv2d(1, 20, 5)', 'self.out = ⟦nn.Linear(360, 10)⟧'],
          ['x = F.relu(F.max_pool2d(self.conv(x), 2))', 'return self.out(x.view(-1, 20 * 4 * 4))'],
        ),
        message: /takes 360 features and gets 320/,
        fixes: { 'Take 320 (changes the layer)': 'self.out = nn.Linear(320, 10)' },
      },
      {
        code: torchNet('⟪nn.Linear(784, 128)⟫, nn.ReLU(), ⟦nn.Linear(64, 10)⟧'),
        severity: 'error',
        message: /^nn\.Linear takes 64 features and gets 128: the first call raises\. Make both the same\.$/,
        fixes: {
          'Take 128 (changes the layer)':
            'net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))',
        },
      },
      {
        code: torchNet('nn.Conv2d(3, 16, 3), nn.ReLU(), nn.MaxPool2d(2), ⟦nn.Conv2d(32, 64, 3)⟧'),
        message: /takes 32 channels and gets 16/,
      },
      torchNet('nn.Conv2d(3, 16, 3), ⟦nn.BatchNorm2d(32)⟧, nn.ReLU()'),
      {
        name: 'a norm, and constants under a name',
        code: 'HIDDEN = 128\n' + torchNet('nn.Linear(784, HIDDEN), ⟦nn.LayerNorm(64)⟧, nn.ReLU()'),
      },
      {
        name: 'an image of a stated size',
        code: torchNet(
          'nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), ⟦nn.Linear(8 * 28 * 28, 10)⟧',
          'net(torch.randn(4, 1, 28, 28))',
        ),
        message: /takes 6272 features and gets 5408/,
        fixes: {},
      },
      {
        name: 'one direction of a recurrent layer',
        code: torchModule(
          ['self.rnn, self.out = nn.LSTM(8, 16, batch_first=True, bidirectional=True), ⟦nn.Linear(16, 2)⟧'],
          ['h, _ = self.rnn(x)', 'return self.out(h)'],
        ),
        message: /takes 16 features and gets 32/,
      },
      {
        name: 'two that are joined',
        code: torchModule(
          ['self.a, self.b, self.c = nn.Linear(8, 16), nn.Linear(8, 16), ⟦nn.Linear(16, 2)⟧'],
          ['return self.c(torch.cat([self.a(x), self.b(x)], dim=-1))'],
        ),
      },
    ],
  },
});
