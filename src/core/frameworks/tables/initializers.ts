import type { InitializerRow } from './rows';

/** Initialisers of torch.nn.init: name, id, signature; what a parameter means to the variance stands after the colon. */
export const torchInitializers: readonly InitializerRow[] = [
  [
    'torch.nn.init.xavier_uniform_',
    'xavier_uniform',
    'tensor, gain:gain=1',
    { aliases: ['torch.nn.init.xavier_uniform'] },
  ],
  [
    'torch.nn.init.xavier_normal_',
    'xavier_normal',
    'tensor, gain:gain=1',
    { aliases: ['torch.nn.init.xavier_normal'] },
  ],
  [
    'torch.nn.init.kaiming_uniform_',
    'kaiming_uniform',
    "tensor, a:negative_slope=0, mode:mode='fan_in', nonlinearity:nonlinearity='leaky_relu'",
    { aliases: ['torch.nn.init.kaiming_uniform'] },
  ],
  [
    'torch.nn.init.kaiming_normal_',
    'kaiming_normal',
    "tensor, a:negative_slope=0, mode:mode='fan_in', nonlinearity:nonlinearity='leaky_relu'",
    { aliases: ['torch.nn.init.kaiming_normal'] },
  ],
  [
    'torch.nn.init.orthogonal_',
    'orthogonal',
    'tensor, gain:gain=1',
    { aliases: ['torch.nn.init.orthogonal'] },
  ],
  ['torch.nn.init.eye_', 'identity', 'tensor', { aliases: ['torch.nn.init.eye'] }],
  ['torch.nn.init.dirac_', 'dirac', 'tensor, groups=1', { aliases: ['torch.nn.init.dirac'] }],
  ['torch.nn.init.zeros_', 'zeros', 'tensor'],
  ['torch.nn.init.ones_', 'ones', 'tensor'],
  ['torch.nn.init.constant_', 'constant', 'tensor, val:value', { aliases: ['torch.nn.init.constant'] }],
  [
    'torch.nn.init.normal_',
    'normal',
    'tensor, mean:mean=0, std:std=1',
    { aliases: ['torch.nn.init.normal'] },
  ],
  ['torch.nn.init.uniform_', 'uniform', 'tensor, a:low=0, b:high=1', { aliases: ['torch.nn.init.uniform'] }],
  ['torch.nn.init.trunc_normal_', 'trunc_normal', 'tensor, mean:mean=0, std:std=1, a:low=-2, b:high=2'],
  [
    'torch.nn.init.sparse_',
    'sparse',
    'tensor, sparsity:sparsity, std:std=0.01',
    { aliases: ['torch.nn.init.sparse'] },
  ],
];

