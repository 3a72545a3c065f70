import { reluBiasInit } from '../../../../src/core/lint/rules/relu-bias-init';
import { flaxNet, kerasNet, tensorflowNet, torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const net = (init: string) =>
  torchModule(
    ['self.a = nn.Linear(8, 8)', 'self.b = nn.Linear(8, 3)', init],
    ['return self.b(F.relu(self.a(x)))'],
  );

ruleTester(reluBiasInit, {
  torch: {
    valid: [
      net('nn.init.zeros_(self.a.bias)'),
      net('nn.init.constant_(self.a.bias, 0.1)'),
      { name: "an output's prior", code: net('nn.init.constant_(self.b.bias, -4.6)') },
      net('nn.init.constant_(self.a.bias, value)'),
    ],
    invalid: [
      { code: net('⟦nn.init.constant_(self.a.bias, -2)⟧'), severity: 'warning', message: /24 % active/ },
      { code: net('⟦nn.init.constant_(self.a.bias, 1.0)⟧'), severity: 'hint' },
      { code: net('⟦nn.init.ones_(self.a.bias)⟧'), severity: 'hint' },
      net('⟦nn.init.constant_(self.a.bias, val=-5)⟧'),
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='relu', bias_initializer='zeros'), layers.Dense(3)"),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(3, bias_initializer=keras.initializers.Constant(-4.6))",
      ),
      kerasNet("layers.Dense(8, activation='tanh', bias_initializer='ones'), layers.Dense(3)"),
      kerasNet(
        "layers.Dense(8, activation='relu', bias_initializer=keras.initializers.Constant(0.1)), layers.Dense(3)",
      ),
    ],
    invalid: [
      {
        code: kerasNet(
          "layers.Dense(8, activation='relu', bias_initializer=⟦keras.initializers.Constant(-2.0)⟧), layers.Dense(3)",
        ),
        severity: 'warning',
      },
      {
        code: kerasNet("layers.Dense(8, activation='relu', bias_initializer=⟦'ones'⟧), layers.Dense(3)"),
        severity: 'hint',
      },
      kerasNet(
        'layers.Dense(8, bias_initializer=⟦keras.initializers.Constant(-1)⟧), layers.ReLU(), layers.Dense(3)',
      ),
      kerasNet(
        "layers.Dense(8, activation='relu', bias_initializer=⟦keras.initializers.Constant(value=-3)⟧), layers.Dense(3)",
      ),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        "return tf.compat.v1.layers.dense(h, 3, bias_initializer='ones')",
      ),
      tensorflowNet(
        "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.tanh, bias_initializer='ones')",
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer=init)',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
    ],
    invalid: [
      tensorflowNet(
        "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer=⟦'ones'⟧)",
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer=⟦tf.keras.initializers.Constant(-2)⟧)',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, bias_initializer=⟦tf.keras.initializers.Constant(-1.0)⟧))',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, bias_initializer=⟦tf.keras.initializers.Ones()⟧))',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['x = nn.relu(nn.Dense(8)(x))', 'return nn.Dense(3)(x)']),
      flaxNet([
        'x = nn.relu(nn.Dense(8)(x))',
        'return nn.Dense(3, bias_init=nn.initializers.constant(-4.6))(x)',
      ]),
      flaxNet([
        'x = nn.tanh(nn.Dense(8, bias_init=nn.initializers.ones_init())(x))',
        'return nn.Dense(3)(x)',
      ]),
      flaxNet([
        'x = nn.relu(nn.Dense(8, bias_init=nn.initializers.constant(0.1))(x))',
        'return nn.Dense(3)(x)',
      ]),
    ],
    invalid: [
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, bias_init=⟦nn.initializers.constant(-2.0)⟧)(x))',
          'return nn.Dense(3)(x)',
        ]),
        severity: 'warning',
      },
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, bias_init=⟦nn.initializers.ones_init()⟧)(x))',
          'return nn.Dense(3)(x)',
        ]),
        severity: 'hint',
      },
      flaxNet([
        'x = nn.Dense(8, bias_init=⟦nn.initializers.constant(-1)⟧)(x)',
        'x = nn.relu(x)',
        'return nn.Dense(3)(x)',
      ]),
      flaxNet([
        'x = nn.relu(nn.Dense(8, bias_init=⟦jax.nn.initializers.constant(-3.0)⟧)(x))',
        'return nn.Dense(3)(x)',
      ]),
    ],
  },
});
