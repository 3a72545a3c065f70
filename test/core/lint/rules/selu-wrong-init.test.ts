import { seluWrongInit } from '../../../../src/core/lint/rules/selu-wrong-init';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

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
        code: net("⟦nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')⟧"),
        severity: 'warning',
        message: /gives 2\./,
      },
      {
        name: 'the default',
        code: torchNet('⟪nn.Linear(8, 8)⟫, ⟦nn.SELU()⟧'),
        message: /default of Linear gives 0\.333/,
      },
      net('⟦nn.init.kaiming_normal_(self.a.weight)⟧'),
      net('⟦nn.init.xavier_uniform_(self.a.weight, gain=2)⟧'),
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
      },
      kerasNet("layers.Dense(64, input_shape=(8,), activation=⟦'selu'⟧)"),
      kerasNet("layers.Dense(8, kernel_initializer=⟦'he_uniform'⟧), layers.Activation('selu')"),
      kerasNet("layers.Dense(8, activation='selu', kernel_initializer=⟦keras.initializers.HeNormal()⟧)"),
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
      tensorflowNet(
        "return tf.compat.v1.layers.dense(x, 8, activation=tf.nn.selu, kernel_initializer=⟦'he_normal'⟧)",
      ),
      tensorflowNet("return tf.nn.selu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=⟦'he_uniform'⟧))"),
      tensorflowNet(
        'return tf.nn.selu(tf.compat.v1.layers.dense(x, 8, kernel_initializer=⟦tf.keras.initializers.HeNormal()⟧))',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, kernel_initializer=⟦tf.keras.initializers.he_normal()⟧)',
        'return tf.nn.selu(h)',
      ),
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
      flaxNet(['return nn.selu(nn.Dense(8, kernel_init=⟦nn.initializers.he_normal()⟧)(x))']),
      flaxNet(['return jax.nn.selu(nn.Dense(8, kernel_init=⟦nn.initializers.he_uniform()⟧)(x))']),
      flaxNet([
        'x = nn.Dense(8, kernel_init=⟦jax.nn.initializers.kaiming_normal()⟧)(x)',
        'return nn.selu(x)',
      ]),
      flaxNet(['x = nn.Conv(8, (3, 3), kernel_init=⟦nn.initializers.he_normal()⟧)(x)', 'return nn.selu(x)']),
    ],
  },
});
