import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../../../src/core/lint/configuration/configuration';
import { frameworkDefaultDiffers } from '../../../../src/core/lint/rules/framework-default-differs';
import { createLensService, type LintConfiguration } from '../../../../src/core/service';
import { ruleTester } from '../rule-tester';

const both =
  'import torch\nfrom torch import nn\nimport jax\nimport tensorflow as tf\nimport keras\nfrom keras import layers\n';

ruleTester(frameworkDefaultDiffers, {
  torch: {
    valid: [
      'nn.LeakyReLU(0.01)',
      `${both}nn.LeakyReLU(0.2)`,
      `${both}nn.ReLU()`,
      `${both}nn.LeakyReLU(**options)`,
    ],
    invalid: [
      {
        code: `${both}⟦nn.LeakyReLU()⟧`,
        severity: 'hint',
        message: /PyTorch, JAX 0\.01;.*Write it out/,
        fixes: { 'Write out negative_slope=0.01': 'nn.LeakyReLU(negative_slope=0.01)' },
      },
      {
        code: `${both}⟦nn.GELU()⟧`,
        fixes: { "Write out approximate='none'": "nn.GELU(approximate='none')" },
      },
      { code: `${both}⟦nn.PReLU(8)⟧`, fixes: { 'Write out init=0.25': 'nn.PReLU(8, init=0.25)' } },
      `${both}⟦torch.nn.functional.leaky_relu(x)⟧`,
      {
        name: 'one framework, asked for',
        code: '⟦nn.LeakyReLU()⟧',
        severity: 'information',
        message: /Write it out/,
      },
    ],
  },
  keras: {
    valid: [
      `${both}layers.LeakyReLU(negative_slope=0.1)`,
      `${both}layers.ReLU()`,
      `${both}layers.LeakyReLU(alpha=0.1)`,
      "layers.PReLU(alpha_initializer='ones')",
    ],
    invalid: [
      {
        name: 'the slope by position: its name differs between Keras 2 and 3',
        code: `${both}⟦layers.LeakyReLU()⟧`,
        fixes: { 'Write out 0.3': 'layers.LeakyReLU(0.3)' },
      },
      {
        name: 'an argument that the position is behind',
        code: `${both}⟦layers.LeakyReLU(name='a')⟧`,
        fixes: {},
      },
      `${both}⟦layers.PReLU()⟧`,
      {
        code: `${both}⟦keras.activations.leaky_relu(x)⟧`,
        fixes: { 'Write out 0.2': 'keras.activations.leaky_relu(x, 0.2)' },
      },
      {
        name: 'Keras and TensorFlow are one family',
        code: 'import tensorflow as tf\nfrom tensorflow.keras import layers\n⟦layers.LeakyReLU()⟧',
        severity: 'information',
      },
      `${both}⟦keras.activations.gelu(x)⟧`,
    ],
  },
  tensorflow: {
    valid: [
      'tf.nn.leaky_relu(x, alpha=0.2)',
      `${both}tf.nn.leaky_relu(x, 0.2)`,
      `${both}tf.nn.relu(x)`,
      `${both}tf.nn.gelu(x, approximate=False)`,
    ],
    invalid: [
      `${both}⟦tf.nn.leaky_relu(x)⟧`,
      {
        code: `${both}⟦tf.nn.gelu(x)⟧`,
        fixes: { 'Write out approximate=False': 'tf.nn.gelu(x, approximate=False)' },
      },
      `${both}y = tf.nn.relu(⟦tf.nn.leaky_relu(x)⟧)`,
      `${both}def f(x):\n    return ⟦tf.nn.leaky_relu(x)⟧`,
    ],
  },
  jax: {
    valid: [
      'jax.nn.gelu(x, True)',
      `${both}jax.nn.gelu(x, approximate=False)`,
      `${both}jax.nn.relu(x)`,
      `${both}jax.nn.leaky_relu(x, 0.1)`,
    ],
    invalid: [
      {
        code: `${both}⟦jax.nn.gelu(x)⟧`,
        message: /tanh form/,
        fixes: { 'Write out approximate=True': 'jax.nn.gelu(x, approximate=True)' },
      },
      `${both}⟦jax.nn.leaky_relu(x)⟧`,
      `${both}y = ⟦jax.nn.gelu(x)⟧ + 1`,
      `${both}def f(x):\n    return ⟦jax.nn.leaky_relu(x)⟧`,
    ],
  },
});

describe('framework-default-differs, not asked for', () => {
  const lint = (code: string, configuration: LintConfiguration = defaultConfiguration) =>
    createLensService()
      .update('file:///project/snippet.py', 1, code)
      .findings(configuration)
      .map(({ rule, severity }) => [rule, severity]);

  it('hints in a file of two frameworks', () => {
    expect(lint(`${both}nn.LeakyReLU()\n`)).toEqual([['framework-default-differs', 'hint']]);
  });

  it.each([
    'from torch import nn\nnn.LeakyReLU()\n',
    'import jax\njax.nn.gelu(x)\n',
    'import tensorflow as tf\nfrom tensorflow.keras import layers\nlayers.LeakyReLU()\n',
  ])('is silent in a file of one: %j', (code) => {
    expect(lint(code)).toEqual([]);
    expect(lint(code, { ...defaultConfiguration, select: ['relu-xavier-init'] })).toEqual([]);
    const severity = { 'framework-default-differs': 'warning' } as const;
    expect(lint(code, { ...defaultConfiguration, severity })).toEqual([
      ['framework-default-differs', 'warning'],
    ]);
  });

  it('can be turned off', () => {
    const code = `${both}nn.LeakyReLU()\n`;
    expect(lint(code, { ...defaultConfiguration, ignore: ['framework-default-differs'] })).toEqual([]);
    const severity = { 'framework-default-differs': 'off' } as const;
    expect(lint(code, { ...defaultConfiguration, severity })).toEqual([]);
  });
});
