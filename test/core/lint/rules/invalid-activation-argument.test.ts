import { invalidActivationArgument } from '../../../../src/core/lint/rules/invalid-activation-argument';
import { ruleTester } from '../rule-tester';

ruleTester(invalidActivationArgument, {
  torch: {
    valid: ["nn.GELU(approximate='tanh')", 'nn.GELU()', 'F.gelu(x, approximate=mode)', 'nn.LeakyReLU(-0.1)'],
    invalid: [
      {
        code: 'nn.GELU(approximate=⟦True⟧)',
        severity: 'error',
        fixes: { "Write approximate='tanh'": "nn.GELU(approximate='tanh')" },
      },
      { code: 'nn.GELU(⟦False⟧)', fixes: { "Write approximate='none'": "nn.GELU('none')" } },
      { code: 'F.gelu(x, approximate=⟦True⟧)', message: /raises/ },
      'FAST = True\nnn.GELU(approximate=⟦FAST⟧)\nfrom torch import nn',
    ],
  },
  keras: {
    valid: [
      'layers.LeakyReLU(negative_slope=0.2)',
      'layers.ReLU(max_value=6)',
      'keras.activations.gelu(x, approximate=True)',
      {
        name: 'tf.keras may be Keras 2',
        code: 'from tensorflow.keras import layers\nlayers.LeakyReLU(alpha=0.2)',
      },
    ],
    invalid: [
      {
        code: 'layers.LeakyReLU(negative_slope=⟦-0.1⟧)',
        severity: 'error',
        message: /ValueError/,
        fixes: {},
      },
      { code: 'layers.ReLU(max_value=⟦-1⟧)', severity: 'error' },
      {
        code: 'layers.LeakyReLU(⟦alpha⟧=0.2)',
        severity: 'information',
        fixes: { 'Rename to negative_slope': 'layers.LeakyReLU(negative_slope=0.2)' },
      },
      { code: 'layers.ReLU(threshold=⟦-0.5⟧)', message: /threshold/ },
    ],
  },
});
