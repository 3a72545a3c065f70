/** Short ways to write the models that rules are tested on; marks may stand anywhere in the parts. */

/** `net = nn.Sequential(…)`, then what uses it. */
export function torchNet(layers: string, ...rest: readonly string[]): string {
  return [
    'from torch import nn, optim',
    'import torch',
    'import torch.nn.functional as F',
    `net = nn.Sequential(${layers})`,
    ...rest,
  ].join('\n');
}

/** A module with `__init__` lines and a `forward` that returns an expression of `x`. */
export function torchModule(
  init: readonly string[],
  forward: readonly string[],
  ...rest: readonly string[]
): string {
  return [
    'from torch import nn, optim',
    'import torch',
    'import torch.nn.functional as F',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    ...init.map((line) => `        ${line}`),
    '    def forward(self, x):',
    ...forward.map((line) => `        ${line}`),
    ...rest,
  ].join('\n');
}

/** A Keras Sequential; `compile` is the argument list of `model.compile`. */
export function kerasNet(layers: string, compile?: string): string {
  return [
    'import keras',
    'from keras import layers',
    `model = keras.Sequential([${layers}])`,
    ...(compile === undefined ? [] : [`model.compile(${compile})`]),
  ].join('\n');
}

/** TensorFlow 1 style: a function of `x`, lines that end in `return`. */
export function tensorflowNet(...lines: readonly string[]): string {
  return ['import tensorflow as tf', 'def model(x, y):', ...lines.map((line) => `    ${line}`)].join('\n');
}

/** A compact Flax module, lines of its `__call__`, and what uses it. */
export function flaxNet(lines: readonly string[], ...rest: readonly string[]): string {
  return [
    'import jax',
    'import jax.numpy as jnp',
    'import optax',
    'from flax import linen as nn',
    'class Net(nn.Module):',
    '    @nn.compact',
    '    def __call__(self, x):',
    ...lines.map((line) => `        ${line}`),
    ...rest,
  ].join('\n');
}

/** A loss function over `Net().apply`, with the expression that is the loss of `logits` and `y`. */
export function flaxLoss(loss: string): readonly string[] {
  return ['def loss_fn(params, x, y):', '    logits = Net().apply(params, x)', `    return ${loss}`];
}
