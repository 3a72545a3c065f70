/** How layers start when nobody says otherwise: reference/initializers.json, `layerDefaults`. */
import type { DefaultWeight } from './rows';

type Defaults = readonly DefaultWeight[];

const torchUniform = (part: DefaultWeight['part'], fan: DefaultWeight['fan']): DefaultWeight => ({
  part,
  initializer: 'torch_default_linear',
  arguments: {},
  fan,
});
const plain = (
  part: DefaultWeight['part'],
  initializer: string,
  given: DefaultWeight['arguments'] = {},
): DefaultWeight => ({ part, initializer, arguments: given, fan: 'fan-in' });

const torchLinear: Defaults = [torchUniform('kernel', 'fan-in'), torchUniform('bias', 'fan-in')];
// PyTorch counts fan_in on weight.size(1), which for a transposed convolution is the side of the outputs.
const torchTransposed: Defaults = [torchUniform('kernel', 'fan-out'), torchUniform('bias', 'fan-out')];
const torchRecurrent: Defaults = [
  torchUniform('kernel', 'hidden-size'),
  torchUniform('recurrent', 'hidden-size'),
  torchUniform('bias', 'hidden-size'),
];
const torchEmbedding: Defaults = [plain('embedding', 'normal', { mean: 0, std: 1 })];
const torchAttention: Defaults = [
  plain('kernel', 'xavier_uniform', { gain: 1 }),
  torchUniform('output', 'fan-in'),
  plain('bias', 'zeros'),
];
const unit: Defaults = [plain('scale', 'ones'), plain('bias', 'zeros')];

const kerasDense: Defaults = [plain('kernel', 'xavier_uniform', { gain: 1 }), plain('bias', 'zeros')];
const kerasDepthwise: Defaults = [plain('depthwise', 'xavier_uniform', { gain: 1 }), plain('bias', 'zeros')];
const kerasSeparable: Defaults = [
  plain('depthwise', 'xavier_uniform', { gain: 1 }),
  plain('pointwise', 'xavier_uniform', { gain: 1 }),
  plain('bias', 'zeros'),
];
const kerasRecurrent: Defaults = [
  plain('kernel', 'xavier_uniform', { gain: 1 }),
  plain('recurrent', 'orthogonal', { gain: 1 }),
  plain('bias', 'zeros'),
];
const kerasForgetful: Defaults = [...kerasRecurrent, plain('forget-bias', 'ones')];
const kerasEmbedding: Defaults = [plain('embedding', 'uniform', { low: -0.05, high: 0.05 })];

const flaxDense: Defaults = [plain('kernel', 'lecun_normal'), plain('bias', 'zeros')];
const flaxEmbedding: Defaults = [
  // out_axis=0 makes the number of features the fan_in.
  {
    ...plain('embedding', 'variance_scaling', { scale: 1, mode: 'fan_in', distribution: 'normal' }),
    fan: 'features',
  },
];
const flaxRecurrent: Defaults = [
  plain('kernel', 'lecun_normal'),
  plain('recurrent', 'orthogonal', { gain: 1 }),
  plain('bias', 'zeros'),
];

// Cut off at two standard deviations and not scaled up again: 0.88² of 1/fan_in.
const haikuWeights: Defaults = [
  plain('kernel', 'variance_scaling', { scale: 0.7737, mode: 'fan_in', distribution: 'truncated_normal' }),
  plain('bias', 'zeros'),
];
const haikuEmbedding: Defaults = [
  plain('embedding', 'trunc_normal', { mean: 0, std: 1, lower_deviations: -2, upper_deviations: 2 }),
];

const each = (prefix: string, names: string, defaults: Defaults): (readonly [string, Defaults])[] =>
  names.split(' ').map((name) => [prefix + name, defaults]);

