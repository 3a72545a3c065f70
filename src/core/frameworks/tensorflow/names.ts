/** TensorFlow beside Keras, with its first version, and Addons. */
import type { FrameworkNames } from '../descriptor';
import { lastPart } from '../../python/dotted-name';
import { tensorflowActivations } from './activations';
import { contribLayers, tensorflowCells } from './contrib';
import { tensorflowInitializers } from './initializers';
import { tensorflow1Layers, tensorflowLayers } from './layers';
import { tensorflow1Losses, tensorflowLosses, tensorflowOptimizers } from './training';
import { initializerWord } from '../tables/initializer-words';

/** `tf.initializers.orthogonal`, `tf.truncated_normal_initializer`: TensorFlow 1's; `tf.initializers.GlorotUniform`: Keras'. */
function initializerCandidates(short: string): readonly string[] {
  const last = lastPart(short);
  if (!short.includes('initializer'))
    return /^(?:losses|optimizers|activations)\./.test(short) ? [`keras.${short}`] : [];
  return [
    `tf.compat.v1.${short}`,
    `tf.compat.v1.${last}_initializer`,
    `tf.${last}_initializer`,
    `keras.initializers.${last.replace(/_initializer$/, '')}`,
  ];
}

function candidates(name: string): readonly string[] {
  if (name.startsWith('tf.compat.v1.')) {
    const short = name.slice('tf.compat.v1.'.length);
    return [`tf.${short}`, ...initializerCandidates(short)];
  }
  return name.startsWith('tf.') ? initializerCandidates(name.slice('tf.'.length)) : [];
}

export const names: FrameworkNames = {
  framework: 'tensorflow',
  roots: [
    ['tf', 'keras', 'tensorflow', 'transformers'],
    ['tfa', 'tensorflow', 'transformers'],
  ],
  packages: [['tensorflow', 'tensorflow', 'keras'], ['tensorflow_addons', 'tensorflow'], ['tflearn']],
  neverRead: ['tensorflow'],
  prefixes: [
    ['tensorflow.compat.v1.keras', 'keras'],
    ['tensorflow.compat.v2.keras', 'keras'],
    ['tensorflow.python.keras', 'keras'],
    ['tensorflow.contrib.keras', 'keras'],
    ['tensorflow.keras', 'keras'],
    ['tensorflow.compat.v2', 'tf'],
    ['tensorflow.contrib.layers', 'tf.contrib.layers'],
    ['tensorflow.contrib.slim', 'tf.contrib.layers'],
    ['tensorflow.python.ops.rnn_cell', 'tf.nn.rnn_cell'],
    ['tensorflow.python.ops.rnn_cell_impl', 'tf.nn.rnn_cell'],
    ['tf.contrib.slim', 'tf.contrib.layers'],
    ['tf.contrib.rnn', 'tf.nn.rnn_cell'],
    ['tf_slim', 'tf.contrib.layers'],
    ['tensorflow', 'tf'],
    ['tf.compat.v1.keras', 'keras'],
    ['tf.compat.v2.keras', 'keras'],
    ['tf.keras', 'keras'],
    ['tf.compat.v2', 'tf'],
    ['tensorflow_addons', 'tfa'],
  ],
  oldNames: [
    ['tf.nn.softmax_cross_entropy_with_logits_v2', 'tf.nn.softmax_cross_entropy_with_logits'],
    ['tf.contrib.eager.Network', 'keras.Model'],
    ['tfa.layers.GroupNormalization', 'keras.layers.GroupNormalization'],
    // As many groups as channels.
    ['tfa.layers.InstanceNormalization', 'keras.layers.GroupNormalization'],
    ['tfa.layers.SpectralNormalization', 'keras.layers.SpectralNormalization'],
  ],
  // `tf.layers.Dense` is Keras' layer.
  rewrites: [[/^(?:tf|tensorflow)\.(?:compat\.v[12]\.)?layers\.(?=[A-Z])/, 'keras.layers.']],
  candidates,
  otherWord: initializerWord,
  activations: tensorflowActivations,
  initializers: tensorflowInitializers,
  layers: [...tensorflowLayers, ...tensorflow1Layers, ...contribLayers, ...tensorflowCells],
  losses: [...tensorflowLosses, ...tensorflow1Losses],
  optimizers: tensorflowOptimizers,
  activationModules: [['tf.nn', 'function']],
  imports: [{ gives: 'tensorflow', module: 'tensorflow', alias: 'tf' }],
  importedAs: (canonical) =>
    canonical.startsWith('tf.') ? [`tensorflow.${canonical.slice('tf.'.length)}`] : [canonical],
};
