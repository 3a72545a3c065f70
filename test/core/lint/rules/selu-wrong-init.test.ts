import { seluWrongInit } from '../../../../src/core/lint/rules/selu-wrong-init';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const LECUN = 'Use LeCun initialisation (changes training)';

const net = (init: string) => torchModule(['self.a = nn.Linear(8, 8)', init], ['return F.selu(self.a(x))']);

ruleTester(seluWrongInit, {
  torch: {
    valid: [
      net("nn.init.kaiming_normal_(self.a.weight, nonlinearity='linear')"),
      net('nn.init.normal_(self.a.weight, std=8 ** -0.5)'),
      torchNet('nn.Linear(8, 8), nn.ReLU()'),
      torchNet('nn.Linear(8, 8), nn.BatchNorm1d(8), nn.SELU()'),
    ],
    invalid: [
      {
        code: net("nn.init.⟦kaiming_normal_⟧(self.a.weight, nonlinearity='relu')"),
        severity: 'warning',
        message: /gives 2\./,
        fixes: { [LECUN]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='linear')" },
      },
      {
        name: 'the default',
        code: torchNet('⟪nn.Linear(8, 8)⟫, ⟦nn.SELU()⟧'),
        message: /default of Linear gives 0\.333/,
        fixes: {
          [LECUN]: [
            'for module in net.modules():',
            'if isinstance(module, nn.Linear):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='linear')",
          ],
        },
      },
      {
        code: net('nn.init.⟦kaiming_normal_⟧(self.a.weight)'),
        fixes: { [LECUN]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='linear')" },
      },
      {
        name: 'a spread of its own, through the tensor',
        code: net('self.a.weight.data.⟦normal_⟧(0, 0.02)'),
        fixes: { [LECUN]: "nn.init.kaiming_normal_(self.a.weight.data, nonlinearity='linear')" },
      },
      {
        name: 'the default in a class',
        code: torchModule(
          ['self.a = nn.Linear(8, 8)', 'self.b = nn.Conv1d(8, 8, 1)'],
          ['return self.b(⟦F.selu(self.a(x))⟧)'],
        ),
        fixes: {
          [LECUN]: [
            'for module in self.modules():',
            'if isinstance(module, (nn.Linear, nn.Conv1d)):',
            "nn.init.kaiming_normal_(module.weight, nonlinearity='linear')",
          ],
        },
      },
      {
        name: 'the default beside a layer before ReLU: no fix',
        code: torchModule(
          ['self.a = nn.Linear(8, 8)', 'self.b = nn.Linear(8, 8)', 'self.c = nn.Linear(8, 1)'],
          ['return self.c(F.relu(self.b(⟦F.selu(self.a(x))⟧)))'],
        ),
        fixes: {},
      },
      {
        code: net('nn.init.⟦xavier_uniform_⟧(self.a.weight, gain=2)'),
        fixes: { [LECUN]: "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='linear')" },
      },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='selu', kernel_initializer='lecun_normal')"),
      kerasNet("layers.Dense(8, activation='selu', kernel_initializer=keras.initializers.LecunUniform())"),
      kerasNet("layers.Dense(8, activation='relu', kernel_initializer='he_normal')"),
      kerasNet(
        "layers.Dense(8, kernel_initializer='he_normal'), layers.BatchNormalization(), layers.Activation('selu')",
      ),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(8, activation='selu', kernel_initializer=⟦'he_normal'⟧)"),
        severity: 'warning',
        fixes: {
          [LECUN]:
            "model = keras.Sequential([layers.Dense(8, activation='selu', kernel_initializer='lecun_normal')])",
        },
      },
      {
        code: kerasNet("layers.Dense(64, input_shape=(8,), activation=⟦'selu'⟧)"),
        fixes: {
          [LECUN]:
            "model = keras.Sequential([layers.Dense(64, input_shape=(8,), activation='selu', kernel_initializer='lecun_normal')])",
        },
      },
      {
        code: kerasNet("layers.Dense(8, kernel_initializer=⟦'he_uniform'⟧), layers.Activation('selu')"),
        fixes: {
          [LECUN]:
            "model = keras.Sequential([layers.Dense(8, kernel_initializer='lecun_uniform'), layers.Activation('selu')])",
        },
      },
      {
        name: 'the default in a loop',
        code: "import keras\nfrom keras import layers\nmodel = keras.Sequential()\nfor n in (64, 32):\n    model.add(layers.Dense(n, input_dim=8, activation=⟦'selu'⟧))\nmodel.add(layers.Dense(1))",
        fixes: {
          [LECUN]:
            "model.add(layers.Dense(n, input_dim=8, activation='selu', kernel_initializer='lecun_normal'))",
        },
      },
      {
        code: kerasNet(
          "layers.Dense(8, activation='selu', kernel_initializer=keras.initializers.⟦HeNormal⟧())",
        ),
        fixes: {
          [LECUN]:
            "model = keras.Sequential([layers.Dense(8, activation='selu', kernel_initializer=keras.initializers.LecunNormal())])",
        },
      },
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        "return tf.compat.v1.layers.dense(x, 8, activation=tf.nn.selu, kernel_initializer='lecun_normal')",
      ),
      tensorflowNet('return tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)'),
      tensorflowNet(
        'return tf.nn.selu(tf.compat.v1.layers.batch_normalization(tf.compat.v1.layers.dense(x, 8)))',
      ),
      tensorflowNet('return tf.compat.v1.layers.dense(x, 8, activation=tf.nn.selu, kernel_initializer=init)'),
    ],
    invalid: [
      {
        code: tensorflowNet(
          "return tf.compat.v1.layers.dense(x, 8, activation=tf.nn.selu, kernel_initializer=⟦'he_normal'⟧)",
        ),
        fixes: {
          [LECUN]:
            "return tf.compat.v1.layers.dense(x, 8, activation=tf.nn.selu, kernel_initializer='lecun_normal')",
        },
      },
      {
        code: tensorflowNet(
          "return tf.nn.selu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=⟦'he_uniform'⟧))",
        ),
        fixes: {
          [LECUN]: "return tf.nn.selu(tf.compat.v1.layers.dense(x, 8, kernel_initializer='lecun_uniform'))",
        },
      },
      {
        name: 'the default',
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
          'return tf.compat.v1.layers.dense(h, 64, activation=⟦tf.nn.selu⟧)',
        ),
        fixes: {
          [LECUN]:
            "return tf.compat.v1.layers.dense(h, 64, activation=tf.nn.selu, kernel_initializer='lecun_normal')",
        },
      },
      {
        code: tensorflowNet(
          'return tf.nn.selu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.⟦HeNormal⟧()))',
        ),
        fixes: {
          [LECUN]:
            'return tf.nn.selu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.LecunNormal()))',
        },
      },
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.⟦he_normal⟧())',
          'return tf.nn.selu(h)',
        ),
        fixes: {
          [LECUN]:
            'h = tf.compat.v1.layers.dense(x, 8, kernel_initializer=tf.keras.initializers.lecun_normal())',
        },
      },
    ],
  },
  jax: {
    valid: [
      { name: 'the default of Flax is LeCun', code: flaxNet(['return nn.selu(nn.Dense(8)(x))']) },
      flaxNet(['return nn.selu(nn.Dense(8, kernel_init=nn.initializers.lecun_uniform())(x))']),
      flaxNet(['return nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))']),
      flaxNet(['return nn.selu(nn.LayerNorm()(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x)))']),
    ],
    invalid: [
      {
        code: flaxNet(['return nn.selu(nn.Dense(8, kernel_init=nn.initializers.⟦he_normal⟧())(x))']),
        fixes: { [LECUN]: 'return nn.selu(nn.Dense(8, kernel_init=nn.initializers.lecun_normal())(x))' },
      },
      {
        code: flaxNet(['return jax.nn.selu(nn.Dense(8, kernel_init=nn.initializers.⟦he_uniform⟧())(x))']),
        fixes: { [LECUN]: 'return jax.nn.selu(nn.Dense(8, kernel_init=nn.initializers.lecun_uniform())(x))' },
      },
      {
        code: flaxNet([
          'x = nn.Dense(8, kernel_init=jax.nn.initializers.⟦kaiming_normal⟧())(x)',
          'return nn.selu(x)',
        ]),
        fixes: { [LECUN]: 'x = nn.Dense(8, kernel_init=jax.nn.initializers.lecun_normal())(x)' },
      },
      {
        code: flaxNet([
          'x = nn.Conv(8, (3, 3), kernel_init=nn.initializers.⟦he_normal⟧())(x)',
          'return nn.selu(x)',
        ]),
        fixes: { [LECUN]: 'x = nn.Conv(8, (3, 3), kernel_init=nn.initializers.lecun_normal())(x)' },
      },
    ],
  },
});
