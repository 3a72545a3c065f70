import { reluRnnRecurrentInit } from '../../../../src/core/lint/rules/relu-rnn-recurrent-init';
import { kerasNet, torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

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
        code: rnn('⟦nn.init.normal_(self.rnn.weight_hh_l0, std=0.2)⟧'),
        severity: 'warning',
        message: /1e28/,
      },
      { code: rnn('⟦nn.init.kaiming_normal_(self.rnn.weight_hh_l0)⟧'), message: /81/ },
      rnn('⟦nn.init.kaiming_uniform_(self.rnn.weight_hh_l0)⟧'),
      rnn('⟦nn.init.uniform_(self.rnn.weight_hh_l0, -0.1, 0.1)⟧'),
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
      },
      kerasNet("layers.LSTM(16, activation='relu', recurrent_initializer=⟦'he_uniform'⟧)"),
      kerasNet(
        "layers.GRU(16, activation='relu', recurrent_initializer=⟦keras.initializers.RandomNormal(stddev=0.2)⟧)",
      ),
      kerasNet(
        "layers.SimpleRNN(16, activation='relu', recurrent_initializer=⟦'random_normal'⟧), layers.Dense(1)",
      ),
    ],
  },
});