/** Initialisers of Keras: name, id, signature; what a parameter means to the variance stands after the colon. */
export const kerasInitializers: readonly InitializerRow[] = [
  [
    'keras.initializers.GlorotUniform',
    'xavier_uniform',
    'seed=None, input_axes=None, output_axes=None',
    {
      fixed: { gain: 1 },
      strings: ['GlorotUniform', 'glorot_uniform'],
      aliases: ['keras.initializers.glorot_uniform'],
    },
  ],
  [
    'keras.initializers.GlorotNormal',
    'xavier_normal',
    'seed=None, input_axes=None, output_axes=None',
    {
      fixed: { gain: 1 },
      strings: ['GlorotNormal', 'glorot_normal'],
      aliases: ['keras.initializers.glorot_normal'],
    },
  ],
  [
    'keras.initializers.HeUniform',
    'kaiming_uniform',
    'seed=None, input_axes=None, output_axes=None',
    {
      fixed: { nonlinearity: 'relu', mode: 'fan_in' },
      strings: ['HeUniform', 'he_uniform'],
      aliases: ['keras.initializers.he_uniform'],
    },
  ],
  [
    'keras.initializers.HeNormal',
    'kaiming_normal',
    'seed=None, input_axes=None, output_axes=None',
    {
      fixed: { nonlinearity: 'relu', mode: 'fan_in' },
      strings: ['HeNormal', 'he_normal'],
      aliases: ['keras.initializers.he_normal'],
    },
  ],
  [
    'keras.initializers.LecunUniform',
    'lecun_uniform',
    'seed=None, input_axes=None, output_axes=None',
    { strings: ['LecunUniform', 'lecun_uniform'], aliases: ['keras.initializers.lecun_uniform'] },
  ],
  [
    'keras.initializers.LecunNormal',
    'lecun_normal',
    'seed=None, input_axes=None, output_axes=None',
    { strings: ['LecunNormal', 'lecun_normal'], aliases: ['keras.initializers.lecun_normal'] },
  ],
  [
    'keras.initializers.Orthogonal',
    'orthogonal',
    'gain:gain=1, seed=None',
    {
      strings: ['Orthogonal', 'orthogonal', 'OrthogonalInitializer'],
      aliases: ['keras.initializers.orthogonal', 'keras.initializers.OrthogonalInitializer'],
    },
  ],
  [
    'keras.initializers.Identity',
    'identity',
    'gain:gain=1',
    {
      strings: ['Identity', 'identity', 'IdentityInitializer'],
      aliases: ['keras.initializers.identity', 'keras.initializers.IdentityInitializer'],
    },
  ],
  [
    'keras.initializers.Zeros',
    'zeros',
    '',
    { strings: ['Zeros', 'zeros', 'zero'], aliases: ['keras.initializers.zeros'] },
  ],
  [
    'keras.initializers.Ones',
    'ones',
    '',
    { strings: ['Ones', 'ones', 'one'], aliases: ['keras.initializers.ones'] },
  ],
  [
    'keras.initializers.Constant',
    'constant',
    'value:value=0',
    { strings: ['Constant', 'constant'], aliases: ['keras.initializers.constant'] },
  ],
  [
    'keras.initializers.RandomNormal',
    'normal',
    'mean:mean=0, stddev:std=0.05, seed=None',
    { strings: ['RandomNormal', 'random_normal', 'normal'], aliases: ['keras.initializers.random_normal'] },
  ],
  [
    'keras.initializers.RandomUniform',
    'uniform',
    'minval:low=-0.05, maxval:high=0.05, seed=None',
    {
      strings: ['RandomUniform', 'random_uniform', 'uniform'],
      aliases: ['keras.initializers.random_uniform'],
    },
  ],
  [
    'keras.initializers.TruncatedNormal',
    'trunc_normal',
    'mean:mean=0, stddev:std=0.05, seed=None',
    {
      fixed: { lower_deviations: -2, upper_deviations: 2 },
      strings: ['TruncatedNormal', 'truncated_normal'],
      aliases: ['keras.initializers.truncated_normal'],
    },
  ],
  [
    'keras.initializers.VarianceScaling',
    'variance_scaling',
    "scale:scale=1, mode:mode='fan_in', distribution:distribution='truncated_normal', seed=None, input_axes=None, output_axes=None",
    { strings: ['VarianceScaling', 'variance_scaling'], aliases: ['keras.initializers.variance_scaling'] },
  ],
  [
    'keras.initializers.STFT',
    'stft',
    "side='real', window='hann', scaling='density', periodic=False",
    { strings: ['STFT', 'stft', 'STFTInitializer'], aliases: ['keras.initializers.stft'] },
  ],
];

/** Initialisers of TensorFlow outside Keras: name, id, signature; what a parameter means to the variance stands after the colon. */
export const tensorflowInitializers: readonly InitializerRow[] = [
  [
    'tf.compat.v1.glorot_uniform_initializer',
    'xavier_uniform',
    'seed=None, dtype=...',
    {
      fixed: { gain: 1 },
      aliases: ['tf.compat.v1.initializers.glorot_uniform', 'tf.glorot_uniform_initializer'],
    },
  ],
  [
    'tf.contrib.layers.xavier_initializer',
    'xavier_uniform',
    'uniform=True, seed=None, dtype=...',
    { fixed: { gain: 1 } },
  ],
  ['tf.compat.v1.glorot_normal_initializer', 'xavier_normal', 'seed=None, dtype=...', { fixed: { gain: 1 } }],
  ['tf.compat.v1.initializers.orthogonal', 'orthogonal', 'gain:gain=1, seed=None, dtype=...'],
  ['tf.zeros_initializer', 'zeros', ''],
  ['tf.ones_initializer', 'ones', ''],
  ['tf.constant_initializer', 'constant', 'value:value=0, support_partition=False'],
  ['tf.random_normal_initializer', 'normal', 'mean:mean=0, stddev:std=0.05, seed=None'],
  ['tf.random_uniform_initializer', 'uniform', 'minval:low=-0.05, maxval:high=0.05, seed=None'],
  ['tf.compat.v1.constant_initializer', 'constant', 'value:value=0, dtype=..., verify_shape=False'],
  [
    'tf.compat.v1.truncated_normal_initializer',
    'trunc_normal',
    'mean:mean=0, stddev:std=1, seed=None, dtype=...',
    { fixed: { lower_deviations: -2, upper_deviations: 2 } },
  ],
  [
    'tf.compat.v1.variance_scaling_initializer',
    'variance_scaling',
    "scale:scale=1, mode:mode='fan_in', distribution:distribution='truncated_normal', seed=None, dtype=...",
  ],
];

