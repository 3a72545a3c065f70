import { seluPlainDropout } from '../../../../src/core/lint/rules/selu-plain-dropout';
import { kerasNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(seluPlainDropout, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 8), nn.SELU(), nn.AlphaDropout(0.1)'),
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.Dropout(0.1)'),
      torchNet('nn.Linear(8, 8), nn.SELU(), nn.Linear(8, 8), nn.Dropout(0.1)'),
      torchNet('nn.Dropout(0.1), nn.Linear(8, 8), nn.SELU()'),
    ],
    invalid: [
      {
        code: torchNet('nn.Linear(8, 8), ⟪nn.SELU()⟫, ⟦nn.Dropout(0.1)⟧'),
        severity: 'warning',
        fixes: {
          'Use AlphaDropout (changes training)':
            'net = nn.Sequential(nn.Linear(8, 8), nn.SELU(), nn.AlphaDropout(0.1))',
        },
      },
      torchModule(
        ['self.a = nn.Linear(8, 8)', 'self.d = ⟦nn.Dropout(0.5)⟧'],
        ['return self.d(F.selu(self.a(x)))'],
      ),
      torchModule(['self.a = nn.Linear(8, 8)'], ['return ⟦F.dropout(F.selu(self.a(x)), 0.5)⟧']),
      torchNet('nn.Conv2d(3, 8, 3), nn.SELU(), ⟦nn.Dropout2d(0.1)⟧'),
    ],
  },
  keras: {
    valid: [
      kerasNet(
        "layers.Dense(8, activation='selu', kernel_initializer='lecun_normal'), layers.AlphaDropout(0.1)",
      ),
      kerasNet("layers.Dense(8, activation='relu'), layers.Dropout(0.1)"),
      kerasNet("layers.Dropout(0.1), layers.Dense(8, activation='selu')"),
      kerasNet("layers.Dense(8, activation='selu'), layers.Dense(8), layers.Dropout(0.1)"),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(8, activation='selu'), ⟦layers.Dropout(0.1)⟧"),
        fixes: {
          'Use AlphaDropout (changes training)':
            "model = keras.Sequential([layers.Dense(8, activation='selu'), layers.AlphaDropout(0.1)])",
        },
      },
      kerasNet("layers.Dense(8), layers.Activation('selu'), ⟦layers.Dropout(0.5)⟧, layers.Dense(1)"),
      'import keras\nfrom keras import layers\ninputs = keras.Input((4,))\nh = layers.Dense(8, activation="selu")(inputs)\nh = ⟦layers.Dropout(0.2)⟧(h)\nmodel = keras.Model(inputs, layers.Dense(1)(h))',
      'import keras\nfrom keras import layers\nmodel = keras.Sequential()\nmodel.add(layers.Dense(8, activation="selu"))\nmodel.add(⟦layers.Dropout(0.2)⟧)\nmodel.add(layers.Dense(1))',
    ],
  },
});
