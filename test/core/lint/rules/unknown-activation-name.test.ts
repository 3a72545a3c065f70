import { unknownActivationName } from '../../../../src/core/lint/rules/unknown-activation-name';
import { ruleTester } from '../rule-tester';

ruleTester(unknownActivationName, {
  torch: {
    valid: [
      "nn.RNN(8, 16, nonlinearity='relu')",
      "nn.TransformerEncoderLayer(64, 4, activation='gelu')",
      'nn.RNN(8, 16, nonlinearity=name)',
      'nn.TransformerEncoderLayer(64, 4, activation=F.silu)',
    ],
    invalid: [
      {
        code: "nn.RNN(8, 16, nonlinearity=⟦'sigmoid'⟧)",
        severity: 'error',
        message: /accepts 'tanh' and 'relu'/,
        fixes: {},
      },
      {
        code: "nn.RNNCell(8, 16, nonlinearity=⟦'Relu'⟧)",
        fixes: { "Write 'relu'": "nn.RNNCell(8, 16, nonlinearity='relu')" },
      },
      { code: "nn.TransformerEncoderLayer(64, 4, activation=⟦'silu'⟧)", message: /'relu' and 'gelu'/ },
      "nn.Transformer(activation=⟦'swish'⟧)",
    ],
  },
  keras: {
    valid: [
      "layers.Dense(4, activation='relu')",
      "layers.Dense(4, activation='hard_silu')",
      "layers.LSTM(4, recurrent_activation='hard_sigmoid')",
      'layers.Dense(4, activation=None)',
      "keras.utils.get_custom_objects()['snake'] = f\nlayers.Dense(4, activation='snake')\nimport keras\nfrom keras import layers",
    ],
    invalid: [
      {
        code: "layers.Dense(4, activation=⟦'rellu'⟧)",
        severity: 'error',
        message: /Did you mean 'relu'/,
        fixes: { "Write 'relu'": "layers.Dense(4, activation='relu')" },
      },
      { code: 'layers.Activation(⟦"Softmax_"⟧)', message: /ValueError/ },
      "layers.LSTM(4, recurrent_activation=⟦'hardsigmoid'⟧)",
      "layers.Conv2D(4, 3, activation=⟦'leakyReLu2'⟧)",
    ],
  },
});
