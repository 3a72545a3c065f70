import { inplaceActivationHazard } from '../../../../src/core/lint/rules/inplace-activation-hazard';
import { torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(inplaceActivationHazard, {
  torch: {
    valid: [
      {
        name: 'negatives are drawn without gradients',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.a = nn.Linear(8, 8)
                  self.b = nn.Linear(8, 8)
              def forward(self, x, y, mask):
                  f, g = self.a(x), self.b(y)
                  with torch.no_grad():
                      w = F.softmax(f @ g.t(), dim=1)
                      w.masked_fill_(mask, 0)
                  return f[torch.multinomial(w[0], 1).item()]
        `,
      },
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
        name: 'a block that may go without it, in every one of the blocks that are made of it',
        code: `
          class Block(nn.Module):
              def __init__(self, remove_first_relu):
                  super().__init__()
                  self.norm, self.conv = nn.BatchNorm2d(8), nn.Conv2d(8, 8, 3)
                  self.remove_first_relu = remove_first_relu

              def forward(self, x):
                  y = self.norm(x)
                  if not self.remove_first_relu:
                      y = F.relu(y, inplace=True)
                  return self.conv(y)

          class Net(nn.Module):
              def __init__(self, config):
                  super().__init__()
                  self.stem = nn.Conv2d(3, 8, 3)
                  self.blocks = nn.Sequential(*[Block(config.remove_first_relu) for _ in range(config.blocks)])

              def forward(self, x):
                  return self.blocks(self.stem(x))
        `,
      },
      {
        name: 'layers of which nobody knows where one stage ends',
        code: `
          class Net(nn.Module):
              settings = {11: (1, 1), 13: (2, 2)}

              def __init__(self, depth):
                  super().__init__()
                  self.ranges, layers, width, start = [], [], 3, 0
                  for count in self.settings[depth]:
                      for _ in range(count):
                          layers += [nn.Conv2d(width, 8, 3), nn.ReLU(inplace=True)]
                          width = 8
                      layers.append(nn.MaxPool2d(2))
                      self.ranges.append([start, start + 2 * count + 1])
                      start += 2 * count + 1
                  self.features = nn.Sequential(*layers)

              def forward(self, x):
                  for first_last in self.ranges:
                      for index in range(*first_last):
                          x = self.features[index](x)
                  return x.view(x.size(0), -1)
        `,
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
