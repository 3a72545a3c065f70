import type { ActivationRow } from '../tables/rows';

/** Classes and functions of `transformers.activations`, from its documentation and copies of the file. */
export const transformersActivations: readonly ActivationRow[] = [
  ['transformers.activations.GELUActivation', 'gelu', 'module', 'use_gelu_python=False'],
  ['transformers.activations.NewGELUActivation', 'gelu_tanh', 'module', ''],
  ['transformers.activations.FastGELUActivation', 'gelu_tanh', 'module', ''],
  ['transformers.activations.PytorchGELUTanh', 'gelu_tanh', 'module', ''],
  ['transformers.activations.AccurateGELUActivation', 'gelu_tanh', 'module', ''],
  ['transformers.activations.QuickGELUActivation', 'quick_gelu', 'module', ''],
  ['transformers.activations.ClippedGELUActivation', 'gelu_clipped', 'module', 'min:min, max:max'],
  ['transformers.activations.SiLUActivation', 'silu', 'module', ''],
  ['transformers.activations.MishActivation', 'mish', 'module', ''],
  ['transformers.activations.LinearActivation', 'linear', 'module', ''],
  ['transformers.activations.ReLUSquaredActivation', 'relu_squared', 'module', ''],
  ['transformers.activations.GELUTanh', 'gelu_tanh', 'module', 'use_gelu_tanh_python=False'],
  ['transformers.activations.SqrtSoftplusActivation', 'sqrt_softplus', 'module', '*args, **kwargs'],
  ['transformers.activations.LaplaceActivation', 'laplace', 'module', 'mu:mu=0.707107, sigma:sigma=0.282095'],
];
