import type { LayerRow } from '../tables/rows';

const normalizers = 'normalizer_fn=None, normalizer_params=None';
const starts =
  'weights_initializer=..., weights_regularizer=None, biases_initializer=tf.zeros_initializer, biases_regularizer=None';
const tail =
  'reuse=None, variables_collections=None, outputs_collections=None, trainable=True, scope=None, **kwargs';
const convolution = `@inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, rate=1, activation_fn=tf.nn.relu, ${normalizers}, ${starts}, ${tail}`;

const conv = (name: string, ...aliases: readonly string[]): LayerRow => [
  `tf.contrib.layers.${name}`,
  'conv',
  'function',
  convolution,
  { aliases: aliases.map((alias) => `tf.contrib.layers.${alias}`) },
];

/** Layers of `tf.contrib.layers`, which `slim` hands on: they have a ReLU where nothing else is said. */
export const contribLayers: readonly LayerRow[] = [
  [
    'tf.contrib.layers.fully_connected',
    'linear',
    'function',
    `@inputs, num_outputs, activation_fn=tf.nn.relu, ${normalizers}, ${starts}, ${tail}`,
    { aliases: ['tf.contrib.layers.relu'] },
  ],
  [
    'tf.contrib.layers.linear',
    'linear',
    'function',
    `@inputs, num_outputs, activation_fn=None, ${normalizers}, ${starts}, ${tail}`,
  ],
  conv('conv2d', 'convolution2d', 'convolution'),
  conv('conv1d', 'convolution1d'),
  conv('conv3d', 'convolution3d'),
  [
    'tf.contrib.layers.conv2d_transpose',
    'conv',
    'function',
    `@inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, activation_fn=tf.nn.relu, ${normalizers}, ${starts}, ${tail}`,
    { aliases: ['tf.contrib.layers.convolution2d_transpose'] },
  ],
  [
    'tf.contrib.layers.separable_conv2d',
    'conv',
    'function',
    `@inputs, num_outputs, kernel_size, depth_multiplier=1, stride=1, padding='SAME', data_format=None, rate=1, activation_fn=tf.nn.relu, ${normalizers}, ${starts}, ${tail}`,
    { aliases: ['tf.contrib.layers.separable_convolution2d'] },
  ],
  [
    'tf.contrib.layers.batch_norm',
    'norm',
    'function',
    '@inputs, decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None, **kwargs',
  ],
  ['tf.contrib.layers.layer_norm', 'norm', 'function', '@inputs, center=True, scale=True, **kwargs'],
  [
    'tf.contrib.layers.dropout',
    'dropout',
    'function',
    '@inputs, keep_prob=0.5, noise_shape=None, is_training=True, **kwargs',
  ],
  ['tf.contrib.layers.flatten', 'reshape', 'function', '@inputs, outputs_collections=None, scope=None'],
  [
    'tf.contrib.layers.max_pool2d',
    'pooling',
    'function',
    "@inputs, kernel_size, stride=2, padding='VALID', **kwargs",
  ],
  [
    'tf.contrib.layers.avg_pool2d',
    'pooling',
    'function',
    "@inputs, kernel_size, stride=2, padding='VALID', **kwargs",
  ],
];

const cell = (name: string, signature: string): LayerRow => [
  `tf.nn.rnn_cell.${name}`,
  'recurrent',
  'module',
  signature,
];

/** Cells of TensorFlow 1 (`tf.nn.rnn_cell`, `tf.contrib.rnn`): `activation=None` is tanh. */
export const tensorflowCells: readonly LayerRow[] = [
  cell('BasicRNNCell', 'num_units, activation=tf.nn.tanh, reuse=None, name=None, dtype=None, **kwargs'),
  cell('BasicLSTMCell', 'num_units, forget_bias=1, state_is_tuple=True, activation=tf.nn.tanh, **kwargs'),
  cell(
    'LSTMCell',
    'num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None, num_unit_shards=None, num_proj_shards=None, forget_bias=1, state_is_tuple=True, activation=tf.nn.tanh, **kwargs',
  ),
  cell(
    'GRUCell',
    'num_units, activation=tf.nn.tanh, reuse=None, kernel_initializer=None, bias_initializer=None, **kwargs',
  ),
];
