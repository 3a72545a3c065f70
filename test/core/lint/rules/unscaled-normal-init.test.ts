import { unscaledNormalInit } from '../../../../src/core/lint/rules/unscaled-normal-init';
import { kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const HE = 'Use He initialisation (changes training)';
const XAVIER = 'Use Xavier initialisation (changes training)';

const net = (init: string) =>
  torchModule(
    ['self.a = nn.Linear(256, 256)', 'self.b = nn.Linear(256, 3)', init],
    ['return self.b(F.relu(self.a(x)))'],
  );
const small = (...rest: readonly string[]) =>
  torchNet(
    'nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3)',
    ...rest,
  );

ruleTester(unscaledNormalInit, {
  torch: {
    valid: [
      {
        name: 'a small spread at a narrow layer that the wider ones behind make up for',
        code: `
          net = nn.Sequential(
              nn.Linear(27, 2304), nn.ReLU(), nn.Linear(2304, 2304), nn.ReLU(), nn.Linear(2304, 2304), nn.ReLU(),
              nn.Linear(2304, 2304), nn.ReLU(), nn.Linear(2304, 10),
          )
          for module in net.modules():
              if isinstance(module, nn.Linear):
                  nn.init.normal_(module.weight, 0.0, 0.05)
        `,
      },
      net('nn.init.normal_(self.a.weight, std=0.1)'),
      net('nn.init.normal_(self.a.weight, std=sigma)'),
      { name: 'a small spread in one layer', code: net('nn.init.normal_(self.a.weight, std=0.001)') },
      torchNet('nn.Embedding(100, 64), nn.Linear(64, 3)', 'nn.init.normal_(net[0].weight)'),
      torchModule(
        ['self.a = nn.Conv2d(256, 256, 3)', 'self.n = nn.BatchNorm2d(256)', 'nn.init.normal_(self.a.weight)'],
        ['return F.relu(self.n(self.a(x)))'],
      ),
    ],
    invalid: [
      {
        name: "tensors of one's own, in the first layer of a function, too",
        code: `
          w1 = torch.⟦randn⟧(784, 512, requires_grad=True)
          b1 = torch.zeros(512, requires_grad=True)
          w2 = torch.randn(512, 10, requires_grad=True)
          def net(x):
              return (x @ w1 + b1).relu() @ w2
          loss = F.cross_entropy(net(torch.rand(32, 784)), labels)
        `,
        message: /standard deviation 1 at fan-in 784 make pre-activations 28 times/,
      },
      {
        code: net('nn.init.⟦normal_⟧(self.a.weight)'),
        severity: 'warning',
        message: /standard deviation 1 at fan-in 256 make pre-activations 16 times/,
        fixes: { [HE]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')" },
      },
      {
        code: net('nn.init.⟦uniform_⟧(self.a.weight)'),
        message: /\[0, 1\)/,
        fixes: { [HE]: "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')" },
      },
      {
        code: net('nn.init.⟦normal_⟧(self.a.weight, 0.0, 2.0)'),
        fixes: { [HE]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')" },
      },
      {
        name: 'a small spread in a deep chain',
        code: small(
          'for m in net:',
          '    if isinstance(m, nn.Linear):',
          '        nn.init.⟦normal_⟧(m.weight, std=0.01)',
        ),
        message: /over 3 layers/,
        fixes: { [HE]: "nn.init.kaiming_normal_(m.weight, nonlinearity='relu')" },
      },
    ],
  },
  keras: {
    valid: [
      kerasNet(
        "layers.Dense(8, input_shape=(64,), activation='relu', kernel_initializer='he_normal'), layers.Dense(3)",
      ),
      kerasNet(
        "layers.Dense(8, input_shape=(64,), activation='relu', kernel_initializer=keras.initializers.RandomNormal(stddev=0.1)), layers.Dense(3)",
      ),
      kerasNet(
        "layers.Dense(8, activation='relu', kernel_initializer=keras.initializers.RandomNormal(stddev=1.0)), layers.Dense(3)",
      ),
      kerasNet(
        "layers.Dense(8, input_shape=(64,), activation='relu', kernel_initializer=keras.initializers.RandomNormal(stddev=s)), layers.Dense(3)",
      ),
    ],
    invalid: [
      {
        code: kerasNet(
          "layers.Dense(8, input_shape=(256,), activation='relu', kernel_initializer=keras.initializers.⟦RandomNormal⟧(stddev=1.0)), layers.Dense(3)",
        ),
        severity: 'warning',
        fixes: {
          [HE]: "model = keras.Sequential([layers.Dense(8, input_shape=(256,), activation='relu', kernel_initializer=keras.initializers.HeNormal()), layers.Dense(3)])",
        },
      },
      {
        code: kerasNet(
          "layers.Dense(8, input_shape=(784,), activation='relu', kernel_initializer=keras.initializers.⟦RandomUniform⟧(-1, 1)), layers.Dense(3)",
        ),
        fixes: {
          [HE]: "model = keras.Sequential([layers.Dense(8, input_shape=(784,), activation='relu', kernel_initializer=keras.initializers.HeUniform()), layers.Dense(3)])",
        },
      },
      {
        code: kerasNet(
          "layers.Dense(256, input_shape=(64,), activation='relu'), layers.Dense(8, activation='tanh', kernel_initializer=keras.initializers.⟦RandomNormal⟧(0.0, 1.0)), layers.Dense(3)",
        ),
        fixes: {
          [XAVIER]:
            "model = keras.Sequential([layers.Dense(256, input_shape=(64,), activation='relu'), layers.Dense(8, activation='tanh', kernel_initializer=keras.initializers.GlorotNormal()), layers.Dense(3)])",
        },
      },
      {
        code: kerasNet(
          "layers.Dense(8, input_shape=(256,), activation='relu', kernel_initializer=keras.initializers.⟦TruncatedNormal⟧(stddev=1.0)), layers.Dense(3)",
        ),
        fixes: {
          [HE]: "model = keras.Sequential([layers.Dense(8, input_shape=(256,), activation='relu', kernel_initializer=keras.initializers.HeNormal()), layers.Dense(3)])",
        },
      },
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 256, activation=tf.nn.relu)',
        'h = tf.compat.v1.layers.dense(h, 8, activation=tf.nn.relu)',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 256, activation=tf.nn.relu)',
        "h = tf.compat.v1.layers.dense(h, 8, activation=tf.nn.relu, kernel_initializer='he_normal')",
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 256, activation=tf.nn.relu)',
        'h = tf.compat.v1.layers.dense(h, 8, activation=tf.nn.relu, kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.05))',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      {
        name: 'a fan-in that is not known',
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, kernel_initializer=tf.keras.initializers.RandomNormal(stddev=1.0))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
      },
    ],
    invalid: [
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 256, activation=tf.nn.relu)',
          'h = tf.compat.v1.layers.dense(h, 8, activation=tf.nn.relu, kernel_initializer=tf.keras.initializers.⟦RandomNormal⟧(stddev=1.0))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [HE]: 'h = tf.compat.v1.layers.dense(h, 8, activation=tf.nn.relu, kernel_initializer=tf.keras.initializers.HeNormal())',
        },
      },
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 512, activation=tf.nn.relu)',
          'h = tf.compat.v1.layers.dense(h, 8, activation=tf.nn.relu, kernel_initializer=tf.keras.initializers.⟦RandomUniform⟧(-1, 1))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [HE]: 'h = tf.compat.v1.layers.dense(h, 8, activation=tf.nn.relu, kernel_initializer=tf.keras.initializers.HeUniform())',
        },
      },
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 256, activation=tf.nn.relu)',
          'h = tf.nn.tanh(tf.compat.v1.layers.dense(h, 8, kernel_initializer=tf.keras.initializers.⟦RandomNormal⟧(0.0, 1.0)))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [XAVIER]:
            'h = tf.nn.tanh(tf.compat.v1.layers.dense(h, 8, kernel_initializer=tf.keras.initializers.GlorotNormal()))',
        },
      },
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 256, activation=tf.nn.relu)',
          'h = tf.nn.relu(tf.compat.v1.layers.dense(h, 8, kernel_initializer=tf.keras.initializers.⟦TruncatedNormal⟧(stddev=1.0)))',
          'return tf.compat.v1.layers.dense(h, 3)',
        ),
        fixes: {
          [HE]: 'h = tf.nn.relu(tf.compat.v1.layers.dense(h, 8, kernel_initializer=tf.keras.initializers.HeNormal()))',
        },
      },
    ],
  },
});