/** Canonical layer name → its weights. */
export const layerDefaults: readonly (readonly [string, Defaults])[] = [
  ...each(
    'torch.nn.',
    'Linear LazyLinear Conv1d Conv2d Conv3d LazyConv1d LazyConv2d LazyConv3d',
    torchLinear,
  ),
  ...each('torch.nn.', 'ConvTranspose1d ConvTranspose2d ConvTranspose3d', torchTransposed),
  ...each('torch.nn.', 'LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d', torchTransposed),
  // fan_in of Bilinear is in1_features alone.
  ...each('torch.nn.', 'Bilinear', torchLinear),
  ...each('torch.nn.', 'RNN LSTM GRU RNNCell LSTMCell GRUCell', torchRecurrent),
  ...each('torch.nn.', 'Embedding EmbeddingBag', torchEmbedding),
  ...each('torch.nn.', 'MultiheadAttention', torchAttention),
  ...each('torch.nn.', 'BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm LayerNorm GroupNorm', unit),
  ...each('keras.layers.', 'Dense EinsumDense Conv1D Conv2D Conv3D', kerasDense),
  ...each('keras.layers.', 'Conv1DTranspose Conv2DTranspose Conv3DTranspose', kerasDense),
  ...each('keras.layers.', 'MultiHeadAttention GroupQueryAttention', kerasDense),
  ...each('keras.layers.', 'DepthwiseConv1D DepthwiseConv2D', kerasDepthwise),
  ...each('keras.layers.', 'SeparableConv1D SeparableConv2D', kerasSeparable),
  ...each('keras.layers.', 'SimpleRNN SimpleRNNCell GRU GRUCell', kerasRecurrent),
  ...each('keras.layers.', 'LSTM LSTMCell ConvLSTM1D ConvLSTM2D ConvLSTM3D', kerasForgetful),
  ...each('keras.layers.', 'Embedding', kerasEmbedding),
  ...each('keras.layers.', 'BatchNormalization LayerNormalization GroupNormalization', unit),
  // TensorFlow 1 leaves `kernel_initializer=None` to get_variable, whose default is Glorot uniform.
  ...each('tf.layers.', 'dense conv1d conv2d conv3d conv2d_transpose', kerasDense),
  ...each('tf.layers.', 'separable_conv2d', kerasSeparable),
  ...each(
    'tf.contrib.layers.',
    'fully_connected linear conv1d conv2d conv3d conv2d_transpose separable_conv2d',
    kerasDense,
  ),
  ...each('flax.linen.', 'Dense DenseGeneral Einsum Conv ConvLocal ConvTranspose', flaxDense),
  ...each('flax.linen.', 'MultiHeadDotProductAttention MultiHeadAttention SelfAttention', flaxDense),
  ...each('flax.nnx.', 'Linear LinearGeneral Einsum Conv ConvTranspose MultiHeadAttention', flaxDense),
  ...each('flax.linen.', 'Embed', flaxEmbedding),
  ...each('flax.nnx.', 'Embed', flaxEmbedding),
  ...each('flax.linen.', 'LSTMCell OptimizedLSTMCell GRUCell SimpleCell MGUCell', flaxRecurrent),
  ...each('flax.nnx.', 'LSTMCell OptimizedLSTMCell GRUCell SimpleCell', flaxRecurrent),
  ...each('flax.linen.', 'ConvLSTMCell', flaxDense),
  ...each('flax.linen.', 'BatchNorm LayerNorm GroupNorm RMSNorm InstanceNorm', unit),
  ...each('flax.nnx.', 'BatchNorm LayerNorm GroupNorm RMSNorm InstanceNorm', unit),
  // Equinox draws as PyTorch does.
  ...each(
    'equinox.nn.',
    'Linear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d MultiheadAttention',
    torchLinear,
  ),
  ...each('equinox.nn.', 'LSTMCell GRUCell', torchRecurrent),
  ...each('equinox.nn.', 'Embedding', torchEmbedding),
  ...each('equinox.nn.', 'LayerNorm RMSNorm GroupNorm BatchNorm', unit),
  ...each('haiku.', 'Linear Conv1D Conv2D Conv3D', haikuWeights),
  ...each('haiku.', 'Embed', haikuEmbedding),
  // Sonnet draws as Haiku, which came of it.
  ...each('sonnet.', 'Linear Conv1D Conv2D Conv3D', haikuWeights),
  ...each('haiku.', 'BatchNorm LayerNorm GroupNorm RMSNorm InstanceNorm', unit),
  ...each('sonnet.', 'BatchNorm LayerNorm GroupNorm InstanceNorm', unit),
];
