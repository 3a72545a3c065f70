import { kaimingSlopeMismatch } from '../../../../src/core/lint/rules/kaiming-slope-mismatch';
import { kerasNet, torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const XAVIER = 'Use Xavier initialisation (changes training)';
const HE = 'Use He initialisation (changes training)';

const net = (init: string, forward: string) => torchModule(['self.a = nn.Linear(8, 8)', init], [forward]);

ruleTester(kaimingSlopeMismatch, {
  torch: {
    valid: [
      {
        name: 'bare, before ReLU',
        code: net('nn.init.kaiming_normal_(self.a.weight)', 'return F.relu(self.a(x))'),
      },
      net("nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')", 'return F.relu(self.a(x))'),
      net(
        "nn.init.kaiming_uniform_(self.a.weight, a=0.2, nonlinearity='leaky_relu')",
        'return F.leaky_relu(self.a(x), 0.2)',
      ),
      net(
        "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')",
        'return F.leaky_relu(self.a(x), 0.01)',
      ),
      net("nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')", 'return F.gelu(self.a(x))'),
      {
        name: 'a loop over layers of which most feed an activation whose gain nobody gives',
        code: torchModule(
          [
            'self.a = nn.Linear(8, 8)',
            'self.b = nn.Linear(8, 8)',
            'for m in self.modules():',
            '    if isinstance(m, nn.Linear):',
            '        nn.init.kaiming_normal_(m.weight)',
          ],
          ['y = F.silu(self.a(x))', 'return y * torch.sigmoid(self.b(y))'],
        ),
      },
      {
        name: 'a layer whose output is also returned as it is',
        code: torchModule(
          ['self.a = nn.Linear(8, 8)', 'nn.init.kaiming_uniform_(self.a.weight, a=1)'],
          ['y = self.a(x)', 'return y, F.relu(y)'],
        ),
      },
      net('nn.init.kaiming_normal_(self.a.weight, a=slope)', 'return F.leaky_relu(self.a(x), 0.5)'),
      net('nn.init.kaiming_normal_(self.a.weight, nonlinearity=name)', 'return torch.tanh(self.a(x))'),
    ],
    invalid: [
      {
        code: net(
          "nn.init.⟦kaiming_normal_⟧(self.a.weight, nonlinearity='relu')",
          'return torch.tanh(self.a(x))',
        ),
        severity: 'information',
        message: /gain 1\.41.*tanh follows \(gain 1\.67\).*×0\.849/,
        fixes: {
          'Initialise for tanh (changes training)':
            "nn.init.kaiming_normal_(self.a.weight, nonlinearity='tanh')",
        },
      },
      {
        code: net('nn.init.⟦kaiming_normal_⟧(self.a.weight)', 'return F.leaky_relu(self.a(x), 0.5)'),
        message: /×1\.12/,
        fixes: {
          'Initialise for a slope of 0.5 (changes training)': 'nn.init.kaiming_normal_(self.a.weight, a=0.5)',
        },
      },
      {
        code: net('nn.init.⟦kaiming_uniform_⟧(self.a.weight, a=5 ** 0.5)', 'return F.relu(self.a(x))'),
        severity: 'hint',
        fixes: {
          'Initialise for relu (changes training)':
            "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')",
        },
      },
      {
        code: net(
          "nn.init.⟦kaiming_normal_⟧(self.a.weight, nonlinearity='linear')",
          'return F.relu(self.a(x))',
        ),
        fixes: {
          'Initialise for relu (changes training)':
            "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')",
        },
      },
      {
        name: 'the rest of the call stays',
        code: net(
          'torch.nn.init.⟦kaiming_uniform_⟧(tensor=self.a.weight.data, mode="fan_out")',
          'return F.leaky_relu(self.a(x), negative_slope=0.5)',
        ),
        fixes: {
          'Initialise for a slope of 0.5 (changes training)':
            'torch.nn.init.kaiming_uniform_(self.a.weight.data, a=0.5, mode="fan_out")',
        },
      },
      {
        name: 'arguments by position',
        code: net(
          "nn.init.⟦kaiming_normal_⟧(self.a.weight, 0, 'fan_out', 'relu')",
          'return torch.tanh(self.a(x))',
        ),
        fixes: {
          'Initialise for tanh (changes training)':
            "nn.init.kaiming_normal_(self.a.weight, mode='fan_out', nonlinearity='tanh')",
        },
      },
      {
        name: 'PReLU, which starts at 0.25, after one that copied PyTorch',
        code: torchModule(
          [
            'self.a = nn.Linear(8, 8)',
            'self.act = nn.PReLU()',
            "nn.init.⟦kaiming_normal_⟧(self.a.weight, a=math.sqrt(5), nonlinearity='leaky_relu')",
          ],
          ['return self.act(self.a(x))'],
        ).replace('import torch\n', 'import torch, math\n'),
        fixes: {
          'Initialise for a slope of 0.25 (changes training)':
            "nn.init.kaiming_normal_(self.a.weight, a=0.25, nonlinearity='leaky_relu')",
        },
      },
      {
        name: 'two layers of one initialiser before different activations: no fix',
        code: torchModule(
          [
            'self.a = nn.Linear(8, 8)',
            'self.b = nn.Linear(8, 8)',
            'for m in self.modules():',
            '    if isinstance(m, nn.Linear):',
            "        nn.init.⟦kaiming_normal_⟧(m.weight, nonlinearity='relu')",
          ],
          ['return torch.sigmoid(self.b(torch.tanh(self.a(x))))'],
        ),
        fixes: {},
      },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='relu', kernel_initializer='he_normal'), layers.Dense(1)"),
      kerasNet("layers.Dense(8, activation='gelu', kernel_initializer='he_normal'), layers.Dense(1)"),
      kerasNet("layers.Dense(8, activation='tanh', kernel_initializer='glorot_uniform'), layers.Dense(1)"),
      kerasNet(
        "layers.Dense(8, kernel_initializer='he_uniform'), layers.LeakyReLU(negative_slope=0.2), layers.Dense(1)",
      ),
    ],
    invalid: [
      {
        code: kerasNet(
          "layers.Dense(8, activation='tanh', kernel_initializer=⟦'he_normal'⟧), layers.Dense(1)",
        ),
        severity: 'information',
        fixes: {
          [XAVIER]:
            "model = keras.Sequential([layers.Dense(8, activation='tanh', kernel_initializer='glorot_normal'), layers.Dense(1)])",
        },
      },
      {
        code: kerasNet(
          "layers.Dense(8, activation='sigmoid', kernel_initializer=⟦'he_uniform'⟧), layers.Dense(1)",
        ),
        fixes: {
          [XAVIER]:
            "model = keras.Sequential([layers.Dense(8, activation='sigmoid', kernel_initializer='glorot_uniform'), layers.Dense(1)])",
        },
      },
      {
        code: kerasNet(
          "layers.Dense(8, kernel_initializer=⟦'he_normal'⟧), layers.Activation('tanh'), layers.Dense(1)",
        ),
        fixes: {
          [XAVIER]:
            "model = keras.Sequential([layers.Dense(8, kernel_initializer='glorot_normal'), layers.Activation('tanh'), layers.Dense(1)])",
        },
      },
      {
        code: kerasNet(
          'layers.Dense(8, kernel_initializer=keras.initializers.⟦HeNormal⟧()), layers.LeakyReLU(negative_slope=0.5), layers.Dense(1)',
        ),
        fixes: {
          [HE]: "model = keras.Sequential([layers.Dense(8, kernel_initializer=keras.initializers.VarianceScaling(scale=1.6, mode='fan_in', distribution='truncated_normal')), layers.LeakyReLU(negative_slope=0.5), layers.Dense(1)])",
        },
      },
    ],
  },
});
