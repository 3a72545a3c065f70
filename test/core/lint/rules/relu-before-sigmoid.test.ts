import { reluBeforeSigmoid } from '../../../../src/core/lint/rules/relu-before-sigmoid';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const remove = 'Remove the ReLU (changes training)';

ruleTester(reluBeforeSigmoid, {
  torch: {
    valid: [
      {
        name: 'a learnt graph of two parameters',
        code: torchModule(
          [
            'self.one = nn.Parameter(torch.randn(8, 4), requires_grad=True)',
            'self.other = nn.Parameter(torch.randn(4, 8), requires_grad=True)',
            'self.a = nn.Linear(8, 8)',
          ],
          ['graph = F.softmax(F.relu(torch.mm(self.one, self.other)), dim=1)', 'return self.a(x) @ graph'],
        ),
      },
      {
        name: 'what a loss takes as logits, too, which relu-on-output tells',
        code: torchModule(
          ['self.a = nn.Linear(8, 3)'],
          ['return F.relu(self.a(x))'],
          'logits = Net()(x)',
          'loss = F.cross_entropy(logits, y)',
          'p = F.softmax(logits, dim=1)',
        ),
      },
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid()'),
      torchNet('nn.Linear(8, 1), nn.LeakyReLU(), nn.Sigmoid()'),
      torchNet('nn.Linear(8, 1), nn.Sigmoid()'),
      torchModule(['self.a = nn.Linear(8, 8)'], ['return F.relu(self.a(x)) + torch.sigmoid(x)']),
    ],
    invalid: [
      {
        code: torchNet('nn.Linear(8, 1), ⟦nn.ReLU()⟧, ⟪nn.Sigmoid()⟫'),
        severity: 'error',
        message: /never below 0\.5/,
        fixes: { [remove]: 'net = nn.Sequential(nn.Linear(8, 1), nn.Sigmoid())' },
      },
      {
        code: torchModule(['self.a = nn.Linear(8, 1)'], ['return torch.sigmoid(⟦F.relu(self.a(x))⟧)']),
        fixes: { [remove]: 'return torch.sigmoid(self.a(x))' },
      },
      { code: torchNet('nn.Linear(8, 3), ⟦nn.ReLU()⟧, nn.Softmax(dim=1)'), severity: 'warning' },
      torchNet('nn.Linear(8, 1), ⟦nn.ReLU6()⟧, nn.Sigmoid()'),
      {
        code: torchModule(
          ['self.a = nn.Linear(8, 3)'],
          ['x = ⟦F.relu(self.a(x))⟧', 'return F.log_softmax(x, dim=1)'],
        ),
        severity: 'warning',
        message: /before log-softmax/,
      },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='relu'), layers.Dense(1, activation='sigmoid')"),
      kerasNet("layers.Dense(1, activation='leaky_relu'), layers.Activation('sigmoid')"),
      kerasNet("layers.Dense(1), layers.Activation('sigmoid')"),
      kerasNet("layers.Dense(1, activation='relu')"),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(1, activation=⟦'relu'⟧), layers.Activation('sigmoid')"),
        severity: 'error',
      },
      kerasNet("layers.Dense(1), ⟦layers.ReLU()⟧, layers.Activation('sigmoid')"),
      { code: kerasNet("layers.Dense(3, activation=⟦'relu'⟧), layers.Softmax()"), severity: 'warning' },
      kerasNet("layers.Dense(3), ⟦layers.Activation('relu')⟧, layers.Activation('softmax')"),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet('return tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 1))'),
      tensorflowNet(
        'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8))',
        'return tf.nn.sigmoid(tf.compat.v1.layers.dense(h, 1))',
      ),
      tensorflowNet('return tf.nn.sigmoid(tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 1)))'),
      tensorflowNet('return tf.nn.relu(tf.compat.v1.layers.dense(x, 1))'),
    ],
    invalid: [
      tensorflowNet('return tf.nn.sigmoid(⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 1))⟧)'),
      tensorflowNet('return tf.nn.softmax(⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 3))⟧)'),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 1, activation=⟦tf.nn.relu⟧)', 'return tf.sigmoid(h)'),
      tensorflowNet('h = ⟦tf.nn.relu6(tf.compat.v1.layers.dense(x, 1))⟧', 'return tf.math.sigmoid(h)'),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.sigmoid(nn.Dense(1)(x))']),
      flaxNet(['return nn.sigmoid(nn.Dense(1)(nn.relu(nn.Dense(8)(x))))']),
      flaxNet(['return nn.sigmoid(nn.leaky_relu(nn.Dense(1)(x)))']),
      flaxNet(['return nn.relu(nn.Dense(1)(x))']),
    ],
    invalid: [
      flaxNet(['return nn.sigmoid(⟦nn.relu(nn.Dense(1)(x))⟧)']),
      flaxNet(['x = ⟦nn.relu(nn.Dense(3)(x))⟧', 'return nn.softmax(x)']),
      flaxNet(['return jax.nn.sigmoid(⟦jax.nn.relu(nn.Dense(1)(x))⟧)']),
      flaxNet(['return jax.nn.sigmoid(⟦jax.nn.relu6(nn.Dense(1)(x))⟧)']),
    ],
  },
});
