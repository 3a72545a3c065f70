import { preluWeightDecay } from '../../../../src/core/lint/rules/prelu-weight-decay';
import { torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const FIX = 'Exempt the slopes from weight decay (changes training)';

ruleTester(preluWeightDecay, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 8), nn.PReLU()', 'optimizer = optim.SGD(net.parameters(), lr=0.1)'),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU()',
        'optimizer = optim.SGD(net.parameters(), lr=0.1, weight_decay=1e-4)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.PReLU()',
        "optimizer = optim.SGD([{'params': net.parameters(), 'weight_decay': 0}], lr=0.1, weight_decay=1e-4)",
      ),
      torchNet(
        'nn.Linear(8, 8), nn.PReLU()',
        'optimizer = optim.SGD(net.parameters(), lr=0.1, weight_decay=decay)',
      ),
    ],
    invalid: [
      {
        code: torchNet(
          'nn.Linear(8, 8), ⟪nn.PReLU()⟫',
          'optimizer = ⟦optim.SGD(net.parameters(), lr=0.1, weight_decay=1e-4)⟧',
        ),
        severity: 'information',
        fixes: {
          [FIX]: [
            'optimizer = optim.SGD([',
            "{'params': [p for m in net.modules() if not isinstance(m, nn.PReLU) for p in m.parameters(recurse=False)]},",
            "{'params': [m.weight for m in net.modules() if isinstance(m, nn.PReLU)], 'weight_decay': 0},",
            '], lr=0.1, weight_decay=1e-4)',
          ],
        },
      },
      {
        name: 'a part of something, in double quotes, with an import of its own',
        code: `
          import torch.optim as optim
          from torch.nn import Linear, Module, PReLU
          class Net(Module):
              def __init__(self):
                  super().__init__()
                  self.fc = Linear(8, 8)
                  self.act = PReLU()
              def forward(self, x):
                  return self.act(self.fc(x))
          class Trainer:
              def __init__(self):
                  self.net = Net()
                  self.optimizer = ⟦optim.Adam(self.net.parameters(), weight_decay=1e-4)⟧
                  print("ready")
          Trainer()
        `,
        fixes: {
          [FIX]: [
            'self.optimizer = optim.Adam([',
            '{"params": [p for m in self.net.modules() if not isinstance(m, PReLU) for p in m.parameters(recurse=False)]},',
            '{"params": [m.weight for m in self.net.modules() if isinstance(m, PReLU)], "weight_decay": 0},',
            '], weight_decay=1e-4)',
          ],
        },
      },
      {
        name: 'weights that two modules share: they would be in a group twice',
        code: torchNet(
          'nn.Linear(8, 8), nn.PReLU(), nn.Linear(8, 8)',
          'net[2].weight = net[0].weight',
          'optimizer = ⟦optim.SGD(net.parameters(), lr=0.1, weight_decay=1e-4)⟧',
        ),
        fixes: {},
      },
      torchNet(
        'nn.Linear(8, 8), nn.PReLU()',
        'optimizer = ⟦optim.Adam(net.parameters(), weight_decay=0.01)⟧',
      ),
      {
        name: "AdamW's default",
        code: torchNet('nn.Linear(8, 8), nn.PReLU()', 'optimizer = ⟦optim.AdamW(net.parameters(), lr=1e-3)⟧'),
        message: /0\.01/,
      },
      torchNet(
        'nn.Linear(8, 8), nn.PReLU(8), nn.Linear(8, 1)',
        'DECAY = 5e-4',
        'optimizer = ⟦optim.RMSprop(net.parameters(), weight_decay=DECAY)⟧',
      ),
    ],
  },
});
