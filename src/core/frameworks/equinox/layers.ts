import type { ActivationRow, LayerRow } from '../tables/rows';

const convolution = (stride: string, padding: string): string =>
  `in_channels, out_channels, kernel_size, stride=${stride}, padding=${padding}, dilation=1, groups=1, use_bias=True, padding_mode='ZEROS', dtype=None, *, key`;
const transposed =
  "in_channels, out_channels, kernel_size, stride=1, output_padding=0, padding=0, dilation=1, groups=1, use_bias=True, padding_mode='ZEROS', dtype=None, *, key";
const pooling = 'kernel_size, stride=1, padding=0, use_ceil=False';

/** Layers of Equinox: name, role, form, signature. */
export const equinoxLayers: readonly LayerRow[] = [
  ['equinox.nn.Linear', 'linear', 'module', 'in_features, out_features, use_bias=True, dtype=None, *, key'],
  ...['1d', '2d', '3d'].map((rank): LayerRow => [
    `equinox.nn.Conv${rank}`,
    'conv',
    'module',
    convolution('1', '0'),
  ]),
  ...['1d', '2d', '3d'].map((rank): LayerRow => [
    `equinox.nn.ConvTranspose${rank}`,
    'conv',
    'module',
    transposed,
  ]),
  [
    'equinox.nn.Embedding',
    'embedding',
    'module',
    'num_embeddings=None, embedding_size=None, weight=None, dtype=None, *, key=None',
  ],
  [
    'equinox.nn.LSTMCell',
    'recurrent',
    'module',
    'input_size, hidden_size, use_bias=True, dtype=None, *, key',
    { fixedActivations: ['sigmoid', 'tanh'] },
  ],
  [
    'equinox.nn.GRUCell',
    'recurrent',
    'module',
    'input_size, hidden_size, use_bias=True, dtype=None, *, key',
    { fixedActivations: ['sigmoid', 'tanh'] },
  ],
  [
    'equinox.nn.MultiheadAttention',
    'attention',
    'module',
    'num_heads, query_size, key_size=None, value_size=None, output_size=None, qk_size=None, vo_size=None, use_query_bias=False, use_key_bias=False, use_value_bias=False, use_output_bias=False, dropout_p=0.0, inference=False, dtype=None, *, key',
  ],
  [
    'equinox.nn.LayerNorm',
    'norm',
    'module',
    'shape, eps=1e-05, use_weight=True, use_bias=True, dtype=None, *, elementwise_affine=None',
  ],
  ['equinox.nn.RMSNorm', 'norm', 'module', 'shape, eps=1e-05, use_weight=True, use_bias=True, dtype=None'],
  [
    'equinox.nn.GroupNorm',
    'norm',
    'module',
    'groups, channels=None, eps=1e-05, channelwise_affine=True, dtype=None',
  ],
  [
    'equinox.nn.BatchNorm',
    'norm',
    'module',
    "input_size, axis_name, eps=1e-05, channelwise_affine=True, momentum=0.99, inference=False, dtype=None, mode='legacy'",
  ],
  ['equinox.nn.Dropout', 'dropout', 'module', 'p=0.5, inference=False, *, deterministic=None'],
  ...['AvgPool', 'MaxPool'].flatMap((name) =>
    ['1d', '2d', '3d'].map((rank): LayerRow => [`equinox.nn.${name}${rank}`, 'pooling', 'module', pooling]),
  ),
  ...['AdaptiveAvgPool', 'AdaptiveMaxPool'].flatMap((name) =>
    ['1d', '2d', '3d'].map((rank): LayerRow => [
      `equinox.nn.${name}${rank}`,
      'pooling',
      'module',
      'target_shape',
    ]),
  ),
];

export const equinoxActivations: readonly ActivationRow[] = [
  ['equinox.nn.PReLU', 'prelu', 'module', 'init_alpha:alpha=0.25'],
];
