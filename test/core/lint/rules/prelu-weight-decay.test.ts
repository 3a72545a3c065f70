import { preluWeightDecay } from '../../../../src/core/lint/rules/prelu-weight-decay';
import { torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

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
