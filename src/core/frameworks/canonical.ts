/** One name for one thing: the many import paths of a framework folded to the name that the tables use. */
import { lastPart } from '../python/dotted-name';
import { BoundedCache } from '../bounded-cache';
import { lastPartsOfNames, listedName, lookUp, type WordOfTables } from './registry';
import type { FrameworkSymbol, LayerSymbol } from './symbol';

/** Module prefixes and what they stand for, longest first within a root. A prefix matches whole dotted components. */
const prefixes: readonly (readonly [from: string, to: string])[] = [
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
  ['tf_keras.src', 'keras'],
  ['tf_keras.api', 'keras'],
  ['tf_keras', 'keras'],
  ['keras.api._v2.keras', 'keras'],
  ['keras._tf_keras.keras', 'keras'],
  ['keras.api', 'keras'],
  ['keras.src', 'keras'],
  ['keras.engine.sequential', 'keras'],
  ['keras.models', 'keras'],
  ['torch.nn.quantized', 'torch.ao.nn.quantized'],
  ['torch.nn.intrinsic', 'torch.ao.nn.intrinsic'],
  ['tensorflow_addons', 'tfa'],
  ['tf_slim', 'tf.contrib.slim'],
  ['timm.models.layers', 'timm.layers'],
  ['flax.experimental.nnx', 'flax.nnx'],
];

/** Packages whose public names stand directly below them though files (`core`, `advanced_activations`) may be named in between. */
const flatPackages = [
  'keras.layers',
  'keras.activations',
  'keras.initializers',
  'keras.losses',
  'keras.optimizers',
  'keras.regularizers',
  'torch.nn.modules',
  'torch.optim',
  'flax.linen',
  'flax.nnx',
  'optax.losses',
  'timm.layers',
  'timm.loss',
] as const;

const oldNames: ReadonlyMap<string, string> = new Map([
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
  ['keras.layers.CuDNNLSTM', 'keras.layers.LSTM'],
  ['keras.layers.CuDNNGRU', 'keras.layers.GRU'],
  ['tf.nn.softmax_cross_entropy_with_logits_v2', 'tf.nn.softmax_cross_entropy_with_logits'],
  ['tf.contrib.eager.Network', 'keras.Model'],
  ['keras.losses.mse', 'keras.losses.mean_squared_error'],
  ['keras.losses.mae', 'keras.losses.mean_absolute_error'],
  ['keras.losses.kld', 'keras.losses.kl_divergence'],
  ['transformers.modeling_utils.PreTrainedModel', 'torch.nn.Module'],
  ['transformers.PreTrainedModel', 'torch.nn.Module'],
  ['transformers.modeling_layers.GradientCheckpointingLayer', 'torch.nn.Module'],
  ['keras.regularizers.l1', 'keras.regularizers.L1'],
  ['keras.regularizers.l2', 'keras.regularizers.L2'],
  ['keras.regularizers.l1_l2', 'keras.regularizers.L1L2'],
]);

const cacheLimit = 4096;
const canonicalNames = new BoundedCache<string>(cacheLimit);

/**
 * The canonical name of a qualified name: `tensorflow.keras.layers.Dense` and `keras.src.layers.core.dense.Dense` → `keras.layers.Dense`,
 * `torch.nn.modules.activation.ReLU` → `torch.nn.ReLU`, `flax.linen.relu` → `jax.nn.relu`. Names that the tables do not have are folded as
 * far as their prefix is known and otherwise returned as they are.
 */
export function canonicalName(qualifiedName: string): string {
  const known = canonicalNames.get(qualifiedName);
  if (known !== undefined) return known;
  const folded = foldPrefix(qualifiedName);
  return canonicalNames.keep(qualifiedName, listedCandidate(folded) ?? flatten(folded) ?? folded);
}

const symbols = new BoundedCache<FrameworkSymbol | null>(cacheLimit);

/** What a qualified name means; undefined for names that no table has. */
export function symbolOf(qualifiedName: string): FrameworkSymbol | undefined {
  const known = symbols.get(qualifiedName);
  if (known !== undefined) return known ?? undefined;
  const symbol = lookUp(canonicalName(qualifiedName), kerasGeneration(qualifiedName));
  symbols.keep(qualifiedName, symbol ?? null);
  return symbol;
}

/** The generation of Keras that an import path proves: `tf_keras` is Keras 2, `keras.ops` Keras 3; most paths prove nothing. */
export function kerasGeneration(qualifiedName: string): 2 | 3 | undefined {
  if (/^(?:tf_keras|tensorflow\.python\.keras|tensorflow\.contrib\.keras)(?:\.|$)/.test(qualifiedName))
    return 2;
  if (/(?:^|\.)keras\.(?:ops|random|_tf_keras)(?:\.|$)/.test(qualifiedName)) return 3;
  return undefined;
}

/**
 * Last parts of all names below these roots (`torch`, `keras`, `tf` …), old names and aliases included: what a name of theirs looks like in
 * code, however it is imported.
 */
