import type { InitializerRow } from '../tables/rows';

/** Initialisers of Sonnet: name, id, signature; what a parameter means to the variance stands after the colon. */
export const sonnetInitializers: readonly InitializerRow[] = [
  ['sonnet.initializers.Zeros', 'zeros', ''],
  ['sonnet.initializers.Ones', 'ones', ''],
  ['sonnet.initializers.Constant', 'constant', 'value:value'],
  ['sonnet.initializers.Identity', 'identity', 'gain=1'],
  ['sonnet.initializers.Orthogonal', 'orthogonal', 'gain:gain=1, seed=None'],
  ['sonnet.initializers.RandomNormal', 'normal', 'mean:mean=0, stddev:std=1, seed=None'],
  ['sonnet.initializers.RandomUniform', 'uniform', 'minval:low=0, maxval:high=1, seed=None'],
  [
    'sonnet.initializers.TruncatedNormal',
    'trunc_normal',
    'mean:mean=0, stddev:std=1, seed=None',
    { fixed: { lower_deviations: -2, upper_deviations: 2 } },
  ],
  [
    'sonnet.initializers.VarianceScaling',
    'variance_scaling',
    "scale:scale=1, mode:mode='fan_in', distribution:distribution='truncated_normal', seed=None",
  ],
];
