import { reluBiasInit } from '../../../../src/core/lint/rules/relu-bias-init';
import { flaxNet, kerasNet, tensorflowNet, torchModule } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const ZERO = 'Start at zero (changes training)';

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
      {
        code: net('nn.init.⟦constant_⟧(self.a.bias, -2)'),
        severity: 'warning',
        message: /24 % active/,
        fixes: { [ZERO]: 'nn.init.zeros_(self.a.bias)' },
      },
      {
        code: net('nn.init.⟦constant_⟧(self.a.bias, 1.0)'),
        severity: 'hint',
        fixes: { [ZERO]: 'nn.init.zeros_(self.a.bias)' },
      },
      {
        code: net('nn.init.⟦ones_⟧(self.a.bias)'),
        severity: 'hint',
        fixes: { [ZERO]: 'nn.init.zeros_(self.a.bias)' },
      },
      {
        code: net('nn.init.⟦constant_⟧(self.a.bias, val=-5)'),
        fixes: { [ZERO]: 'nn.init.zeros_(self.a.bias)' },
      },
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
          "layers.Dense(8, activation='relu', bias_initializer=keras.initializers.⟦Constant⟧(-2.0)), layers.Dense(3)",
        ),
        severity: 'warning',
        fixes: {
          [ZERO]:
            "model = keras.Sequential([layers.Dense(8, activation='relu', bias_initializer=keras.initializers.Zeros()), layers.Dense(3)])",
        },
      },
      {
        code: kerasNet("layers.Dense(8, activation='relu', bias_initializer=⟦'ones'⟧), layers.Dense(3)"),
        severity: 'hint',
        fixes: {
          [ZERO]:
            "model = keras.Sequential([layers.Dense(8, activation='relu', bias_initializer='zeros'), layers.Dense(3)])",
        },
      },
      {
        code: kerasNet(
          'layers.Dense(8, bias_initializer=keras.initializers.⟦Constant⟧(-1)), layers.ReLU(), layers.Dense(3)',
        ),
        fixes: {
          [ZERO]:
            'model = keras.Sequential([layers.Dense(8, bias_initializer=keras.initializers.Zeros()), layers.ReLU(), layers.Dense(3)])',
        },
      },
      {
        code: kerasNet(
          "layers.Dense(8, activation='relu', bias_initializer=keras.initializers.⟦Constant⟧(value=-3)), layers.Dense(3)",
        ),
        fixes: {
          [ZERO]:
            "model = keras.Sequential([layers.Dense(8, activation='relu', bias_initializer=keras.initializers.Zeros()), layers.Dense(3)])",
        },
      },
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
      {
        code: tensorflowNet(
          "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer=⟦'ones'⟧)",
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [ZERO]: "h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer='zeros')",
        },
      },
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer=tf.keras.initializers.⟦Constant⟧(-2))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [ZERO]:
            'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, bias_initializer=tf.keras.initializers.Zeros())',
        },
      },
      {
        code: tensorflowNet(
          'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, bias_initializer=tf.keras.initializers.⟦Constant⟧(-1.0)))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [ZERO]:
            'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, bias_initializer=tf.keras.initializers.Zeros()))',
        },
      },
      {
        code: tensorflowNet(
          'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, bias_initializer=tf.keras.initializers.⟦Ones⟧()))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [ZERO]:
            'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 8, bias_initializer=tf.keras.initializers.Zeros()))',
        },
      },
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
          'x = nn.relu(nn.Dense(8, bias_init=nn.initializers.⟦constant⟧(-2.0))(x))',
          'return nn.Dense(3)(x)',
        ]),
        severity: 'warning',
        fixes: { [ZERO]: 'x = nn.relu(nn.Dense(8, bias_init=nn.initializers.zeros_init())(x))' },
      },
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, bias_init=nn.initializers.⟦ones_init⟧())(x))',
          'return nn.Dense(3)(x)',
        ]),
        severity: 'hint',
        fixes: { [ZERO]: 'x = nn.relu(nn.Dense(8, bias_init=nn.initializers.zeros_init())(x))' },
      },
      {
        code: flaxNet([
          'x = nn.Dense(8, bias_init=nn.initializers.⟦constant⟧(-1))(x)',
          'x = nn.relu(x)',
          'return nn.Dense(3)(x)',
        ]),
        fixes: { [ZERO]: 'x = nn.Dense(8, bias_init=nn.initializers.zeros_init())(x)' },
      },
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, bias_init=jax.nn.initializers.⟦constant⟧(-3.0))(x))',
          'return nn.Dense(3)(x)',
        ]),
        fixes: { [ZERO]: 'x = nn.relu(nn.Dense(8, bias_init=jax.nn.initializers.zeros)(x))' },
      },
    ],
  },
});
