import { unfusedSigmoidBce } from '../../../../src/core/lint/rules/unfused-sigmoid-bce';
import { torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(unfusedSigmoidBce, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 1)', 'loss = nn.BCEWithLogitsLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 1), nn.Sigmoid()', 'loss = nn.MSELoss()(net(x), y)'),
      torchNet('nn.Linear(8, 1), nn.Sigmoid()'),
      torchNet('nn.Linear(8, 1), nn.Softmax(dim=1)', 'loss = nn.BCELoss()(net(x), y)'),
    ],
    invalid: [
      {
        code: torchNet('nn.Linear(8, 1), ⟪nn.Sigmoid()⟫', 'loss = ⟦nn.BCELoss()⟧(net(x), y)'),
        severity: 'information',
        fixes: {
          'Use BCEWithLogitsLoss and drop the sigmoid (apply it where you predict)': [
            'net = nn.Sequential(nn.Linear(8, 1))',
            'loss = nn.BCEWithLogitsLoss()(net(x), y)',
          ],
        },
      },
      {
        name: 'an error under autocast',
        code: torchNet(
          'nn.Linear(8, 1), nn.Sigmoid()',
          'with torch.autocast("cuda"):',
          '    loss = ⟦nn.BCELoss()⟧(net(x), y)',
        ),
        severity: 'error',
        message: /autocast/,
      },
      torchModule(
        ['self.fc = nn.Linear(8, 1)'],
        ['return torch.sigmoid(self.fc(x))'],
        'net = Net()',
        'loss = ⟦F.binary_cross_entropy(net(x), y)⟧',
      ),
      torchModule(
        ['self.fc = nn.Linear(8, 1)'],
        ['return torch.sigmoid(self.fc(x))'],
        'net = Net()',
        'criterion = ⟦nn.BCELoss()⟧',
        'loss = criterion(net(x), y)',
      ),
    ],
  },
});
