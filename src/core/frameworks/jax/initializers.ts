import type { InitializerRow } from '../tables/rows';

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
