import { reluTorchDefaultInit } from '../../../../src/core/lint/rules/relu-torch-default-init';
import { torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const HE = 'Use He initialisation (changes training)';

const layers = (count: number) =>
  Array.from({ length: count }, () => 'nn.Linear(64, 64), nn.ReLU()').join(', ');

/** A model of nine layers; `init` stands in its constructor. */
const deep = (first: string, ...init: readonly string[]) =>
  torchModule(
    [`self.net = nn.Sequential(${first}, nn.ReLU(), ${layers(8)}, nn.Linear(64, 1))`, ...init],
    ['return self.net(x)'],
  );

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
        name: 'smooth rectifiers keep less',
        code: torchNet(
          `⟦nn.Linear(256, 256)⟧, nn.SiLU(), ${layers(19).replaceAll('64', '256').replaceAll('ReLU', 'SiLU')}, nn.Linear(256, 1)`,
        ),
        severity: 'warning',
        // PyTorch 2.13: 1.7e-11 behind the twentieth, mean of 5 seeds.
        message: /20 SiLU layers.*×1\.8e-11 of the signal; ×0\.0026\d with He/,
        fixes: {
          [HE]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        name: 'behind a first layer of another kind',
        code: torchNet(
          `nn.Linear(64, 64), nn.Sigmoid(), ⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(8)}, nn.Linear(64, 1)`,
        ),
        message: /9 ReLU layers/,
      },
      {
        code: torchNet(`⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(7)}, nn.Linear(64, 1)`),
        severity: 'information',
        message: /8 ReLU layers.*×4\.7e-4 of the signal; ×0\.408 with He/,
        fixes: {
          [HE]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        code: torchNet(`⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(15)}, nn.Linear(64, 1)`),
        severity: 'warning',
        fixes: {
          [HE]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        code: 'from torch import nn\nsteps = []\nfor _ in range(9):\n    steps += [⟦nn.Linear(64, 64)⟧, nn.ReLU()]\nnet = nn.Sequential(*steps, nn.Linear(64, 1))',
        fixes: {
          [HE]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        code: torchNet(`⟦nn.Linear(64, 64)⟧, nn.ReLU(), nn.Dropout(0.1), ${layers(8)}, nn.Linear(64, 1)`),
        fixes: {
          [HE]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        name: 'a class: at the end of its constructor',
        code: deep('⟦nn.Linear(64, 64)⟧', 'self.module = None  # for later'),
        fixes: {
          [HE]: deep(
            'nn.Linear(64, 64)',
            'self.module = None  # for later',
            'for layer in self.modules():',
            '    if isinstance(layer, nn.Linear):',
            "        nn.init.kaiming_normal_(layer.weight, nonlinearity='relu')",
          ),
        },
      },
      {
        name: 'two kinds of layers, two spaces, double quotes, names of its own',
        code: `
          import torch
          import torch.nn as tnn
          from torch.nn import Conv2d

          class Net(tnn.Module):
            def __init__(this):
              super().__init__()
              this.first = ⟦Conv2d(3, 8, 3)⟧
              this.rest = tnn.ModuleList([tnn.Conv2d(8, 8, 3, padding="same") for _ in range(7)])
              this.last = tnn.Linear(8, 1)

            def forward(this, x):
              x = torch.relu(this.first(x))
              for step in this.rest:
                x = torch.relu(step(x))
              return this.last(x.flatten(1))
        `,
        fixes: {
          [HE]: [
            'for module in this.modules():',
            'if isinstance(module, (Conv2d, tnn.Linear)):',
            'tnn.init.kaiming_normal_(module.weight, nonlinearity="relu")',
          ],
        },
      },
      {
        name: 'a constructor that ends in a block',
        code: deep('⟦nn.Linear(64, 64)⟧', 'if True:', '    self.name = None', '').replace(
          '    def forward',
          '\n    def forward',
        ),
        fixes: {
          [HE]: deep(
            'nn.Linear(64, 64)',
            'if True:',
            '    self.name = None',
            'for module in self.modules():',
            '    if isinstance(module, nn.Linear):',
            "        nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
            '',
          ).replace('    def forward', '\n    def forward'),
        },
      },
      {
        name: 'a function that returns the model',
        code: `
          import torch.nn as nn

          def make(depth=9):
              steps = []
              for _ in range(depth):
                  steps += [⟦nn.Linear(64, 64)⟧, nn.ReLU()]
              net = nn.Sequential(*steps, nn.Linear(64, 1))
              return net
        `,
        fixes: {
          [HE]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        name: 'a function that returns the model as it makes it: no fix',
        code: `
          import torch.nn as nn

          def make(depth=9):
              steps = []
              for _ in range(depth):
                  steps += [⟦nn.Linear(64, 64)⟧, nn.ReLU()]
              return nn.Sequential(*steps, nn.Linear(64, 1))
        `,
        fixes: {},
      },
      {
        name: 'moved to a device in the same statement',
        code: torchNet(`⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(8)}, nn.Linear(64, 1)`).replace(
          /^net = .*$/m,
          (line) => `${line}.to(device)`,
        ),
        fixes: {
          [HE]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        name: 'a constructor that returns early: no fix',
        code: deep('⟦nn.Linear(64, 64)⟧', 'if x:', '    return'),
        fixes: {},
      },
      {
        name: 'a second network with another activation: no fix',
        code: torchModule(
          [
            `self.net = nn.Sequential(⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(8)}, nn.Linear(64, 1))`,
            'self.other = nn.Sequential(nn.Linear(64, 8), nn.Tanh(), nn.Linear(8, 1))',
          ],
          ['return self.net(x), self.other(x)'],
        ),
        fixes: {},
      },
      {
        name: 'a part that is not followed, which may be trained already: no fix',
        code: torchModule(
          [
            'self.backbone = load_backbone()',
            `self.net = nn.Sequential(⟦nn.Linear(64, 64)⟧, nn.ReLU(), ${layers(8)}, nn.Linear(64, 1))`,
          ],
          ['return self.net(self.backbone(x))'],
        ),
        fixes: {},
      },
    ],
  },
});