/** Initialisers of JAX and Flax: name, id, signature; what a parameter means to the variance stands after the colon. */
export const jaxInitializers: readonly InitializerRow[] = [
  [
    'jax.nn.initializers.glorot_uniform',
    'xavier_uniform',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { gain: 1 } },
  ],
  [
    'jax.nn.initializers.xavier_uniform',
    'xavier_uniform',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { gain: 1 } },
  ],
  [
    'jax.nn.initializers.glorot_normal',
    'xavier_normal',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { gain: 1 } },
  ],
  [
    'jax.nn.initializers.xavier_normal',
    'xavier_normal',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { gain: 1 } },
  ],
  [
    'jax.nn.initializers.he_uniform',
    'kaiming_uniform',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { nonlinearity: 'relu', mode: 'fan_in' } },
  ],
  [
    'jax.nn.initializers.kaiming_uniform',
    'kaiming_uniform',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { nonlinearity: 'relu', mode: 'fan_in' } },
  ],
  [
    'jax.nn.initializers.he_normal',
    'kaiming_normal',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { nonlinearity: 'relu', mode: 'fan_in' } },
  ],
  [
    'jax.nn.initializers.kaiming_normal',
    'kaiming_normal',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
    { fixed: { nonlinearity: 'relu', mode: 'fan_in' } },
  ],
  [
    'jax.nn.initializers.lecun_uniform',
    'lecun_uniform',
    'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
  ],
  ['jax.nn.initializers.lecun_normal', 'lecun_normal', 'in_axis=-2, out_axis=-1, batch_axis=(), dtype=None'],
  ['haiku.initializers.Constant', 'constant', 'constant:value'],
  ['haiku.initializers.Identity', 'identity', 'gain=1'],
  ['haiku.initializers.Orthogonal', 'orthogonal', 'scale:gain=1, axis=-1'],
  ['haiku.initializers.RandomNormal', 'normal', 'stddev:std=1, mean:mean=0'],
  ['haiku.initializers.RandomUniform', 'uniform', 'minval:low=0, maxval:high=1'],
  [
    'haiku.initializers.TruncatedNormal',
    'trunc_normal',
    'stddev:std=1, mean:mean=0, lower:lower_deviations=-2, upper:upper_deviations=2',
  ],
  [
    'haiku.initializers.VarianceScaling',
    'variance_scaling',
    "scale:scale=1, mode:mode='fan_in', distribution:distribution='truncated_normal', fan_in_axes=None",
  ],
  ['jax.nn.initializers.orthogonal', 'orthogonal', 'scale:gain=1, column_axis=-1, dtype=None'],
  ['jax.nn.initializers.delta_orthogonal', 'delta_orthogonal', 'scale:gain=1, column_axis=-1, dtype=None'],
  ['jax.nn.initializers.zeros', 'zeros', 'key, shape, dtype=None, out_sharding=None'],
  ['flax.linen.initializers.zeros_init', 'zeros', '', { aliases: ['flax.linen.zeros_init'] }],
  ['jax.nn.initializers.ones', 'ones', 'key, shape, dtype=None, out_sharding=None'],
  ['flax.linen.initializers.ones_init', 'ones', '', { aliases: ['flax.linen.ones_init'] }],
  ['jax.nn.initializers.constant', 'constant', 'value:value, dtype=None'],
  ['jax.nn.initializers.normal', 'normal', 'stddev:std=0.01, dtype=None', { fixed: { mean: 0 } }],
  ['jax.nn.initializers.uniform', 'uniform', 'scale:high=0.01, dtype=None', { fixed: { low: 0 } }],
  [
    'jax.nn.initializers.truncated_normal',
    'trunc_normal',
    'stddev:std=0.01, dtype=None, lower:lower_deviations=-2, upper:upper_deviations=2',
    { fixed: { mean: 0 } },
  ],
  [
    'jax.nn.initializers.variance_scaling',
    'variance_scaling',
    'scale:scale, mode:mode, distribution:distribution, in_axis=-2, out_axis=-1, batch_axis=(), dtype=None',
  ],
];
