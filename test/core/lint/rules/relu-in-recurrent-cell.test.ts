import { reluInRecurrentCell } from '../../../../src/core/lint/rules/relu-in-recurrent-cell';
import { ruleTester } from '../rule-tester';

const TANH = 'Use tanh (changes training)';
const IDENTITY = 'Start the recurrent weights as the identity (changes training)';

const torchClass = (init: string, forward: string) => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${init}

    def forward(self, x, h):
        ${forward}
`;
const layers = 'self.i2h = nn.Linear(8, 16)\n        self.h2h = nn.Linear(16, 16)';

ruleTester(reluInRecurrentCell, {
  torch: {
    valid: [
      {
        name: 'layers of a graph network in a row: another one in each round',
        code: `
          class Aggregator(nn.Module):
              def __init__(self, width):
                  super().__init__()
                  self.W = nn.Linear(2 * width, width)
                  self.act = nn.LeakyReLU()
              def forward(self, matrix, nodes):
                  side = torch.sparse.mm(matrix, nodes)
                  nodes = self.act(self.W(torch.cat([nodes, side], dim=1)))
                  return nodes
          class Net(nn.Module):
              def __init__(self, layers):
                  super().__init__()
                  self.layers = nn.ModuleList()
                  for _ in range(layers):
                      self.layers.append(Aggregator(64))
              def forward(self, matrix, nodes):
                  for aggregator in self.layers:
                      nodes = aggregator(matrix, nodes)
                  return nodes
        `,
      },
      {
        name: 'a critic of state and action beside a loop that adds noise to an action',
        code: `
          class Critic(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.hidden = nn.Linear(4, 64)
                  self.out = nn.Linear(64, 1)

              def forward(self, state, action):
                  x = F.relu(self.hidden(torch.cat([state, action], 1)))
                  return F.relu(self.out(x))

          noise = Noise()
          for step in range(100):
              action = noise.get_action(action, step)
        `,
      },
      'rnn = nn.RNN(8, 16)',
      "rnn = nn.RNN(8, 16, nonlinearity='tanh')",
      'rnn = nn.RNN(8, 16, nonlinearity=kind)',
      'lstm = nn.LSTM(8, 16)',
      {
        name: 'IRNN: the recurrent weights start as the identity',
        code: torchClass(
          "self.rnn = nn.RNN(8, 16, nonlinearity='relu')\n        nn.init.eye_(self.rnn.weight_hh_l0)",
          'return self.rnn(x, h)',
        ),
      },
      {
        name: 'IRNN outside a class',
        code: "rnn = nn.RNN(8, 16, nonlinearity='relu')\nnn.init.eye_(rnn.weight_hh_l0)",
      },
      {
        name: 'a deep network in a loop: every step has its own layer',
        code: torchClass(
          'self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])',
          'for layer in self.layers:\n            x = F.relu(layer(x))\n        return x',
        ),
      },
      {
        name: 'a loop with tanh',
        code: torchClass(
          layers,
          'for t in range(10):\n            h = torch.tanh(self.i2h(x[t]) + self.h2h(h))\n        return h',
        ),
      },
      {
        name: 'a ReLU that the state does not come back through',
        code: torchClass(
          layers,
          'for t in range(10):\n            y = F.relu(self.h2h(h) + self.i2h(x[t]))\n            h = torch.tanh(y)\n        return h',
        ),
      },
      {
        name: 'a function of its own called relu',
        code: 'def relu(x): return x\n\nfor t in range(3):\n    h = relu(W @ h + U @ x[t])',
      },
      {
        name: 'a forward that returns what it was given, and is never fed back',
        code: torchClass(layers, 'h = F.relu(self.h2h(h) + self.i2h(x))\n        return x, h'),
      },
      {
        name: 'features of nodes beside a graph',
        code: `from dgl.nn import GraphConv
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.conv = GraphConv(8, 8)

              def forward(self, g, x):
                  x = self.conv(g, x)
                  x = F.relu(x)
                  return x
        `,
      },
      {
        name: 'a class of its own called RNN',
        code: "class RNN: pass\n\nrnn = RNN(8, 16, nonlinearity='relu')",
      },
    ],
    invalid: [
      {
        code: "rnn = ⟪nn.RNN⟫(8, 16, nonlinearity=⟦'relu'⟧)",
        severity: 'warning',
        message: /^RNN with 'relu': nothing bounds its state, which may explode as weights grow/,
        fixes: {
          [TANH]: "rnn = nn.RNN(8, 16, nonlinearity='tanh')",
          [IDENTITY]: 'nn.init.eye_(rnn.weight_hh_l0)',
        },
      },
      {
        name: 'a cell in a class',
        code: torchClass('self.cell = nn.RNNCell(8, 16, nonlinearity=⟦"relu"⟧)', 'return self.cell(x, h)'),
        fixes: {
          [TANH]: 'self.cell = nn.RNNCell(8, 16, nonlinearity="tanh")',
          [IDENTITY]: 'nn.init.eye_(self.cell.weight_hh)',
        },
      },
      {
        name: 'two layers: no one-line identity',
        code: "rnn = nn.RNN(8, 16, 2, ⟦'relu'⟧)",
        fixes: { [TANH]: "rnn = nn.RNN(8, 16, 2, 'tanh')" },
      },
      {
        name: 'with gradient clipping in view: information',
        code: "rnn = nn.RNN(8, 16, nonlinearity=⟦'relu'⟧)\nnn.utils.clip_grad_norm_(rnn.parameters(), 1.0)",
        severity: 'information',
      },
      {
        name: 'a loop over time',
        code: torchClass(
          layers,
          'for ⟪t⟫ in range(10):\n            h = ⟦torch.relu(self.i2h(x[t]) + self.h2h(h))⟧\n        return h',
        ),
        message: /^The state h passes through ReLU back into itself/,
        fixes: { [TANH]: 'h = torch.tanh(self.i2h(x[t]) + self.h2h(h))' },
      },
      {
        name: 'a loop in steps of its own, with matrices',
        code: 'for x in sequence:\n    a = U @ x + W @ h\n    h = ⟦a.relu()⟧',
        fixes: { [TANH]: 'h = a.tanh()' },
      },
      {
        name: 'a step function whose result a loop hands back',
        code: `
          class RNN(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.i2h = nn.Linear(24, 16)
                  self.i2o = nn.Linear(24, 4)

              def forward(self, input, hidden):
                  combined = torch.cat((input, hidden), 1)
                  hidden = ⟦F.relu(self.i2h(combined))⟧
                  output = self.i2o(combined)
                  return output, hidden

          rnn = RNN()
          for line in lines:
              output, hidden = ⟪rnn(line, hidden)⟫
        `,
        fixes: { [TANH]: ['hidden = torch.tanh(self.i2h(combined))'] },
      },
    ],
  },
  keras: {
    valid: [
      {
        name: 'layers above each other, whose weights the function makes in every round',
        code: `
          import tensorflow as tf
          def body(x, depth):
              for i in range(depth):
                  x = tf.layers.dense(x, 64, name='layer_%d' % i)
                  x = tf.nn.relu(tf.nn.dropout(x, keep_prob=0.9))
              return x
        `,
      },
      'layers.LSTM(32)',
      "layers.GRU(32, activation='tanh')",
      "layers.SimpleRNN(32, activation='relu', recurrent_initializer='identity')",
      'layers.SimpleRNN(32, activation="relu", recurrent_initializer=keras.initializers.Identity(gain=1.0))',
      "layers.SimpleRNN(32, activation='relu', recurrent_initializer=initializer)",
      "layers.Dense(32, activation='relu')",
      'layers.LSTM(32, activation=activation)',
      'import keras_like\nkeras_like.LSTM(32, activation="relu")',
    ],
    invalid: [
      {
        code: "layers.LSTM(32, activation=⟦'relu'⟧)",
        severity: 'warning',
        message: /LSTM with 'relu'.*nothing bounds.*cuDNN/,
        fixes: { [TANH]: "layers.LSTM(32, activation='tanh')" },
      },
      { code: 'layers.GRU(32, ⟦"relu"⟧)', fixes: { [TANH]: 'layers.GRU(32, "tanh")' } },
      {
        code: "layers.SimpleRNN(32, activation=⟦'relu'⟧)",
        fixes: {
          [TANH]: "layers.SimpleRNN(32, activation='tanh')",
          [IDENTITY]: "layers.SimpleRNN(32, activation='relu', recurrent_initializer='identity')",
        },
      },
      {
        name: 'through tf.keras, as a function',
        code: 'import tensorflow as tf\ntf.keras.layers.LSTM(32, activation=⟦tf.nn.relu⟧)',
        fixes: { [TANH]: 'tf.keras.layers.LSTM(32, activation=tf.nn.tanh)' },
      },
      { name: 'a cell', code: "layers.RNN(layers.LSTMCell(16, activation=⟦'relu'⟧))" },
      {
        name: 'with clipnorm in view: information',
        code: "layers.LSTM(8, activation=⟦'relu'⟧)\nkeras.optimizers.Adam(clipnorm=1.0)",
        severity: 'information',
      },
    ],
  },
  jax: {
    valid: [
      ...[
        'for w, b in params:\n    x = jax.nn.relu(x @ w + b)',
        "for layer in params:\n    x = jax.nn.relu(jnp.dot(x, layer['kernel']) + layer['bias'])",
        'for i in range(n):\n    x = jax.nn.relu(jnp.matmul(x, weights[i]) + i)',
        'for i, (w, b) in enumerate(zip(ws, bs)):\n    x = jax.nn.relu(x @ w + b) if i < n else x @ w + b',
        "for i in range(n):\n    x = jax.nn.relu(x @ params[f'w{i}'] + params[f'b{i}'])",
        'for layer in layers:\n    y = x @ layer.weight\n    x = jax.nn.relu(y + layer.bias)',
      ].map((loop) => ({
        name: `depth, not time: ${loop}`,
        code: `import jax\nimport jax.numpy as jnp\n${loop}`,
      })),
      {
        name: 'a scan over layers',
        code: 'import jax\ndef layer(x, p):\n    return jax.nn.relu(x @ p[0] + p[1]), None\nx, _ = jax.lax.scan(layer, x, params)',
      },
      'nn.LSTMCell(features=8)',
      'nn.SimpleCell(features=8, activation_fn=nn.tanh)',
      'nn.GRUCell(features=8, activation_fn=activation)',
      'nn.Dense(8)',
      {
        name: 'a scan with tanh',
        code: 'def step(h, x):\n    h = jnp.tanh(W @ h + U @ x)\n    return h, h\n\njax.lax.scan(step, h0, xs)',
      },
    ],
    invalid: [
      {
        name: 'parameters that are handed in and stay the same',
        code: 'import jax\ndef step(p, h, x):\n    return ⟦jax.nn.relu(x @ p[0] + h @ p[1])⟧\nfor x in xs:\n    h = step(params, h, x)',
      },
      {
        code: 'nn.LSTMCell(features=8, activation_fn=⟦nn.relu⟧)',
        severity: 'warning',
        fixes: { [TANH]: 'nn.LSTMCell(features=8, activation_fn=nn.tanh)' },
      },
      {
        code: 'nn.SimpleCell(features=8, activation_fn=⟦jax.nn.relu⟧)',
        fixes: { [TANH]: 'nn.SimpleCell(features=8, activation_fn=jax.nn.tanh)' },
      },
      { code: 'nn.RNN(nn.GRUCell(features=8, activation_fn=⟦nn.leaky_relu⟧))' },
      {
        name: 'a scan over a step function',
        code: 'def step(h, x):\n    h = ⟦jax.nn.relu(W @ h + U @ x)⟧\n    return h, h\n\n⟪jax.lax.scan(step, h0, xs)⟫',
        fixes: { [TANH]: 'h = jax.nn.tanh(W @ h + U @ x)' },
      },
      {
        name: 'with clipping in view: information',
        code: 'import optax\nfrom flax import linen as nn\nnn.LSTMCell(8, activation_fn=⟦nn.relu⟧)\noptax.clip_by_global_norm(1.0)',
        severity: 'information',
      },
    ],
  },
});
