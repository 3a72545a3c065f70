import { reluNoWeightPenalty } from '../../../../src/core/lint/rules/relu-no-weight-penalty';
import { kerasNet, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(reluNoWeightPenalty, {
  torch: {
    valid: [
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.SGD(net.parameters(), lr=0.1, weight_decay=1e-4)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 1)',
        'optimizer = optim.SGD(net.parameters(), lr=0.1)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1)',
        'optimizer = optim.SGD(net.parameters(), lr=0.1)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.SGD(net.parameters(), lr=0.1, weight_decay=d)',
      ),
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)', 'optimizer = optim.AdamW(net.parameters())'),
    ],
    invalid: [
      {
        code: torchNet(
          'nn.Linear(8, 8), ⟪nn.ReLU()⟫, nn.Linear(8, 1)',
          'optimizer = ⟦optim.SGD(net.parameters(), lr=0.1)⟧',
        ),
        severity: 'information',
      },
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)', 'optimizer = ⟦optim.Adam(net.parameters())⟧'),
      torchNet(
        'nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 1)',
        'optimizer = ⟦optim.Adam(net.parameters(), lr=1e-3, weight_decay=0)⟧',
      ),
      torchNet(
        'nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 1)',
        'optimizer = ⟦optim.RMSprop(net.parameters())⟧',
      ),
    ],
  },
  keras: {
    valid: [
      kerasNet(
        "layers.Dense(8, activation='relu', kernel_regularizer='l2'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(), loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dropout(0.1), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(), loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(weight_decay=1e-4), loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='tanh'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(), loss='mse'",
      ),
    ],
    invalid: [
      {
        code: kerasNet(
          "layers.Dense(8, activation='relu'), layers.Dense(1)",
          "optimizer=⟦keras.optimizers.Adam()⟧, loss='mse'",
        ),
        severity: 'information',
      },
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=⟦keras.optimizers.SGD(0.1)⟧, loss='mse'",
      ),
      kerasNet(
        'layers.Dense(8), layers.ReLU(), layers.Dense(1)',
        "optimizer=⟦keras.optimizers.RMSprop()⟧, loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='relu', kernel_initializer='he_normal'), layers.Dense(1)",
        "optimizer=⟦keras.optimizers.Adam(1e-3, weight_decay=None)⟧, loss='mse'",
      ),
    ],
  },
});
