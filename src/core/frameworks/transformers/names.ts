/** transformers: activations that are looked up by name, and modules in PyTorch. */
import type { FrameworkNames } from '../descriptor';
import { transformersActivations } from './activations';

const initializers = (
  'uniform_ normal_ trunc_normal_ constant_ ones_ zeros_ eye_ dirac_ ' +
  'xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ orthogonal_ sparse_'
).split(' ');

export const names: FrameworkNames = {
  framework: 'transformers',
  writtenIn: 'torch',
  roots: [['transformers', 'transformers']],
  packages: [['transformers', 'transformers']],
  // What the names of its inside mean is known, and reading it costs much. Its models are read like the user's.
  checkout: {
    folder: 'transformers',
    inside: /^(?:(?!\/transformers\/).)*\/transformers\/((?!models\/)[\w/]+)\.py$/,
    // Records of outputs, and functions that call what they are given.
    read: new Set(['modeling_outputs', 'pytorch_utils', 'time_series_utils']),
    marks: ['modeling_utils', 'configuration_utils'],
    names: [
      { file: /\/transformers\/pytorch_utils\.py$/, home: 'transformers.pytorch_utils', names: ['Conv1D'] },
    ],
  },
  oldNames: [
    ['transformers.modeling_utils.PreTrainedModel', 'torch.nn.Module'],
    ['transformers.PreTrainedModel', 'torch.nn.Module'],
    // The same initialisers, which leave alone what is set already.
    ...initializers.map((name) => [`transformers.initialization.${name}`, `torch.nn.init.${name}`] as const),
    // Its table for Flax has the same names.
    ['transformers.modeling_flax_utils.ACT2FN', 'transformers.activations.ACT2FN'],
    ['transformers.modeling_layers.GradientCheckpointingLayer', 'torch.nn.Module'],
  ],
  activations: transformersActivations,
};
