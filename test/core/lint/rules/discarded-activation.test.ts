import { discardedActivation } from '../../../../src/core/lint/rules/discarded-activation';
import { flaxNet, tensorflowNet, torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const layers = ['self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 8)'];

ruleTester(discardedActivation, {
  torch: {
    valid: [
      torchModule(layers, ['x = F.relu(self.a(x))', 'return self.b(x)']),
      {
        name: 'in place, by a module, a flag by keyword or position, a name with an underscore',
        code: torchModule(
          [...layers, 'self.act = nn.ReLU(inplace=True)'],
          [
            'x = self.a(x)',
            'self.act(x)',
            'F.elu(x, inplace=True)',
            'F.relu(x, True)',
            'F.leaky_relu_(x, 0.1)',
            'x.relu_()',
            'nn.ReLU(inplace=True)(x)',
            'return self.b(x)',
          ],
        ),
      },
      {
        name: 'a flag that decides',
        code: torchModule(
          [...layers, 'self.flag = flag', 'self.act = nn.ReLU(inplace=flag)'],
          ['x = self.a(x)', 'F.relu(x, inplace=self.flag)', 'self.act(x)', 'return self.b(x)'],
        ),
      },
      {
        name: 'called for the time that it takes',
        code: `
          def bench(x):
              for _ in range(100):
                  F.relu(x)
              return x.mean()
          def speed(x):
              for _ in range(100):
                  F.relu(x)
              return x.mean()
        `,
      },
      {
        name: 'called for the error that it raises',
        code: `
          def probe(x):
              try:
                  F.gelu(x, approximate='tanh')
              except TypeError:
                  return None
              with pytest.raises(RuntimeError):
                  F.glu(x)
              return x
        `,
      },
      { name: 'a session', code: 'x = torch.randn(4)\nF.relu(x)\nnn.ReLU()(x)\nnn.ReLU()\ny = x + 1' },
      {
        name: 'a function of one’s own of that name',
        code: `
          def relu(x):
              x.clamp_(min=0)
          def f(x):
              relu(x)
              return x + 1
        `,
      },
      {
        name: 'a module that only contains an activation',
        code: torchModule(
          [...layers, 'self.block = nn.Sequential(nn.Linear(8, 8), nn.ReLU())'],
          ['self.block(x)', 'return self.b(x)'],
        ),
      },
    ],
    invalid: [
      {
        code: torchModule(layers, ['x = self.a(x)', '⟦F.relu(x)⟧', 'return self.b(x)']),
        severity: 'error',
        message:
          /^F\.relu returns a new tensor, which is thrown away here: x stays as it was\. Assign the result\.$/,
        fixes: { 'Assign it to x': 'x = F.relu(x)' },
      },
      {
        name: 'a module, a method, one made on the spot',
        code: torchModule(
          [...layers, 'self.relu = nn.ReLU()'],
          ['h = self.a(x)', '⟦self.relu(h)⟧', 'h = self.b(h)', '⟦h.tanh()⟧', '⟦nn.GELU()(h)⟧', 'return h'],
        ),
        fixes: { 'Assign it to h': ['h = self.relu(h)', 'h = h.tanh()', 'h = nn.GELU()(h)'] },
      },
      {
        name: 'with the layer in front of it',
        code: torchModule(layers, ['⟦torch.relu(self.a(x))⟧', 'return self.b(x)']),
        fixes: { 'Assign it to x': 'x = torch.relu(self.a(x))' },
      },
      {
        name: 'in a loop, read in its next round',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])
              def forward(self, x):
                  for layer in self.layers:
                      x = layer(x)
                      ⟦F.silu(x, inplace=False)⟧
                  return x
        `,
        fixes: { 'Assign it to x': 'x = F.silu(x, inplace=False)' },
      },
      {
        name: 'a layer that is only made',
        code: torchModule(layers, ['x = self.a(x)', '⟦nn.ReLU()⟧', 'return self.b(x)']),
        message: /only makes a layer/,
        fixes: {},
      },
      {
        name: 'a layer that is not appended',
        code: `
          def build(widths):
              layers = []
              layers.append(nn.Linear(8, 8))
              ⟦nn.ReLU()⟧
              layers.append(nn.Linear(8, 8))
              return nn.Sequential(*layers)
        `,
        fixes: { 'Add it with layers.append': 'layers.append(nn.ReLU())' },
      },
      {
        name: 'a function on tensors',
        code: `
          def decode(z, w):
              z = z @ w
              ⟦torch.sigmoid(z)⟧
              return z.view(-1, 28, 28)
        `,
      },
    ],
  },
  keras: {
    valid: [
      'x = layers.Dense(8)(keras.Input((4,)))\nx = layers.ReLU()(x)\nm = keras.Model(x, layers.Dense(2)(x))',
      "model = keras.Sequential()\nmodel.add(layers.Dense(8))\nmodel.add(layers.Activation('relu'))\nmodel.add(layers.Dense(2))",
      'layers.ReLU()',
      'model = keras.Sequential()\nmodel.add(layers.Dense(8))\nlayers.ReLU()\nprint(model)',
    ],
    invalid: [
      {
        name: 'in a script',
        code: `
          inputs = keras.Input((4,))
          x = layers.Dense(8)(inputs)
          ⟦layers.Activation('relu')(x)⟧
          x = layers.Dense(2)(x)
          model = keras.Model(inputs, x)
        `,
        fixes: { 'Assign it to x': "x = layers.Activation('relu')(x)" },
      },
      {
        name: 'in a function',
        code: `
          def build():
              inputs = keras.Input((4,))
              x = layers.Dense(8)(inputs)
              ⟦layers.LeakyReLU()(x)⟧
              return keras.Model(inputs, layers.Dense(2)(x))
        `,
      },
      {
        name: 'between two that are added',
        code: `
          model = keras.Sequential()
          model.add(layers.Dense(8))
          ⟦layers.ReLU()⟧
          model.add(layers.Dense(2))
        `,
        message: /not part of the model\. Add it with model\.add\.$/,
        fixes: { 'Add it with model.add': 'model.add(layers.ReLU())' },
      },
      `
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.a, self.b = layers.Dense(8), layers.Dense(2)
                self.act = layers.Activation('tanh')
            def call(self, inputs):
                x = self.a(inputs)
                ⟦self.act(x)⟧
                ⟦keras.activations.relu(x)⟧
                return self.b(x)
      `,
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet('x = tf.nn.relu(x)', 'return tf.layers.dense(x, 2)'),
      tensorflowNet('h = tf.nn.relu(x)', 'return tf.layers.dense(h, 2)'),
      'x = tf.constant([1.0])\ntf.nn.relu(x)',
      'def check(x):\n    tf.nn.relu(x)\n    return x + 1',
    ],
    invalid: [
      tensorflowNet('x = tf.layers.dense(x, 8)', '⟦tf.nn.relu(x)⟧', 'return tf.layers.dense(x, 2)'),
      tensorflowNet('x = tf.matmul(x, y)', '⟦tf.tanh(x)⟧', 'return tf.matmul(x, y)'),
      tensorflowNet('x = tf.matmul(x, y)', '⟦tf.sigmoid(x)⟧', 'return x'),
      {
        code: tensorflowNet('⟦tf.nn.elu(tf.layers.dense(x, 8))⟧', 'return tf.layers.dense(x, 2)'),
        fixes: { 'Assign it to x': 'x = tf.nn.elu(tf.layers.dense(x, 8))' },
      },
    ],
  },
  jax: {
    valid: [
      flaxNet(['x = nn.relu(nn.Dense(8)(x))', 'return nn.Dense(2)(x)']),
      'def f(x):\n    y = jax.nn.relu(x)\n    return y',
      'x = jnp.ones(3)\njax.nn.relu(x)\ny = x',
      'def test_relu(x):\n    jax.nn.relu(x)\n    return x',
    ],
    invalid: [
      flaxNet(['x = nn.Dense(8)(x)', '⟦nn.relu(x)⟧', 'return nn.Dense(2)(x)']),
      flaxNet(['x = nn.Dense(8)(x)', '⟦jax.nn.gelu(x)⟧', 'return nn.Dense(2)(x)']),
      {
        code: `
          def forward(params, x):
              for w, b in params[:-1]:
                  x = x @ w + b
                  ⟦jax.nn.relu(x)⟧
              w, b = params[-1]
              return x @ w + b
        `,
        fixes: { 'Assign it to x': 'x = jax.nn.relu(x)' },
      },
      'def mlp(w, x):\n    h = x @ w\n    ⟦jnp.tanh(h)⟧\n    return h @ w',
    ],
  },
});
