import { constantWeightInit } from '../../../../src/core/lint/rules/constant-weight-init';
import { flaxNet, kerasNet, tensorflowNet, torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const HE = 'Use He initialisation (changes training)';
const XAVIER = 'Use Xavier initialisation (changes training)';

const net = (init: string, forward = 'return self.b(F.relu(self.a(x)))') =>
  torchModule(['self.a = nn.Linear(8, 8)', 'self.b = nn.Linear(8, 3)', init], [forward]);

ruleTester(constantWeightInit, {
  torch: {
    valid: [
      {
        name: 'a weight that is put in, and then drawn',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.a, self.b = nn.Linear(4, 8), nn.Linear(8, 1)
                  self.a.weight = nn.Parameter(torch.zeros(8, 4))
                  nn.init.kaiming_normal_(self.a.weight)

              def forward(self, x):
                  return self.b(torch.relu(self.a(x)))
        `,
      },
      {
        name: 'a recurrent layer whose recurrent kernel is drawn',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.rnn, self.out = nn.LSTM(4, 8, batch_first=True), nn.Linear(8, 2)
                  for name, p in self.rnn.named_parameters():
                      if 'weight_ih' in name:
                          nn.init.constant_(p, 0.1)
                      elif 'weight_hh' in name:
                          nn.init.orthogonal_(p)

              def forward(self, x):
                  y, _ = self.rnn(x)
                  return self.out(y[:, -1])
        `,
      },
      { name: 'biases', code: net('nn.init.zeros_(self.a.bias)') },
      { name: 'the last layer alone', code: net('nn.init.zeros_(self.b.weight)') },
      {
        name: 'a residual branch that starts at zero',
        code: net('nn.init.zeros_(self.a.weight)', 'return self.b(x + F.relu(self.a(x)))'),
      },
      net('nn.init.kaiming_normal_(self.a.weight)'),
      net('nn.init.constant_(self.a.weight, value)', 'return self.a(x)'),
    ],
    invalid: [
      {
        name: 'all of a recurrent network',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.rnn, self.out = nn.LSTM(4, 8, batch_first=True), nn.Linear(8, 2)
              def forward(self, x):
                  y, _ = self.rnn(x)
                  return self.out(y[:, -1])

          net = Net()
          for p in net.parameters():
              nn.init.⟦zeros_⟧(p)
        `,
        severity: 'error',
      },
      {
        name: 'a weight that is put in',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.a, self.b, self.c = nn.Linear(4, 8), ⟪nn.Linear(8, 8)⟫, nn.Linear(8, 1)
                  self.a.weight = nn.Parameter(torch.⟦zeros⟧(8, 4))
                  self.b.weight.data = torch.⟪ones⟫(8, 8)

              def forward(self, x):
                  x = torch.relu(self.a(x))
                  return self.c(torch.relu(self.b(x)))
        `,
      },
      {
        name: 'a body of two heads',
        code: `
          class ActorCritic(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.body = nn.Linear(8, 128)
                  self.actor, self.critic = nn.Linear(128, 4), nn.Linear(128, 1)
                  nn.init.⟦zeros_⟧(self.body.weight)

              def forward(self, x):
                  h = torch.relu(self.body(x))
                  return torch.softmax(self.actor(h), dim=-1), self.critic(h)
        `,
        fixes: { [HE]: "nn.init.kaiming_normal_(self.body.weight, nonlinearity='relu')" },
      },
      {
        code: net('nn.init.⟦zeros_⟧(self.a.weight)'),
        severity: 'error',
        message: /stay equal/,
        fixes: { [HE]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')" },
      },
      {
        code: net('nn.init.⟦constant_⟧(self.a.weight, 0.5)'),
        fixes: { [HE]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')" },
      },
      {
        code: net('nn.init.⟦ones_⟧(self.a.weight)'),
        fixes: { [HE]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')" },
      },
      {
        name: 'in a function for all layers',
        code: torchModule(
          ['self.a = nn.Linear(8, 8)', 'self.b = nn.Linear(8, 3)'],
          ['return self.b(torch.tanh(self.a(x)))'],
          'def init(m):',
          '    if isinstance(m, nn.Linear):',
          '        nn.init.⟦zeros_⟧(m.weight)',
          'net = Net()',
          'net.apply(init)',
        ),
        fixes: { [XAVIER]: 'nn.init.xavier_uniform_(m.weight)' },
      },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='relu', bias_initializer='zeros'), layers.Dense(3)"),
      kerasNet("layers.Dense(8, activation='relu'), layers.Dense(3, kernel_initializer='zeros')"),
      kerasNet("layers.Dense(8, activation='relu', kernel_initializer='he_normal'), layers.Dense(3)"),
      kerasNet("layers.Dense(1, activation='relu', kernel_initializer='ones'), layers.Dense(3)"),
    ],
    invalid: [
      {
        name: 'zeros behind zeros, whatever is between',
        code: `
          net = keras.Sequential([
              keras.Input((39,)),
              layers.Dense(128, kernel_initializer=⟦'zeros'⟧),
              ⟪layers.Dense(1, kernel_initializer='zeros')⟫,
          ])
        `,
      },
      {
        code: kerasNet("layers.Dense(8, activation='relu', kernel_initializer=⟦'zeros'⟧), layers.Dense(3)"),
        severity: 'error',
        fixes: {
          [HE]: "model = keras.Sequential([layers.Dense(8, activation='relu', kernel_initializer='he_normal'), layers.Dense(3)])",
        },
      },
      {
        code: kerasNet("layers.Dense(8, activation='relu', kernel_initializer=⟦'ones'⟧), layers.Dense(3)"),
        fixes: {
          [HE]: "model = keras.Sequential([layers.Dense(8, activation='relu', kernel_initializer='he_normal'), layers.Dense(3)])",
        },
      },
      {
        code: kerasNet(
          'layers.Dense(8, activation="tanh", kernel_initializer=keras.initializers.⟦Constant⟧(0.1)), layers.Dense(3)',
        ),
        fixes: {
          [XAVIER]:
            'model = keras.Sequential([layers.Dense(8, activation="tanh", kernel_initializer=keras.initializers.GlorotUniform()), layers.Dense(3)])',
        },
      },
      {
        code: kerasNet(
          'layers.Dense(8, kernel_initializer=keras.initializers.⟦Zeros⟧()), layers.ReLU(), layers.Dense(3)',
        ),
        fixes: {
          [HE]: 'model = keras.Sequential([layers.Dense(8, kernel_initializer=keras.initializers.HeNormal()), layers.ReLU(), layers.Dense(3)])',
        },
      },
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        "return tf.compat.v1.layers.dense(h, 3, kernel_initializer='zeros')",
      ),
      tensorflowNet(
        "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer='ones')",
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, kernel_initializer='he_normal')",
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, kernel_initializer=init)',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
    ],
    invalid: [
      {
        code: tensorflowNet(
          "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, kernel_initializer=⟦'zeros'⟧)",
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [HE]: "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, kernel_initializer='he_normal')",
        },
      },
      {
        code: tensorflowNet(
          "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.tanh, kernel_initializer=⟦'ones'⟧)",
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [XAVIER]:
            "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.tanh, kernel_initializer='glorot_uniform')",
        },
      },
      {
        code: tensorflowNet(
          'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.⟦Zeros⟧()))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [HE]: 'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.HeNormal()))',
        },
      },
      {
        code: tensorflowNet(
          'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.⟦Constant⟧(0.5)))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [HE]: 'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.HeNormal()))',
        },
      },
    ],
  },
  jax: {
    valid: [
      flaxNet([
        'x = nn.relu(nn.Dense(8)(x))',
        'return nn.Dense(3, kernel_init=nn.initializers.zeros_init())(x)',
      ]),
      flaxNet([
        'x = nn.relu(nn.Dense(8, bias_init=nn.initializers.ones_init())(x))',
        'return nn.Dense(3)(x)',
      ]),
      flaxNet([
        'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))',
        'return nn.Dense(3)(x)',
      ]),
      flaxNet([
        'x = x + nn.relu(nn.Dense(8, kernel_init=nn.initializers.zeros_init())(x))',
        'return nn.Dense(3)(x)',
      ]),
    ],
    invalid: [
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.⟦zeros_init⟧())(x))',
          'return nn.Dense(3)(x)',
        ]),
        fixes: { [HE]: 'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))' },
      },
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.⟦ones_init⟧())(x))',
          'return nn.Dense(3)(x)',
        ]),
        fixes: { [HE]: 'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))' },
      },
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.⟦constant⟧(0.1))(x))',
          'return nn.Dense(3)(x)',
        ]),
        fixes: { [HE]: 'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))' },
      },
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, kernel_init=⟦nn.initializers.zeros⟧)(x))',
          'return nn.Dense(3)(x)',
        ]),
        fixes: { [HE]: 'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))' },
      },
    ],
  },
});
