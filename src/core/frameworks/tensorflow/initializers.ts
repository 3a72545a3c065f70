import type { InitializerRow } from '../tables/rows';

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
