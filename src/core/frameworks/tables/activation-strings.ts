import type { ActivationStringRow } from './rows';

/** Names that Keras layers accept in place of a function. */
export const kerasActivationStrings: readonly ActivationStringRow[] = [
  ['linear', 'linear'],
  ['relu', 'relu'],
  ['leaky_relu', 'leaky_relu', { fixed: { alpha: 0.2 } }],
  ['LeakyReLU', 'leaky_relu', { fixed: { alpha: 0.3 }, generation: 2 }],
  ['ELU', 'elu', { fixed: { alpha: 1 }, generation: 2 }],
  ['PReLU', 'prelu', { fixed: { alpha: 0 }, generation: 2 }],
  ['ReLU', 'relu', { generation: 2 }],
  ['Softmax', 'softmax', { fixed: { axis: -1 }, generation: 2 }],
  ['ThresholdedReLU', 'threshold', { fixed: { threshold: 1, value: 0 }, generation: 2 }],
  ['relu6', 'relu6'],
  ['threshold', 'threshold'],
  ['hard_tanh', 'hardtanh'],
  ['hard_sigmoid', 'hard_sigmoid'],
  ['hard_sigmoid', 'hard_sigmoid_keras2', { generation: 2 }],
  ['hard_silu', 'hard_swish'],
  ['hard_swish', 'hard_swish'],
  ['hard_shrink', 'hardshrink', { fixed: { lambda: 0.5 } }],
  ['soft_shrink', 'softshrink', { fixed: { lambda: 0.5 } }],
  ['tanh_shrink', 'tanhshrink'],
  ['sigmoid', 'sigmoid'],
  ['log_sigmoid', 'log_sigmoid'],
  ['tanh', 'tanh'],
  ['softsign', 'softsign'],
  ['sparse_sigmoid', 'sparse_sigmoid'],
  ['softplus', 'softplus'],
  ['squareplus', 'squareplus', { fixed: { b: 4 } }],
  ['sparse_plus', 'sparse_plus'],
  ['elu', 'elu', { fixed: { alpha: 1.0 } }],
  ['celu', 'celu', { fixed: { alpha: 1.0 } }],
  ['selu', 'selu'],
  ['gelu', 'gelu'],
  ['silu', 'silu', { fixed: { beta: 1 } }],
  ['swish', 'silu', { fixed: { beta: 1 } }],
  ['mish', 'mish'],
  ['exponential', 'exponential'],
  ['softmax', 'softmax', { fixed: { axis: -1 } }],
  ['log_softmax', 'log_softmax', { fixed: { axis: -1 } }],
  ['sparsemax', 'sparsemax', { fixed: { axis: -1 } }],
  ['glu', 'glu', { fixed: { axis: -1 } }],
];

/** Names that transformers' ACT2FN and `hidden_act` accept in place of a function. */
export const transformersActivationStrings: readonly ActivationStringRow[] = [
  ['linear', 'linear'],
  ['relu', 'relu'],
  ['leaky_relu', 'leaky_relu', { fixed: { alpha: 0.01 } }],
  ['prelu', 'prelu', { fixed: { alpha: 0.25 } }],
  ['relu6', 'relu6'],
  ['relu2', 'relu_squared'],
  ['hardswish', 'hard_swish'],
  ['sigmoid', 'sigmoid'],
  ['tanh', 'tanh'],
  ['laplace', 'laplace'],
  ['sqrtsoftplus', 'sqrt_softplus'],
  ['gelu', 'gelu'],
  ['gelu_python', 'gelu'],
  ['gelu_new', 'gelu_tanh'],
  ['gelu_fast', 'gelu_tanh'],
  ['gelu_pytorch_tanh', 'gelu_tanh'],
  ['gelu_python_tanh', 'gelu_tanh'],
  ['gelu_accurate', 'gelu_tanh'],
  ['quick_gelu', 'quick_gelu'],
  ['gelu_10', 'gelu_clipped', { fixed: { min: -10, max: 10 } }],
  ['silu', 'silu', { fixed: { beta: 1 } }],
  ['swish', 'silu', { fixed: { beta: 1 } }],
  ['mish', 'mish'],
  ['xielu', 'xielu', { fixed: { alpha_p: 0.8, alpha_n: 0.8, beta: 0.5, eps: -1e-6 } }],
];

/** `activation` of torch.nn.Transformer and its layers. */
export const torchTransformerActivationStrings: readonly ActivationStringRow[] = [
  ['relu', 'relu'],
  ['gelu', 'gelu'],
];

/** `nonlinearity` of torch.nn.RNN and RNNCell. */
export const torchRecurrentActivationStrings: readonly ActivationStringRow[] = [
  ['tanh', 'tanh'],
  ['relu', 'relu'],
];
