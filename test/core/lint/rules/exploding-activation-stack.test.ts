import { explodingActivationStack } from '../../../../src/core/lint/rules/exploding-activation-stack';
import { ruleTester } from '../rule-tester';

const kerasStack = (count: number, activation: string, width = 16, module = 'keras') => `
m = ${module}.Sequential([${module}.layers.Input((8,))])
for _ in range(${String(count)}):
    m.add(${module}.layers.Dense(${String(width)}, activation=${activation}))
m.add(${module}.layers.Dense(1))
`;
const relu = (line: string) => ({ 'Use ReLU instead': line });
const torchStack = (count: number, step: string, width = 64) => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(${String(width)}, ${String(width)}) for _ in range(${String(count)})])

    def forward(self, x):
        for layer in self.layers:
            x = ${step}
        return x
`;
ruleTester(explodingActivationStack, {
  torch: {
    valid: [
      { name: 'one alone', code: torchStack(1, 'torch.exp(layer(x))') },
      { name: 'two stay small', code: torchStack(2, 'torch.exp(layer(x))') },
      torchStack(6, 'F.relu(layer(x))'),
      { name: 'squares of the usual start shrink', code: torchStack(6, 'layer(x) ** 2') },
      {
        name: 'norms divide by what they square',
        code: `
          class Norm(nn.Module):
              def forward(self, x):
                  return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)

          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.first, self.second = nn.Linear(64, 64), nn.Linear(64, 64)
                  self.norm = Norm()

              def forward(self, x):
                  x = self.norm(self.first(x)) * 5000
                  return self.second(self.norm(x))
        `,
      },
    ],
    invalid: [
      { code: torchStack(6, '⟦torch.exp(layer(x))⟧'), message: /6 × exp.*∞/, severity: 'warning' },
      torchStack(8, '⟦layer(x).exp()⟧'),
      torchStack(10, '⟦torch.exp(layer(x))⟧', 32),
      torchStack(7, '⟦torch.exp(layer(x))⟧', 128),
    ],
  },
  keras: {
    valid: [
      kerasStack(1, "'exponential'"),
      kerasStack(8, "'relu'"),
      kerasStack(8, "'softplus'"),
      kerasStack(2, "'exponential'"),
    ],
    invalid: [
      {
        code: kerasStack(8, "⟦'exponential'⟧"),
        message: /8 × exponential: the signal reaches/,
        severity: 'warning',
        fixes: relu("m.add(keras.layers.Dense(16, activation='relu'))"),
      },
      {
        code: kerasStack(6, "⟦'exponential'⟧", 32),
        fixes: relu("m.add(keras.layers.Dense(32, activation='relu'))"),
      },
      {
        code: kerasStack(10, "⟦'exponential'⟧", 10),
        fixes: relu("m.add(keras.layers.Dense(10, activation='relu'))"),
      },
      {
        code: kerasStack(7, "⟦'exponential'⟧", 64),
        fixes: relu("m.add(keras.layers.Dense(64, activation='relu'))"),
      },
    ],
  },
});
