import { unregisteredLayers } from '../../../../src/core/lint/rules/unregistered-layers';
import { torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const loop = ['for layer in self.layers:', '    x = torch.relu(layer(x))', 'return x'];

ruleTester(unregisteredLayers, {
  torch: {
    valid: [
      {
        name: 'a wrapper of the model itself',
        code: `
          from torch import nn

          class Watched(nn.Module):
              def __init__(self, module):
                  super().__init__()
                  self.module = module

              def forward(self, x):
                  return self.module(x)

          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.fc = nn.Linear(8, 4)
                  self.kept = {'model': Watched(self)}

              def forward(self, x):
                  return self.fc(x)
        `,
      },
      {
        name: 'parts of a registered weight, kept for later',
        code: `
          import torch
          from torch import nn

          class Attention(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.bias = nn.Parameter(torch.zeros(4, 49))
                  self.cache = {}
                  self.qk = nn.Linear(8, 8)

              def forward(self, x):
                  if 'cpu' not in self.cache:
                      self.cache['cpu'] = self.bias[:, self.indices]
                  return (self.qk(x) + self.cache['cpu']).softmax(-1)
        `,
      },
      torchModule(['self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])'], loop),
      {
        name: 'nothing to train in them',
        code: torchModule(
          ['self.out = nn.Linear(8, 8)', 'self.layers = [nn.ReLU(), nn.Dropout(0.1), nn.MaxPool2d(2)]'],
          ['for layer in self.layers:', '    x = layer(self.out(x))', 'return x'],
        ),
      },
      {
        name: 'a list that a Sequential is made of',
        code: torchModule(
          [
            'layers = [nn.Linear(8, 8), nn.ReLU()]',
            'self.layers = layers',
            'self.body = nn.Sequential(*layers)',
          ],
          ['return self.body(x) + self.layers[0](x)'],
        ),
      },
      {
        name: 'registered afterwards',
        code: torchModule(
          ['self.layers = [nn.Linear(8, 8), nn.Linear(8, 8)]', 'self.layers = nn.ModuleList(self.layers)'],
          loop,
        ),
      },
      {
        name: 'registered under another name',
        code: torchModule(
          ['self.layers = [nn.Linear(8, 8), nn.Linear(8, 8)]', 'self.kept = nn.ModuleList(self.layers)'],
          loop,
        ),
      },
      {
        name: 'attributes of their own',
        code: torchModule(
          ['self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 8)', 'self.layers = [self.a, self.b]'],
          loop,
        ),
      },
      {
        name: 'add_module and setattr under names made in a loop',
        code: torchModule(
          [
            'self.layers = []',
            'for i in range(depth):',
            '    layer = nn.Linear(8, 8)',
            "    setattr(self, f'layer{i}', layer)",
            '    self.layers.append(layer)',
          ],
          loop,
        ),
      },
      {
        name: 'add_module under a known name',
        code: torchModule(
          [
            'self.layers = []',
            'for i in range(3):',
            '    layer = nn.Linear(8, 8)',
            "    self.add_module('layer%d' % i, layer)",
            '    self.layers.append(layer)',
          ],
          loop,
        ),
      },
      {
        name: 'given to the optimiser by hand',
        code: torchModule(
          ['self.layers = [nn.Linear(8, 8), nn.Linear(8, 8)]'],
          loop,
          'net = Net()',
          'opt = optim.SGD([p for layer in net.layers for p in layer.parameters()], lr=0.1)',
        ),
      },
      {
        name: 'weights listed by the class itself',
        code: torchModule(
          ['self.layers = [nn.Linear(8, 8), nn.Linear(8, 8)]'],
          [...loop, ''],
          '    def parameters(self):',
          '        return [p for layer in self.layers for p in layer.parameters()]',
        ),
      },
      {
        name: 'a fixed network kept out on purpose',
        code: torchModule(
          ['self.head = nn.Linear(8, 2)', 'self.layers = [nn.Linear(8, 8).requires_grad_(False)]'],
          ['return self.head(self.layers[0](x))'],
        ),
      },
      {
        name: 'a class that is no module',
        code: `
          class Agent:
              def __init__(self):
                  self.layers = [nn.Linear(8, 8), nn.Linear(8, 2)]
              def act(self, x):
                  return self.layers[1](torch.relu(self.layers[0](x)))
        `,
      },
      {
        name: 'never read again',
        code: torchModule(
          ['self.layers = [nn.Linear(8, 8)]', 'self.out = nn.Linear(8, 2)'],
          ['return self.out(x)'],
        ),
      },
    ],
    invalid: [
      {
        code: torchModule(['⟦self.layers⟧ = [⟪nn.Linear(8, 8)⟫, nn.Linear(8, 8)]'], loop),
        severity: 'error',
        message:
          /^self\.layers is a plain list: parameters\(\) and to\(\) do not see its layers, which stay untrained\. Use nn\.ModuleList\.$/,
        fixes: {
          'Keep them in nn.ModuleList': 'self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])',
        },
      },
      {
        name: 'a comprehension of an unknown length',
        code: torchModule(['⟦self.layers⟧ = [nn.Linear(8, 8) for _ in range(depth)]'], loop),
        fixes: {
          'Keep them in nn.ModuleList':
            'self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(depth)])',
        },
      },
      {
        name: 'appended in a loop',
        code: torchModule(
          ['⟦self.layers⟧ = []', 'for _ in range(3):', '    self.layers.append(nn.Linear(8, 8))'],
          loop,
        ),
        fixes: { 'Keep them in nn.ModuleList': 'self.layers = nn.ModuleList()' },
      },
      {
        name: 'a local list, a tuple, a bare tuple',
        code: torchModule(
          [
            'layers = [nn.Linear(8, 8)]',
            'layers += [nn.Linear(8, 8)]',
            '⟦self.a⟧ = layers',
            '⟦self.b⟧ = (nn.Linear(8, 8), nn.Linear(8, 8))',
            '⟦self.c⟧ = nn.Linear(8, 8), nn.Linear(8, 8)',
          ],
          ['for layer in (*self.a, *self.b, *self.c):', '    x = layer(x).relu()', 'return x'],
        ),
        fixes: {
          'Keep them in nn.ModuleList': [
            'self.a = nn.ModuleList(layers)',
            'self.b = nn.ModuleList((nn.Linear(8, 8), nn.Linear(8, 8)))',
            'self.c = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])',
          ],
        },
      },
      {
        name: 'dictionaries',
        code: torchModule(
          [
            "⟦self.heads⟧ = {'a': nn.Linear(8, 5), 'b': nn.Linear(8, 2)}",
            '⟦self.sizes⟧ = {1: nn.Linear(8, 5)}',
            '⟦self.more⟧ = {}',
            "self.more['c'] = nn.Linear(8, 3)",
          ],
          ["return self.heads['a'](x), self.sizes[1](x), self.more['c'](x)"],
        ),
        message: [/plain dict: .* Use nn\.ModuleDict\.$/, /ModuleDict/, /ModuleDict/],
        fixes: {
          'Keep them in nn.ModuleDict': [
            "self.heads = nn.ModuleDict({'a': nn.Linear(8, 5), 'b': nn.Linear(8, 2)})",
            'self.more = nn.ModuleDict()',
          ],
        },
      },
      {
        name: 'weights of one’s own',
        code: torchModule(
          ['⟦self.weights⟧ = [nn.Parameter(torch.randn(8, 8)) for _ in range(3)]'],
          ['for weight in self.weights:', '    x = torch.relu(x @ weight)', 'return x'],
        ),
        message: /Use nn\.ParameterList\.$/,
        fixes: {
          'Keep them in nn.ParameterList':
            'self.weights = nn.ParameterList([nn.Parameter(torch.randn(8, 8)) for _ in range(3)])',
        },
      },
      {
        name: 'lists in a list, modules of one’s own',
        code: `
          class Block(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.a = nn.Linear(8, 8)
              def forward(self, x):
                  return torch.relu(self.a(x))
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  ⟦self.grid⟧ = [[Block() for _ in range(2)] for _ in range(3)]
              def forward(self, x):
                  for row in self.grid:
                      for block in row:
                          x = block(x)
                  return x
        `,
        fixes: {
          'Keep them in nn.ModuleList':
            'self.grid = nn.ModuleList([nn.ModuleList([Block() for _ in range(2)]) for _ in range(3)])',
        },
      },
      {
        name: 'made by a method, within a larger model',
        code: `
          class Inner(nn.Module):
              def __init__(self):
                  super().__init__()
                  ⟦self.stages⟧ = [self.make(8), self.make(8)]
              def make(self, width):
                  return nn.Sequential(nn.Linear(width, width), nn.ReLU())
              def forward(self, x):
                  for stage in self.stages:
                      x = stage(x)
                  return x
          class Outer(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.inner, self.out = Inner(), nn.Linear(8, 2)
              def forward(self, x):
                  return self.out(self.inner(x))
          net = Outer()
        `,
      },
    ],
  },
});
