import type { LayerRow } from '../tables/rows';

/** Layers of TensorFlow outside Keras: name, role, form, signature. */
export const tensorflowLayers: readonly LayerRow[] = [
  ['tf.nn.dropout', 'dropout', 'function', 'x, rate, noise_shape=None, seed=None, name=None'],
  [
    'tf.nn.batch_normalization',
    'norm',
    'function',
    'x, mean, variance, offset, scale, variance_epsilon, name=None',
  ],
];

const commonTail =
  'activity_regularizer=None, kernel_constraint=None, bias_constraint=None, trainable=True, name=None, reuse=None';
const initializers = 'use_bias=True, kernel_initializer=None, bias_initializer=tf.zeros_initializer';
const regularizers = 'kernel_regularizer=None, bias_regularizer=None';
const dataFormat = "data_format='channels_last'";

/** Layers of TensorFlow 1 (`tf.layers`, `tf.compat.v1.layers`), from its documentation. */
export const tensorflow1Layers: readonly LayerRow[] = [
  [
    'tf.layers.dense',
    'linear',
    'function',
    `@inputs, units, activation=None, ${initializers}, ${regularizers}, ${commonTail}`,
  ],
  [
    'tf.layers.conv1d',
    'conv',
    'function',
    `@inputs, filters, kernel_size, strides=1, padding='valid', ${dataFormat}, dilation_rate=1, activation=None, ${initializers}, ${regularizers}, ${commonTail}`,
  ],
  [
    'tf.layers.conv2d',
    'conv',
    'function',
    `@inputs, filters, kernel_size, strides=(1, 1), padding='valid', ${dataFormat}, dilation_rate=(1, 1), activation=None, ${initializers}, ${regularizers}, ${commonTail}`,
  ],
  [
    'tf.layers.conv3d',
    'conv',
    'function',
    `@inputs, filters, kernel_size, strides=(1, 1, 1), padding='valid', ${dataFormat}, dilation_rate=(1, 1, 1), activation=None, ${initializers}, ${regularizers}, ${commonTail}`,
  ],
  [
    'tf.layers.conv2d_transpose',
    'conv',
    'function',
    `@inputs, filters, kernel_size, strides=(1, 1), padding='valid', ${dataFormat}, activation=None, ${initializers}, ${regularizers}, ${commonTail}`,
  ],
  [
    'tf.layers.separable_conv2d',
    'conv',
    'function',
    `@inputs, filters, kernel_size, strides=(1, 1), padding='valid', ${dataFormat}, dilation_rate=(1, 1), depth_multiplier=1, activation=None, use_bias=True, depthwise_initializer=None, pointwise_initializer=None, bias_initializer=tf.zeros_initializer, **kwargs`,
  ],
  ['tf.layers.flatten', 'reshape', 'function', `@inputs, name=None, data_format='channels_last'`],
  [
    'tf.layers.dropout',
    'dropout',
    'function',
    '@inputs, rate=0.5, noise_shape=None, seed=None, training=False, name=None',
  ],
  [
    'tf.layers.batch_normalization',
    'norm',
    'function',
    '@inputs, axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, **kwargs',
  ],
  [
    'tf.layers.max_pooling1d',
    'pooling',
    'function',
    `@inputs, pool_size, strides, padding='valid', ${dataFormat}, name=None`,
  ],
  [
    'tf.layers.max_pooling2d',
    'pooling',
    'function',
    `@inputs, pool_size, strides, padding='valid', ${dataFormat}, name=None`,
  ],
  [
    'tf.layers.average_pooling1d',
    'pooling',
    'function',
    `@inputs, pool_size, strides, padding='valid', ${dataFormat}, name=None`,
  ],
  [
    'tf.layers.average_pooling2d',
    'pooling',
    'function',
    `@inputs, pool_size, strides, padding='valid', ${dataFormat}, name=None`,
  ],
];
