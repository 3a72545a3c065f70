import { reluTorchDefaultInit } from '../../../../src/core/lint/rules/relu-torch-default-init';
import { torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const layers = (count: number) =>
  Array.from({ length: count }, () => 'nn.Linear(64, 64), nn.ReLU()').join(', ');

ruleTester(reluTorchDefaultInit, {
  torch: {
    valid: [
      torchNet(`${layers(7)}, nn.Linear(64, 1)`),
      torchNet(
        `${layers(10)}, nn.Linear(64, 1)`,
        'def init(m):',
        '    if isinstance(m, nn.Linear):',
        '        nn.init.kaiming_normal_(m.weight)',
        'net.apply(init)',
      ),
      torchNet(`${layers(10).replaceAll('nn.ReLU()', 'nn.BatchNorm1d(64), nn.ReLU()')}, nn.Linear(64, 1)`),
      torchNet(`${layers(10).replaceAll('nn.ReLU()', 'nn.Tanh()')}, nn.Linear(64, 1)`),
    ],
    invalid: [
      {
        code: torchNet(`⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(7)}, nn.Linear(64, 1)`),
        severity: 'information',
        message: /8 ReLU layers.*×6\.0e-7/,
      },
      {
        code: torchNet(`⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(15)}, nn.Linear(64, 1)`),
        severity: 'warning',
      },
      'from torch import nn\nsteps = []\nfor _ in range(9):\n    steps += [⟦nn.Linear(64, 64)⟧, nn.ReLU()]\nnet = nn.Sequential(*steps, nn.Linear(64, 1))',
      torchNet(`⟦nn.Linear(64, 64)⟧, nn.ReLU(), nn.Dropout(0.1), ${layers(8)}, nn.Linear(64, 1)`),
    ],
  },
});
