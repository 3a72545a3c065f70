import { reluRnnRecurrentInit } from '../../../../src/core/lint/rules/relu-rnn-recurrent-init';
import { kerasNet, torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const IDENTITY = 'Start as the identity (changes training)';
const ORTHOGONAL = 'Start as an orthogonal matrix (changes training)';

const rnn = (init: string) =>
  torchModule(
    ["self.rnn = nn.RNN(8, 16, nonlinearity='relu')", 'self.out = nn.Linear(16, 3)', init],
    ['h, _ = self.rnn(x)', 'return self.out(h)'],
  );

ruleTester(reluRnnRecurrentInit, {
  torch: {
    valid: [
      rnn('nn.init.eye_(self.rnn.weight_hh_l0)'),
      rnn('nn.init.orthogonal_(self.rnn.weight_hh_l0)'),
      rnn('nn.init.kaiming_normal_(self.rnn.weight_ih_l0)'),
      rnn('nn.init.normal_(self.rnn.weight_hh_l0, std=0.2)').replace("'relu'", "'tanh'"),
    ],
    invalid: [
      {
        code: rnn('nn.init.⟦normal_⟧(self.rnn.weight_hh_l0, std=0.2)'),
        severity: 'warning',
        message: /1e28/,
        fixes: {
          [IDENTITY]: 'nn.init.eye_(self.rnn.weight_hh_l0)',
          [ORTHOGONAL]: 'nn.init.orthogonal_(self.rnn.weight_hh_l0)',
        },
      },
      {
        code: rnn('nn.init.⟦kaiming_normal_⟧(self.rnn.weight_hh_l0)'),
        message: /81/,
        fixes: {
          [IDENTITY]: 'nn.init.eye_(self.rnn.weight_hh_l0)',
          [ORTHOGONAL]: 'nn.init.orthogonal_(self.rnn.weight_hh_l0)',
        },
      },
      {
        code: rnn('nn.init.⟦kaiming_uniform_⟧(self.rnn.weight_hh_l0)'),
        fixes: {
          [IDENTITY]: 'nn.init.eye_(self.rnn.weight_hh_l0)',
          [ORTHOGONAL]: 'nn.init.orthogonal_(self.rnn.weight_hh_l0)',
        },
      },
      {
        code: rnn('nn.init.⟦uniform_⟧(self.rnn.weight_hh_l0, -0.1, 0.1)'),
        fixes: {
          [IDENTITY]: 'nn.init.eye_(self.rnn.weight_hh_l0)',
          [ORTHOGONAL]: 'nn.init.orthogonal_(self.rnn.weight_hh_l0)',
        },
      },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.SimpleRNN(16, activation='relu', recurrent_initializer='identity')"),
      kerasNet("layers.SimpleRNN(16, activation='relu')"),
      kerasNet("layers.SimpleRNN(16, activation='tanh', recurrent_initializer='he_normal')"),
      kerasNet("layers.SimpleRNN(16, activation='relu', kernel_initializer='he_normal')"),
    ],
    invalid: [
      {
        code: kerasNet("layers.SimpleRNN(16, activation='relu', recurrent_initializer=⟦'he_normal'⟧)"),
        severity: 'warning',
        fixes: {
          [IDENTITY]:
            "model = keras.Sequential([layers.SimpleRNN(16, activation='relu', recurrent_initializer='identity')])",
          [ORTHOGONAL]:
            "model = keras.Sequential([layers.SimpleRNN(16, activation='relu', recurrent_initializer='orthogonal')])",
        },
      },
      {
        code: kerasNet("layers.LSTM(16, activation='relu', recurrent_initializer=⟦'he_uniform'⟧)"),
        fixes: {
          [ORTHOGONAL]:
            "model = keras.Sequential([layers.LSTM(16, activation='relu', recurrent_initializer='orthogonal')])",
        },
      },
      {
        code: kerasNet(
          "layers.GRU(16, activation='relu', recurrent_initializer=keras.initializers.⟦RandomNormal⟧(stddev=0.2))",
        ),
        fixes: {
          [ORTHOGONAL]:
            "model = keras.Sequential([layers.GRU(16, activation='relu', recurrent_initializer=keras.initializers.Orthogonal())])",
        },
      },
      {
        code: kerasNet(
          "layers.SimpleRNN(16, activation='relu', recurrent_initializer=⟦'random_normal'⟧), layers.Dense(1)",
        ),
        fixes: {
          [IDENTITY]:
            "model = keras.Sequential([layers.SimpleRNN(16, activation='relu', recurrent_initializer='identity'), layers.Dense(1)])",
          [ORTHOGONAL]:
            "model = keras.Sequential([layers.SimpleRNN(16, activation='relu', recurrent_initializer='orthogonal'), layers.Dense(1)])",
        },
      },
    ],
  },
});
