import { frameworkDefaultDiffers } from '../../../../src/core/lint/rules/framework-default-differs';
import { ruleTester } from '../rule-tester';

const both =
  'import torch\nfrom torch import nn\nimport jax\nimport tensorflow as tf\nimport keras\nfrom keras import layers\n';

ruleTester(frameworkDefaultDiffers, {
  torch: {
    valid: [
      'nn.LeakyReLU()',
      `${both}nn.LeakyReLU(0.2)`,
      `${both}nn.ReLU()`,
      `${both}nn.LeakyReLU(**options)`,
    ],
    invalid: [
      { code: `${both}⟦nn.LeakyReLU()⟧`, severity: 'hint', message: /PyTorch and JAX use 0\.01/ },
      `${both}⟦nn.GELU()⟧`,
      `${both}⟦nn.PReLU()⟧`,
      `${both}⟦torch.nn.functional.leaky_relu(x)⟧`,
    ],
  },
  keras: {
    valid: [
      {
        name: 'Keras and TensorFlow are one family',
        code: 'import tensorflow as tf\nfrom tensorflow.keras import layers\nlayers.LeakyReLU()',
      },
      `${both}layers.LeakyReLU(negative_slope=0.1)`,
      `${both}layers.ReLU()`,
      'layers.LeakyReLU()',
    ],
    invalid: [
      `${both}⟦layers.LeakyReLU()⟧`,
      `${both}⟦layers.PReLU()⟧`,
      `${both}⟦keras.activations.leaky_relu(x)⟧`,
      `${both}⟦keras.activations.gelu(x)⟧`,
    ],
  },
  tensorflow: {
    valid: [
      'tf.nn.leaky_relu(x)',
      `${both}tf.nn.leaky_relu(x, 0.2)`,
      `${both}tf.nn.relu(x)`,
      `${both}tf.nn.gelu(x, approximate=False)`,
    ],
    invalid: [
      `${both}⟦tf.nn.leaky_relu(x)⟧`,
      `${both}⟦tf.nn.gelu(x)⟧`,
      `${both}y = tf.nn.relu(⟦tf.nn.leaky_relu(x)⟧)`,
      `${both}def f(x):\n    return ⟦tf.nn.leaky_relu(x)⟧`,
    ],
  },
  jax: {
    valid: [
      'jax.nn.gelu(x)',
      `${both}jax.nn.gelu(x, approximate=False)`,
      `${both}jax.nn.relu(x)`,
      `${both}jax.nn.leaky_relu(x, 0.1)`,
    ],
    invalid: [
      { code: `${both}⟦jax.nn.gelu(x)⟧`, message: /tanh approximation/ },
      `${both}⟦jax.nn.leaky_relu(x)⟧`,
      `${both}y = ⟦jax.nn.gelu(x)⟧ + 1`,
      `${both}def f(x):\n    return ⟦jax.nn.leaky_relu(x)⟧`,
    ],
  },
});
