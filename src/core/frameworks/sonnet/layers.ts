import type { LayerRow } from '../tables/rows';

/** Its first version says `use_bias` and hands over a table of initialisers. */
const old = 'use_bias=True, initializers=None';
const initial = 'w_init=None, b_init=None';
const core = { fixedActivations: ['sigmoid', 'tanh'] } as const;
const convolution = (dataFormat: string): string =>
  `output_channels, kernel_shape, stride=1, rate=1, padding='SAME', with_bias=True, ${initial}, data_format='${dataFormat}', name=None, *, ${old}`;
const transposed = (dataFormat: string): string =>
  `output_channels, kernel_shape, output_shape=None, stride=1, rate=1, padding='SAME', with_bias=True, ${initial}, data_format='${dataFormat}', name=None, *, ${old}`;
const formats = [
  ['1D', 'NWC'],
  ['2D', 'NHWC'],
  ['3D', 'NDHWC'],
] as const;
const norm = (name: string, signature: string, ...aliases: readonly string[]): LayerRow => [
  `sonnet.${name}`,
  'norm',
  'module',
  signature,
  { aliases: aliases.map((alias) => `sonnet.${alias}`) },
];

/** Layers of Sonnet: name, role, form, signature. */
export const sonnetLayers: readonly LayerRow[] = [
  ['sonnet.Linear', 'linear', 'module', `output_size, with_bias=True, ${initial}, name=None, *, ${old}`],
  ...formats.map(([rank, format]): LayerRow => [`sonnet.Conv${rank}`, 'conv', 'module', convolution(format)]),
  ...formats.map(([rank, format]): LayerRow => [
    `sonnet.Conv${rank}Transpose`,
    'conv',
    'module',
    transposed(format),
  ]),
  [
    'sonnet.ConvND',
    'conv',
    'module',
    `num_spatial_dims, output_channels, kernel_shape, stride=1, rate=1, padding='SAME', with_bias=True, ${initial}, data_format=None, name=None`,
  ],
  [
    'sonnet.DepthwiseConv2D',
    'conv',
    'module',
    `kernel_shape, channel_multiplier=1, stride=1, rate=1, padding='SAME', with_bias=True, ${initial}, data_format='NHWC', name=None, *, ${old}`,
  ],
  [
    'sonnet.Embed',
    'embedding',
    'module',
    'vocab_size=None, embed_dim=None, existing_vocab=None, densify_gradients=False, initializer=None, trainable=True, dtype=..., name=None, *, initializers=None',
  ],
  ['sonnet.LSTM', 'recurrent', 'module', 'hidden_size, projection_size=None, **kwargs', core],
  ['sonnet.UnrolledLSTM', 'recurrent', 'module', 'hidden_size, **kwargs', core],
  ['sonnet.GRU', 'recurrent', 'module', 'hidden_size, **kwargs', core],
  [
    'sonnet.VanillaRNN',
    'recurrent',
    'module',
    'hidden_size, activation=tf.nn.tanh, w_i_init=None, w_h_init=None, b_init=None, dtype=..., name=None',
  ],
  ...['1D', '2D', '3D'].map((rank): LayerRow => [
    `sonnet.Conv${rank}LSTM`,
    'recurrent',
    'module',
    'input_shape, output_channels, kernel_shape, **kwargs',
    core,
  ]),
  norm(
    'BatchNorm',
    "create_scale=True, create_offset=True, decay_rate=0.999, eps=1e-05, scale_init=None, offset_init=None, data_format='channels_last', name=None",
    'BatchNormV2',
    'BaseBatchNorm',
    'distribute.CrossReplicaBatchNorm',
  ),
  norm(
    'LayerNorm',
    "axis=-1, create_scale=True, create_offset=True, eps=1e-05, scale_init=None, offset_init=None, data_format='channels_last', name=None",
  ),
  norm(
    'InstanceNorm',
    "create_scale=True, create_offset=True, eps=1e-05, scale_init=None, offset_init=None, data_format='channels_last', name=None",
  ),
  norm(
    'GroupNorm',
    "groups, axis=..., create_scale=True, create_offset=True, eps=1e-05, scale_init=None, offset_init=None, data_format='channels_last', name=None",
  ),
  ['sonnet.Dropout', 'dropout', 'module', 'rate, noise_shape=None, seed=None, name=None'],
];
