import { leakyReluSlope } from '../../../../src/core/lint/rules/leaky-relu-slope';
import { ruleTester } from '../rule-tester';

const fix = (line: string) => ({ 'Use a slope of 0.01 (changes training)': line });

ruleTester(leakyReluSlope, {
  torch: {
    valid: [
      'nn.LeakyReLU(0.2)',
      'nn.LeakyReLU()',
      'nn.LeakyReLU(slope)',
      'nn.LeakyReLU(0.2, True)',
      'nn.RReLU(0.5, 0.9)',
      'F.leaky_relu(x, 0.01)',
    ],
    invalid: [
      {
        code: 'nn.LeakyReLU(⟦-0.2⟧)',
        severity: 'error',
        message: /negative/,
        fixes: fix('nn.LeakyReLU(0.01)'),
      },
      {
        code: 'F.leaky_relu(x, ⟦1.0⟧)',
        severity: 'warning',
        message: /identity/,
        fixes: fix('F.leaky_relu(x, 0.01)'),
      },
      { code: 'nn.LeakyReLU(negative_slope=⟦2⟧)', severity: 'warning', message: /exceeds 1/ },
      {
        name: 'what was meant for inplace',
        code: 'nn.LeakyReLU(⟦True⟧)',
        severity: 'warning',
        message: /slope of True makes it the identity/,
        fixes: fix('nn.LeakyReLU(0.01)'),
      },
      { code: 'nn.LeakyReLU(⟦0⟧)', severity: 'hint', message: /plain ReLU/ },
      { code: 'SLOPE = 0.5\nnn.LeakyReLU(⟦SLOPE⟧)\nfrom torch import nn', severity: 'hint', fixes: {} },
    ],
  },
  keras: {
    valid: [
      'layers.LeakyReLU(negative_slope=0.2)',
      'layers.LeakyReLU()',
      'keras.activations.leaky_relu(x, 0.1)',
      'layers.ReLU(negative_slope=0.9)',
    ],
    invalid: [
      { code: 'layers.LeakyReLU(negative_slope=⟦1.5⟧)', severity: 'warning' },
      { code: 'layers.LeakyReLU(alpha=⟦0.5⟧)', severity: 'hint', fixes: fix('layers.LeakyReLU(alpha=0.01)') },
      { code: 'layers.LeakyReLU(⟦1⟧)', severity: 'warning', message: /identity/ },
      { code: 'keras.activations.leaky_relu(x, ⟦-1⟧)', severity: 'error' },
    ],
  },
  tensorflow: {
    valid: [
      'tf.nn.leaky_relu(x)',
      'tf.nn.leaky_relu(x, alpha=0.1)',
      'tf.nn.leaky_relu(x, a)',
      'tf.nn.relu(x)',
    ],
    invalid: [
      { code: 'tf.nn.leaky_relu(x, alpha=⟦1.0⟧)', severity: 'warning' },
      { code: 'tf.nn.leaky_relu(x, ⟦-0.1⟧)', severity: 'error' },
      { code: 'tf.nn.leaky_relu(x, alpha=⟦0.0⟧)', severity: 'hint' },
      { code: 'tf.nn.leaky_relu(x, ⟦3⟧)', severity: 'warning' },
    ],
  },
  jax: {
    valid: [
      'nn.leaky_relu(x)',
      'nn.leaky_relu(x, 0.2)',
      'jax.nn.leaky_relu(x, negative_slope=0.1)',
      'jax.nn.leaky_relu(x, s)',
    ],
    invalid: [
      { code: 'nn.leaky_relu(x, ⟦1.0⟧)', severity: 'warning' },
      {
        code: 'jax.nn.leaky_relu(x, negative_slope=⟦-0.2⟧)',
        severity: 'error',
        fixes: fix('jax.nn.leaky_relu(x, negative_slope=0.01)'),
      },
      { code: 'jax.nn.leaky_relu(x, ⟦0.6⟧)', severity: 'hint' },
      { code: 'jax.nn.leaky_relu(x, ⟦0⟧)', severity: 'hint' },
    ],
  },
});
