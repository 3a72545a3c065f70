import { inplaceActivationHazard } from '../../../../src/core/lint/rules/inplace-activation-hazard';
import { torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(inplaceActivationHazard, {
  torch: {
    valid: [
      {
        name: 'through data, which nobody counts',
        code: torchModule(
          ['self.f = nn.Linear(4, 4)'],
          ['y = torch.softmax(self.f(x), -1)', 'y.data.masked_fill_(mask, 0)', 'return y'],
        ),
      },
      {
        name: 'arithmetic on what the backward pass does not need',
        code: torchModule(
          ['self.f = nn.Linear(4, 4)', 'self.act = nn.LeakyReLU()'],
          [
            'y = self.act(self.f(x))',
            'y += x',
            'z = self.f(y)',
            'z += y',
            'z.mul_(2)',
            'return torch.relu(z)',
          ],
        ),
      },
      {
        name: 'into another tensor',
        code: torchModule(['self.f = nn.Linear(4, 4)'], ['h = torch.relu(self.f(x))', 'x += h', 'return x']),
      },
      {
        name: 'branches of one condition',
        code: torchModule(
          ['self.conv, self.norm, self.act = nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(inplace=True)'],
          [
            'for step in self.order:',
            '    if step == "conv":',
            '        x = self.conv(x)',
            '    elif step == "norm":',
            '        x = self.norm(x)',
            '    elif step == "act":',
            '        x = self.act(x)',
            'return x',
          ],
        ),
      },
      {
        name: 'a branch that returns',
        code: torchModule(
          ['self.a, self.b, self.act = nn.Linear(8, 8), nn.Linear(8, 8), nn.ReLU(inplace=True)'],
          ['h = self.a(x)', 'if self.early:', '    return self.act(h)', 'return self.b(h)'],
        ),
      },
      {
        name: 'a statement: what comes after sees the activated values, as it is meant',
        code: torchModule(
          ['self.a, self.b, self.act = nn.Linear(8, 8), nn.Linear(8, 8), nn.ReLU(inplace=True)'],
          ['h = self.a(x)', 'self.act(h)', 'h = h.mean(1)', 'return self.b(h)'],
        ),
      },
      torchNet('nn.Conv2d(3, 8, 3), nn.ReLU(inplace=True)'),
      torchModule(['self.a = nn.Linear(8, 8)'], ['h = self.a(x)', 'return F.relu(h) + h']),
      torchModule(
        ['self.a = nn.Linear(8, 8)', 'self.r = nn.ReLU(inplace=True)'],
        ['return self.r(self.a(x)) + x'],
      ),
      {
        name: 'what read the old values before and does not need them again',
        code: torchModule(
          ['self.a = nn.Linear(8, 8)'],
          ['h = self.a(x)', 'g = torch.sigmoid(h)', 'y = h + 3', 'return F.relu_(h) * g + y'],
        ),
      },
      { name: "the caller's own tensor", code: torchModule([], ['return F.relu_(x) + x']) },
    ],
    invalid: [
      {
        name: 'a sum into what ReLU gave',
        code: torchModule(
          ['self.f = nn.Linear(4, 4)'],
          ['y = ⟪torch.relu(self.f(x))⟫', '⟦y += x⟧', 'return self.f(y)'],
        ),
        message: /output of relu, which its backward pass needs/,
      },
      {
        name: 'a bound on what tanh gave',
        code: torchModule(
          ['self.f = nn.Linear(4, 4)'],
          ['y = torch.tanh(self.f(x))', '⟦y.clamp_(-0.5, 0.5)⟧', 'return y'],
        ),
      },
      {
        code: torchModule(
          ['self.a = nn.Linear(8, 8)', 'self.r = nn.ReLU(inplace=True)'],
          ['h = self.a(x)', 'return ⟦self.r(h)⟧ + h'],
        ),
        severity: 'warning',
        message: /used again/,
        fixes: { 'Set inplace=False (changes training)': 'self.r = nn.ReLU(inplace=False)' },
      },
      {
        code: torchModule(
          ['self.a = nn.Linear(8, 8)'],
          ['h = torch.sigmoid(self.a(x))', 'return ⟦F.relu(h, inplace=True)⟧'],
        ),
        message: /RuntimeError in backward/,
      },
      torchModule(
        ['self.a = nn.Linear(8, 8)', 'self.b = nn.Linear(8, 8)'],
        ['h = self.a(x)', 'y = ⟦F.relu_(h)⟧', 'return y + self.b(h)'],
      ),
      torchNet('nn.Linear(8, 8), nn.Tanh(), ⟦nn.LeakyReLU(0.1, inplace=True)⟧'),
      {
        name: 'the first of a block whose input is used again',
        code: torchModule(
          [
            'self.a = nn.Linear(8, 8)',
            'self.block = nn.Sequential(⟦nn.ReLU(inplace=True)⟧, nn.Linear(8, 8))',
            'self.skip = nn.Linear(8, 8)',
          ],
          ['h = self.a(x)', 'y = self.block(h)', 'return y + self.skip(h)'],
        ),
      },
    ],
  },
});
