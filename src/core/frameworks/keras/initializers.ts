import type { InitializerRow } from '../tables/rows';

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
