import { highLearningRateRelu } from '../../../../src/core/lint/rules/high-learning-rate-relu';
import { kerasNet, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(highLearningRateRelu, {
  torch: {
    valid: [
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=1e-3)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=0.1)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=0.01)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.SGD(net.parameters(), lr=0.1)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=args.lr)',
      ),
    ],
    invalid: [
      {
        code: torchNet(
          'nn.Linear(8, 8), ⟪nn.ReLU()⟫, nn.Linear(8, 1)',
          'optimizer = ⟦optim.Adam(net.parameters(), lr=0.1)⟧',
        ),
        severity: 'warning',
      },
      {
        code: torchNet(
          'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
          'optimizer = ⟦optim.RMSprop(net.parameters(), lr=0.02)⟧',
        ),
        severity: 'information',
      },
      {
        code: torchNet(
          'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
          'optimizer = ⟦optim.SGD(net.parameters(), lr=2)⟧',
        ),
        severity: 'warning',
      },
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'LR = 0.5',
        'optimizer = ⟦optim.AdamW(net.parameters(), lr=LR)⟧',
      ),
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='relu'), layers.Dense(1)", "optimizer='adam', loss='mse'"),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(1e-3), loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='tanh'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(0.1), loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(rate), loss='mse'",
      ),
    ],
    invalid: [
      {
        code: kerasNet(
          "layers.Dense(8, activation='relu'), layers.Dense(1)",
          "optimizer=⟦keras.optimizers.Adam(0.1)⟧, loss='mse'",
        ),
        severity: 'warning',
      },
      {
        code: kerasNet(
          "layers.Dense(8, activation='relu'), layers.Dense(1)",
          "optimizer=⟦keras.optimizers.Adam(learning_rate=0.01)⟧, loss='mse'",
        ),
        severity: 'information',
      },
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=⟦keras.optimizers.SGD(learning_rate=1.0)⟧, loss='mse'",
      ),
      kerasNet(
        'layers.Dense(8), layers.ReLU(), layers.Dense(1)',
        "optimizer=⟦keras.optimizers.RMSprop(0.05)⟧, loss='mse'",
      ),
    ],
  },
});