export function lastWords(roots: ReadonlySet<string>): readonly WordOfTables[] {
  const words = [...lastPartsOfNames(roots)];
  for (const [old, now] of oldNames) {
    const root = now.slice(0, now.indexOf('.'));
    const role = root !== 'torch' && roots.has(root) ? symbolOf(now)?.role : undefined;
    if (role !== undefined) words.push({ word: lastPart(old), root, role });
  }
  // `tf.initializers.he_normal` is also `tf.he_normal_initializer`.
  if (roots.has('tf'))
    for (const { word, role } of [...words])
      if (role === 'initializer') words.push({ word: `${word}_initializer`, root: 'tf', role });
  return words;
}

/** What fastai's star imports hand on, and its losses that flatten first; Lightning's module under its many paths. */
function foldLibrary(name: string): string {
  if (name.startsWith('fastai.'))
    return name
      .replace(/^fastai\.(?:\w+\.)*all\.(nn|torch)\b/, (_, own: string) => (own === 'nn' ? 'torch.nn' : own))
      .replace(/^fastai\.(?:\w+\.)*all\.F\b/, 'torch.nn.functional')
      .replace(/^fastai\.(?:\w+\.)*(\w*Loss)Flat$/, 'torch.nn.$1');
  if (name.startsWith('haiku._src.'))
    return name.replace(/^haiku\._src\.(?:nets\.)?[a-z_0-9]+\.(?=\w+$)/, 'haiku.');
  return /^(?:pytorch_)?lightning\.(?:\w+\.)*LightningModule$/.test(name) ? 'torch.nn.Module' : name;
}

function foldPrefix(name: string): string {
  let folded = foldLibrary(name);
  // A folded name may fold again: `tensorflow.keras.models.Sequential`.
  for (let step = 0; step < 3; step += 1) {
    const match = prefixes.find(([from]) => folded === from || folded.startsWith(from + '.'));
    if (match === undefined) break;
    folded = match[1] + folded.slice(match[0].length);
  }
  // `tf.layers.Dense` is Keras' layer.
  folded = folded.replace(/^tf\.(?:compat\.v1\.)?layers\.(?=[A-Z])/, 'keras.layers.');
  return oldNames.get(folded) ?? folded;
}

function listedCandidate(name: string): string | undefined {
  for (const candidate of candidates(name)) {
    const listed = listedName(candidate);
    if (listed !== undefined) return listed;
  }
  return undefined;
}

function* candidates(name: string): Generator<string> {
  yield name;
  const flat = flatten(name);
  if (flat !== undefined) yield flat;
  const last = lastPart(name);
  if (name.startsWith('flax.')) {
    if (name.includes('.initializers.')) {
      yield `jax.nn.initializers.${last}`;
      yield `flax.linen.initializers.${last}`;
    }
    yield `jax.nn.${last}`;
  } else if (name.startsWith('jax.')) {
    if (/^jax\._src\.nn\.initializers\./.test(name)) yield `jax.nn.initializers.${last}`;
    if (/^jax\._src\.nn\.functions\./.test(name)) yield `jax.nn.${last}`;
  } else if (name.startsWith('tf.compat.v1.')) {
    const short = name.slice('tf.compat.v1.'.length);
    yield `tf.${short}`;
    yield* initializerCandidates(short);
  } else if (name.startsWith('tf.')) {
    yield* initializerCandidates(name.slice('tf.'.length));
  } else if (name.startsWith('optax.')) {
    yield `optax.losses.${last}`;
  } else if (name.startsWith('keras.ops.')) {
    yield `keras.ops.${last}`;
  }
}

/** `tf.initializers.orthogonal`, `tf.truncated_normal_initializer`: TensorFlow 1's; `tf.initializers.GlorotUniform`: Keras'. */
function* initializerCandidates(short: string): Generator<string> {
  const last = lastPart(short);
  if (!short.includes('initializer')) {
    if (/^(?:losses|optimizers|activations)\./.test(short)) yield `keras.${short}`;
    return;
  }
  yield `tf.compat.v1.${short}`;
  yield `tf.compat.v1.${last}_initializer`;
  yield `tf.${last}_initializer`;
  yield `keras.initializers.${last.replace(/_initializer$/, '')}`;
}

/** Leaves out the file names between a flat package and its public name. */
function flatten(name: string): string | undefined {
  const root = flatPackages.find((packageName) => name.startsWith(packageName + '.'));
  if (root === undefined) return undefined;
  const last = lastPart(name);
  const home = root === 'torch.nn.modules' ? 'torch.nn' : root;
  const flat = `${home}.${last}`;
  const short = oldNames.get(flat) ?? flat;
  // Only where nothing but module files was left out, which are written in lower case.
  const between = name.slice(root.length, name.length - last.length);
  return /[A-Z]/.test(between) || short === name ? undefined : short;
}

/** A symbol, if it is a layer's. */
export const asLayer = (symbol: FrameworkSymbol | undefined): LayerSymbol | undefined =>
  symbol !== undefined && 'weighted' in symbol ? symbol : undefined;

/** What a name means if it is a layer. */
export const layerSymbol = (name: string): LayerSymbol | undefined => asLayer(symbolOf(name));
