import { describe, expect, it } from 'vitest';
import {
  canonicalName,
  frameworksOf,
  kerasGeneration,
  symbolOf,
  tensorMethod,
} from '../../../src/core/frameworks';

describe('canonicalName', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['tensorflow.keras.layers.Dense', 'keras.layers.Dense'],
    ['tf.keras.layers.Dense', 'keras.layers.Dense'],
    ['keras.api.layers.Dense', 'keras.layers.Dense'],
    ['keras.api._v2.keras.layers.Dense', 'keras.layers.Dense'],
    ['keras_core.layers.Dense', 'keras.layers.Dense'],
    ['tf_keras.layers.Dense', 'keras.layers.Dense'],
    ['keras.src.layers.core.dense.Dense', 'keras.layers.Dense'],
    ['keras.layers.core.Dense', 'keras.layers.Dense'],
    ['keras.layers.advanced_activations.LeakyReLU', 'keras.layers.LeakyReLU'],
    ['keras.layers.convolutional.Convolution2D', 'keras.layers.Conv2D'],
    ['tensorflow.python.keras.layers.LSTM', 'keras.layers.LSTM'],
    ['tensorflow.compat.v1.keras.layers.GRU', 'keras.layers.GRU'],
    ['tensorflow.keras.models.Sequential', 'keras.Sequential'],
    ['keras.engine.sequential.Sequential', 'keras.Sequential'],
    ['keras.models.Model', 'keras.Model'],
    ['keras.layers.MaxPool2D', 'keras.layers.MaxPooling2D'],
    ['keras.initializers.he_normal', 'keras.initializers.HeNormal'],
    ['keras.optimizers.legacy.Adam', 'keras.optimizers.Adam'],
    ['keras.losses.mse', 'keras.losses.mean_squared_error'],
    ['keras.ops.nn.relu', 'keras.ops.relu'],
    ['torch.nn.modules.activation.ReLU', 'torch.nn.ReLU'],
    ['torch.nn.modules.ReLU', 'torch.nn.ReLU'],
    ['torch.nn.modules.linear.Linear', 'torch.nn.Linear'],
    ['torch.nn.quantized.ELU', 'torch.ao.nn.quantized.ELU'],
    ['torch.nn.init.xavier_uniform', 'torch.nn.init.xavier_uniform_'],
    ['torch.optim.adam.Adam', 'torch.optim.Adam'],
    ['torch.relu', 'torch.relu'],
    ['torch.special.expit', 'torch.special.expit'],
    ['tensorflow.nn.relu', 'tf.nn.relu'],
    ['tensorflow.compat.v1.nn.relu', 'tf.nn.relu'],
    ['tensorflow.compat.v1.nn.crelu', 'tf.compat.v1.nn.crelu'],
    ['tensorflow.compat.v2.nn.relu', 'tf.nn.relu'],
    ['tensorflow.nn.crelu', 'tf.nn.crelu'],
    ['tensorflow.compat.v1.layers.dense', 'tf.layers.dense'],
    ['tensorflow.sigmoid', 'tf.nn.sigmoid'],
    ['tensorflow.math.tanh', 'tf.nn.tanh'],
    ['tensorflow.truncated_normal_initializer', 'tf.compat.v1.truncated_normal_initializer'],
    ['tensorflow.initializers.GlorotUniform', 'keras.initializers.GlorotUniform'],
    ['tensorflow.losses.BinaryCrossentropy', 'keras.losses.BinaryCrossentropy'],
    ['flax.linen.relu', 'jax.nn.relu'],
    ['flax.nnx.gelu', 'jax.nn.gelu'],
    ['flax.linen.activation.silu', 'jax.nn.silu'],
    ['flax.linen.linear.Dense', 'flax.linen.Dense'],
    ['flax.linen.initializers.he_normal', 'jax.nn.initializers.he_normal'],
    ['flax.experimental.nnx.Linear', 'flax.nnx.Linear'],
    ['optax.softmax_cross_entropy', 'optax.losses.softmax_cross_entropy'],
    ['optax.adam', 'optax.adam'],
    ['numpy.tanh', 'numpy.tanh'],
    ['mypackage.nn.ReLU', 'mypackage.nn.ReLU'],
    ['torch', 'torch'],
    ['', ''],
  ];
  for (const [from, to] of cases) {
    it(`${from} → ${to}`, () => {
      expect(canonicalName(from)).toBe(to);
      expect(canonicalName(canonicalName(from))).toBe(to);
    });
  }
  it('does not take a class inside a class for a module path', () => {
    expect(symbolOf('keras.layers.Wrapper.Dense')).toBeUndefined();
    expect(symbolOf('mypackage.torch.nn.ReLU')).toBeUndefined();
    expect(symbolOf('torch.nn.ReLU.forward')).toBeUndefined();
  });
  it('is steady under many names', () => {
    for (let index = 0; index < 10_000; index += 1)
      expect(canonicalName(`keras.x${index}.y`)).toBe(`keras.x${index}.y`);
  });
});

describe('generations of Keras', () => {
  it('is told by the path where the path proves it', () => {
    expect(kerasGeneration('tf_keras.layers.Dense')).toBe(2);
    expect(kerasGeneration('keras.ops.relu')).toBe(3);
    expect(kerasGeneration('tensorflow.keras.layers.Dense')).toBeUndefined();
    expect(symbolOf('tf_keras.activations.hard_sigmoid')).toMatchObject({
      activation: 'hard_sigmoid_keras2',
    });
    expect(symbolOf('tensorflow.keras.activations.hard_sigmoid')).toMatchObject({
      activation: 'hard_sigmoid',
    });
  });
});

describe('tensorMethod', () => {
  it('knows the methods of tensors that are activations, and no others', () => {
    for (const name of [
      'relu',
      'relu_',
      'sigmoid',
      'sigmoid_',
      'tanh',
      'tanh_',
      'softmax',
      'log_softmax',
      'hardshrink',
    ])
      expect(tensorMethod(name)?.form, name).toBe('method');
    expect(tensorMethod('sigmoid_')?.inPlace).toBe(true);
    for (const name of ['view', 'gelu', '', 'constructor', '__proto__'])
      expect(tensorMethod(name)).toBeUndefined();
  });
});

describe('frameworksOf', () => {
  it('tells frameworks from imports', () => {
    expect([...frameworksOf(['os', 'torch.nn.functional'])]).toEqual(['torch']);
    expect([...frameworksOf(['tensorflow'])]).toEqual(['tensorflow', 'keras']);
    expect([...frameworksOf(['flax.linen', 'jax'])]).toEqual(['jax']);
    expect([...frameworksOf(['transformers.activations'])]).toEqual(['transformers']);
    expect(frameworksOf(['numpy', 'torchless', 'my.torch']).size).toBe(0);
  });
});
