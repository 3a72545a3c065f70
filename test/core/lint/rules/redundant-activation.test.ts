import { redundantActivation } from '../../../../src/core/lint/rules/redundant-activation';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(redundantActivation, {
  torch: {
    valid: [
      {
        name: 'softmax over the rows, then over the columns',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.fc = nn.Linear(8, 8)
              def forward(self, x):
                  return F.softmax(F.softmax(self.fc(x), dim=1), dim=2)
        `,
      },
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU()'),
      torchNet('nn.Linear(8, 8), nn.Tanh(), nn.ReLU()'),
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.Tanh()'),
      torchNet('nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid()'),
      {
        name: 'attention',
        code: torchModule(
          ['self.score = nn.Linear(8, 4)'],
          ['a = torch.softmax(torch.tanh(self.score(x)), dim=-1)', 'return a @ x'],
        ),
      },
      torchModule(['self.a = nn.Linear(8, 8)'], ['h = F.relu(self.a(x))', 'return F.relu(h) + h']),
    ],
    invalid: [
      {
        name: 'the logarithm of shares',
        code: torchNet('nn.Linear(8, 3), ⟪nn.Softmax(dim=1)⟫, ⟦nn.LogSoftmax(dim=1)⟧'),
        message: /nearly uniform/,
      },
      {
        name: 'a statement that would become x = x goes with its line',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.fc = nn.Linear(8, 8)

              def forward(self, x):
                  x = F.relu(self.fc(x))
                  x = ⟦F.relu(x)⟧  # once more
                  return x
        `,
        fixes: {
          'Remove the relu': `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.fc = nn.Linear(8, 8)

              def forward(self, x):
                  x = F.relu(self.fc(x))
                  return x
        `,
        },
      },
      {
        code: torchNet('nn.Linear(8, 8), ⟪nn.ReLU()⟫, ⟦nn.ReLU()⟧'),
        severity: 'warning',
        message: /does nothing/,
        fixes: { 'Remove the relu': 'net = nn.Sequential(nn.Linear(8, 8), nn.ReLU())' },
      },
      {
        code: torchModule(['self.a = nn.Linear(8, 8)'], ['return ⟦F.relu(torch.sigmoid(self.a(x)))⟧']),
        fixes: { 'Remove the relu': 'return torch.sigmoid(self.a(x))' },
      },
      { code: torchNet('nn.Linear(8, 1), nn.Sigmoid(), ⟦nn.Sigmoid()⟧'), message: /twice/ },
      {
        code: torchNet('nn.Linear(8, 5), ⟪nn.Tanh()⟫, ⟦nn.Sigmoid()⟧'),
        message: /only 0\.269 to 0\.731 is left/,
        fixes: {
          'Remove the second sigmoid (changes training)': 'net = nn.Sequential(nn.Linear(8, 5), nn.Tanh())',
        },
      },
      { code: torchNet('nn.Linear(8, 1), nn.Sigmoid(), ⟦nn.Tanh()⟧'), message: /only 0 to 0\.762 is left/ },
      {
        code: torchNet('nn.Linear(8, 3), nn.Tanh(), ⟦nn.Softmax(dim=-1)⟧'),
        message: /only 0\.0634 to 0\.787 is left/,
      },
      { code: torchNet('nn.Linear(8, 3), nn.Sigmoid(), ⟦nn.Softmax(dim=1)⟧'), message: /nearly uniform/ },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='relu'), layers.Dense(8, activation='relu')"),
      kerasNet('layers.Dense(8), layers.ReLU()'),
      kerasNet("layers.Dense(8, activation='tanh'), layers.ReLU()"),
      kerasNet("layers.Dense(8, activation='linear'), layers.Activation('relu')"),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(8, activation='relu'), ⟦layers.ReLU()⟧, layers.Dense(2)"),
        fixes: {
          'Remove the relu':
            "model = keras.Sequential([layers.Dense(8, activation='relu'), layers.Dense(2)])",
        },
      },
      {
        name: 'an Activation layer goes as a whole',
        code: kerasNet("layers.Dense(8, activation='relu'), ⟦layers.Activation('relu')⟧"),
        fixes: { 'Remove the relu': "model = keras.Sequential([layers.Dense(8, activation='relu')])" },
      },
      {
        name: 'a layer that is added on a line of its own goes with the line',
        code: `
          def build():
              model = keras.Sequential()
              model.add(layers.Dense(8, activation='relu'))
              model.add(⟦layers.ReLU()⟧)
              model.add(layers.Dense(2))
              return model
        `,
        fixes: {
          'Remove the relu': `
          def build():
              model = keras.Sequential()
              model.add(layers.Dense(8, activation='relu'))
              model.add(layers.Dense(2))
              return model
        `,
        },
      },
      kerasNet("layers.Dense(8, activation='sigmoid'), ⟦layers.Activation('sigmoid')⟧"),
      kerasNet("layers.Dense(8, activation='sigmoid'), ⟦layers.Softmax()⟧"),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet('return tf.nn.relu(tf.compat.v1.layers.dense(x, 8))'),
      tensorflowNet('return tf.nn.tanh(tf.nn.relu(tf.compat.v1.layers.dense(x, 8)))'),
      tensorflowNet('h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8))', 'return tf.nn.relu(h + x)'),
      tensorflowNet('return tf.nn.relu(tf.nn.tanh(tf.compat.v1.layers.dense(x, 8)))'),
    ],
    invalid: [
      tensorflowNet('return ⟦tf.nn.relu(tf.nn.relu(tf.compat.v1.layers.dense(x, 8)))⟧'),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)', 'return ⟦tf.nn.relu(h)⟧'),
      tensorflowNet('return ⟦tf.sigmoid(tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 8)))⟧'),
      tensorflowNet('return ⟦tf.nn.softmax(tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 8)))⟧'),
    ],
  },
  jax: {
    valid: [
      {
        name: 'one that the last of who knows how many rounds goes without',
        code: `
          class Net(nn.Module):
              @nn.compact
              def __call__(self, x, shifts):
                  x = nn.Dense(8)(x)
                  for i, shift in enumerate(shifts):
                      x = x + shift
                      if i % 4 != 3:
                          x = nn.tanh(x)
                  return nn.sigmoid(x)
        `,
      },
      flaxNet(['return nn.relu(nn.Dense(8)(x))']),
      flaxNet(['return nn.tanh(nn.relu(nn.Dense(8)(x)))']),
      flaxNet(['h = nn.relu(nn.Dense(8)(x))', 'return nn.relu(h + x)']),
      flaxNet(['return nn.relu(nn.tanh(nn.Dense(8)(x)))']),
    ],
    invalid: [
      {
        code: flaxNet(['return ⟦nn.relu(nn.relu(nn.Dense(8)(x)))⟧']),
        fixes: { 'Remove the relu': 'return nn.relu(nn.Dense(8)(x))' },
      },
      flaxNet(['return ⟦nn.sigmoid(jax.nn.sigmoid(nn.Dense(8)(x)))⟧']),
      flaxNet(['x = nn.softplus(nn.Dense(8)(x))', 'return ⟦nn.relu(x)⟧']),
      flaxNet(['return ⟦nn.softmax(nn.sigmoid(nn.Dense(8)(x)))⟧']),
    ],
  },
});
