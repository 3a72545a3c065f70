import type { LayerRow } from '../tables/rows';

const initial = 'w_init=None, b_init=None';
const convolution = (padding: string): string =>
  `output_channels, kernel_shape, stride=1, rate=1, padding=${padding}, with_bias=True, ${initial}, data_format=..., mask=None, feature_group_count=1, name=None`;
const transposed = `output_channels, kernel_shape, stride=1, output_shape=None, padding='SAME', with_bias=True, ${initial}, data_format=..., mask=None, name=None`;
const pooling = 'window_shape, strides, padding, channel_axis=-1, name=None';

/** Layers of Haiku: name, role, form, signature. */
export const haikuLayers: readonly LayerRow[] = [
  ['haiku.Linear', 'linear', 'module', `output_size, with_bias=True, ${initial}, name=None`],
  ...['1D', '2D', '3D'].map((rank): LayerRow => [
    `haiku.Conv${rank}`,
    'conv',
    'module',
    convolution("'SAME'"),
  ]),
  ...['1D', '2D', '3D'].map((rank): LayerRow => [`haiku.Conv${rank}Transpose`, 'conv', 'module', transposed]),
  [
    'haiku.DepthwiseConv2D',
    'conv',
    'module',
    `channel_multiplier, kernel_shape, stride=1, rate=1, padding='SAME', with_bias=True, ${initial}, data_format=..., name=None`,
  ],
  [
    'haiku.Embed',
    'embedding',
    'module',
    'vocab_size=None, embed_dim=None, embedding_matrix=None, w_init=None, lookup_style=..., name=None',
  ],
  ['haiku.LSTM', 'recurrent', 'module', 'hidden_size, name=None', { fixedActivations: ['sigmoid', 'tanh'] }],
  [
    'haiku.GRU',
    'recurrent',
    'module',
    'hidden_size, w_i_init=None, w_h_init=None, b_init=None, name=None',
    { fixedActivations: ['sigmoid', 'tanh'] },
  ],
  [
    'haiku.VanillaRNN',
    'recurrent',
    'module',
    'hidden_size, double_bias=True, name=None',
    { fixedActivations: ['relu'] },
  ],
  [
    'haiku.MultiHeadAttention',
    'attention',
    'module',
    'num_heads, key_size, w_init_scale=None, *, w_init=None, with_bias=True, b_init=None, value_size=None, model_size=None, name=None',
  ],
  [
    'haiku.BatchNorm',
    'norm',
    'module',
    'create_scale, create_offset, decay_rate, eps=1e-05, scale_init=None, offset_init=None, axis=None, cross_replica_axis=None, cross_replica_axis_index_groups=None, data_format=..., name=None',
  ],
  [
    'haiku.LayerNorm',
    'norm',
    'module',
    'axis, create_scale, create_offset, eps=1e-05, scale_init=None, offset_init=None, use_fast_variance=False, name=None',
  ],
  [
    'haiku.GroupNorm',
    'norm',
    'module',
    'groups, axis=..., create_scale=True, create_offset=True, eps=1e-05, scale_init=None, offset_init=None, data_format=..., name=None',
  ],
  ['haiku.RMSNorm', 'norm', 'module', 'axis, eps=1e-05, scale_init=None, name=None, create_scale=True'],
  [
    'haiku.InstanceNorm',
    'norm',
    'module',
    'create_scale, create_offset, eps=1e-05, scale_init=None, offset_init=None, data_format=..., name=None',
  ],
  ['haiku.AvgPool', 'pooling', 'module', pooling],
  ['haiku.MaxPool', 'pooling', 'module', pooling],
];
