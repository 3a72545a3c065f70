/** Keras: alone, as TensorFlow's, and as `tf_keras`. */
import type { FrameworkNames } from '../descriptor';
import { lastPart } from '../../python/dotted-name';
import { kerasActivations } from './activations';
import { kerasInitializers } from './initializers';
import { kerasLayers } from './layers';
import { kerasLosses, kerasOptimizers, kerasRegularizers } from './training';
import { initializerWord } from '../tables/initializer-words';

export const names: FrameworkNames = {
  framework: 'keras',
  roots: [['keras', 'keras', 'tensorflow', 'transformers']],
  packages: [
    ['keras', 'keras'],
    ['tf_keras', 'keras'],
    ['keras_contrib', 'keras'],
    ['keras_core', 'keras'],
  ],
  neverRead: ['keras', 'tf_keras', 'keras_core'],
  prefixes: [
    ['tf_keras.src', 'keras'],
    ['tf_keras.api', 'keras'],
    ['tf_keras', 'keras'],
    ['keras_core', 'keras'],
    ['keras.api._v2.keras', 'keras'],
    ['keras._tf_keras.keras', 'keras'],
    ['keras.api', 'keras'],
    ['keras.src', 'keras'],
    ['keras.engine.sequential', 'keras'],
    ['keras.models', 'keras'],
    ['keras_contrib.layers', 'keras.layers'],
  ],
  flatPackages: [
    ['keras.layers'],
    ['keras.activations'],
    ['keras.initializers'],
    ['keras.losses'],
    ['keras.optimizers'],
    ['keras.regularizers'],
  ],
  oldNames: [
    ['keras.layers.Convolution1D', 'keras.layers.Conv1D'],
    ['keras.layers.Convolution2D', 'keras.layers.Conv2D'],
    ['keras.layers.Convolution3D', 'keras.layers.Conv3D'],
    ['keras.layers.Convolution1DTranspose', 'keras.layers.Conv1DTranspose'],
    ['keras.layers.Convolution2DTranspose', 'keras.layers.Conv2DTranspose'],
    ['keras.layers.Convolution3DTranspose', 'keras.layers.Conv3DTranspose'],
    ['keras.layers.SeparableConvolution1D', 'keras.layers.SeparableConv1D'],
    ['keras.layers.Deconvolution2D', 'keras.layers.Conv2DTranspose'],
    ['keras.layers.SeparableConvolution2D', 'keras.layers.SeparableConv2D'],
    ['keras.layers.DepthwiseConvolution2D', 'keras.layers.DepthwiseConv2D'],
    ...['1D', '2D', '3D'].flatMap((rank): [string, string][] => [
      [`keras.layers.MaxPool${rank}`, `keras.layers.MaxPooling${rank}`],
      [`keras.layers.AvgPool${rank}`, `keras.layers.AveragePooling${rank}`],
      [`keras.layers.GlobalAvgPool${rank}`, `keras.layers.GlobalAveragePooling${rank}`],
      [`keras.layers.GlobalMaxPool${rank}`, `keras.layers.GlobalMaxPooling${rank}`],
    ]),
    // Of Keras' contributions, with as many groups as channels.
    ['keras.layers.InstanceNormalization', 'keras.layers.GroupNormalization'],
    ['keras.layers.normalization.InstanceNormalization', 'keras.layers.GroupNormalization'],
    [
      'keras.layers.normalization.instancenormalization.InstanceNormalization',
      'keras.layers.GroupNormalization',
    ],
    ['keras.layers.CuDNNLSTM', 'keras.layers.LSTM'],
    ['keras.layers.CuDNNGRU', 'keras.layers.GRU'],
    ['keras.losses.mse', 'keras.losses.mean_squared_error'],
    ['keras.losses.mae', 'keras.losses.mean_absolute_error'],
    ['keras.losses.kld', 'keras.losses.kl_divergence'],
    ['keras.regularizers.l1', 'keras.regularizers.L1'],
    ['keras.regularizers.l2', 'keras.regularizers.L2'],
    ['keras.regularizers.l1_l2', 'keras.regularizers.L1L2'],
  ],
  candidates: (name) => (name.startsWith('keras.ops.') ? [`keras.ops.${lastPart(name)}`] : []),
  otherWord: initializerWord,
  activations: kerasActivations,
  initializers: kerasInitializers,
  layers: kerasLayers,
  losses: kerasLosses,
  optimizers: kerasOptimizers,
  regularizers: kerasRegularizers,
  moduleBases: ['keras.Model', 'keras.layers.Layer'],
  imports: [
    { gives: 'tensorflow.keras', module: 'tensorflow', name: 'keras' },
    { gives: 'keras', module: 'keras' },
  ],
  importedAs: (canonical) => [canonical, `tensorflow.${canonical}`],
};
