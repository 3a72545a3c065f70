import type { ActivationRow } from '../tables/rows';

/** Activations of TensorFlow outside Keras: name, catalogue id, form, signature (grammar: ../signature.ts). */
export const tensorflowActivations: readonly ActivationRow[] = [
  ['tf.identity', 'linear', 'function', '@input, name=None'],
  ['tf.nn.relu', 'relu', 'function', '@features, name=None'],
  ['tf.nn.leaky_relu', 'leaky_relu', 'function', '@features, alpha:alpha=0.2, name=None'],
  ['tf.nn.relu6', 'relu6', 'function', '@features, name=None'],
  ['tf.nn.crelu', 'crelu', 'function', '@features, axis:axis=-1, name=None'],
  ['tf.compat.v1.nn.crelu', 'crelu', 'function', '@features, name=None, axis:axis=-1'],
  ['tf.nn.sigmoid', 'sigmoid', 'function', '@x, name=None', { aliases: ['tf.sigmoid', 'tf.math.sigmoid'] }],
  ['tf.math.log_sigmoid', 'log_sigmoid', 'function', '@x, name=None'],
  ['tf.nn.tanh', 'tanh', 'function', '@x, name=None', { aliases: ['tf.tanh', 'tf.math.tanh'] }],
  ['tf.nn.softsign', 'softsign', 'function', '@features, name=None', { aliases: ['tf.math.softsign'] }],
  ['tf.nn.softplus', 'softplus', 'function', '@features, name=None', { aliases: ['tf.math.softplus'] }],
  ['tf.nn.elu', 'elu', 'function', '@features, name=None', { fixed: { alpha: 1.0 } }],
  ['tf.nn.selu', 'selu', 'function', '@features, name=None'],
  ['tf.nn.gelu', 'gelu', 'function', '@features, approximate:variant=False, name=None'],
  ['tf.nn.silu', 'silu', 'function', '@features, beta:beta=1', { aliases: ['tf.nn.swish'] }],
  ['tf.math.exp', 'exponential', 'function', '@x, name=None', { aliases: ['tf.exp'] }],
  [
    'tf.nn.softmax',
    'softmax',
    'function',
    '@logits, axis:axis=None, name=None',
    { aliases: ['tf.math.softmax'] },
  ],
  [
    'tf.nn.log_softmax',
    'log_softmax',
    'function',
    '@logits, axis:axis=None, name=None',
    { aliases: ['tf.math.log_softmax'] },
  ],
  ['tfa.layers.Maxout', 'maxout', 'module', 'num_units, axis=-1, **kwargs'],
  ['tf.contrib.layers.maxout', 'maxout', 'function', '@inputs, num_units, axis=-1, scope=None'],
  [
    'tf.math.reduce_logsumexp',
    'logsumexp',
    'function',
    '@input_tensor, axis:axis=None, keepdims=False, name=None',
    { aliases: ['tf.reduce_logsumexp'] },
  ],
];
