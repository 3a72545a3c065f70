/**
 * Keras, TensorFlow and Flax models with what feeds what as a reader sees it. A line's mark stands after `#:`; `a > b` says that the layer
 * of line `a` reaches the activation of line `b`, `a >` that it reaches none.
 */
export interface HandWritten {
  readonly name: string;
  readonly text: string;
  readonly pairs: readonly string[];
}

const K = 'import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import layers\n';
const K3 = 'import keras\nfrom keras import layers, ops\n';
const OLD = 'from keras.models import Sequential, Model\nfrom keras.layers import *\n';
const TF1 = 'import tensorflow as tf\n';
const L = 'import jax\nimport jax.numpy as jnp\nfrom flax import linen as nn\n';
const N = 'import jax\nimport jax.numpy as jnp\nfrom flax import nnx\n';

export const handWritten: readonly HandWritten[] = [
  {
    name: 'LeNet, old imports',
    text: `${OLD}model = Sequential()
model.add(Conv2D(6, (5, 5), activation='tanh', input_shape=(32, 32, 1)))  #: c1
model.add(AveragePooling2D())
model.add(Conv2D(16, (5, 5), activation='tanh'))  #: c2
model.add(AveragePooling2D())
model.add(Flatten())
model.add(Dense(120))  #: d1
model.add(Activation('tanh'))  #: t1
model.add(Dense(10, activation='softmax'))  #: out
`,
    pairs: ['c1 > c1', 'c2 > c2', 'd1 > t1', 'out > out'],
  },
  {
    name: 'residual block, functional',
    text: `${K}def residual(x, filters):
    shortcut = x
    y = layers.Conv2D(filters, 3, padding='same')(x)  #: c1
    y = layers.BatchNormalization()(y)
    y = layers.Activation('relu')(y)  #: r1
    y = layers.Conv2D(filters, 3, padding='same')(y)  #: c2
    y = layers.BatchNormalization()(y)
    y = layers.Add()([shortcut, y])
    return layers.Activation('relu')(y)  #: r2
inputs = keras.Input((32, 32, 16))
outputs = residual(inputs, 16)
model = keras.Model(inputs=inputs, outputs=outputs)
`,
    pairs: ['c1 > r1', 'c2 > r2'],
  },
  {
    name: 'two inputs joined',
    text: `${K}def build():
    a = keras.Input(shape=(10,))
    b = keras.Input(shape=(20,))
    ha = layers.Dense(8, activation='relu')(a)  #: a
    hb = layers.Dense(8)(b)  #: b
    joined = layers.concatenate([ha, hb])
    h = layers.LeakyReLU()(joined)  #: leaky
    out = layers.Dense(1, activation='sigmoid')(h)  #: out
    return keras.models.Model([a, b], out)
`,
    pairs: ['a > a', 'b > leaky', 'out > out'],
  },
  {
    name: 'two outputs',
    text: `${K}inputs = keras.Input(shape=(64,))
h = layers.Dense(32, activation='elu')(inputs)  #: h
mean = layers.Dense(1)(h)  #: mean
scale = layers.Dense(1, activation='softplus')(h)  #: scale
model = keras.Model(inputs, [mean, scale])
`,
    pairs: ['h > h', 'mean >', 'scale > scale'],
  },
  {
    name: 'encoder and decoder as models of one graph',
    text: `${K}encoder_in = keras.Input(shape=(784,))
code = layers.Dense(32, activation='relu')(encoder_in)  #: code
encoder = keras.Model(encoder_in, code)
decoder_in = keras.Input(shape=(32,))
image = layers.Dense(784, activation='sigmoid')(decoder_in)  #: image
decoder = keras.Model(decoder_in, image)
auto_in = keras.Input(shape=(784,))
auto = keras.Model(auto_in, decoder(encoder(auto_in)))
`,
    pairs: ['code > code', 'image > image'],
  },
  {
    name: 'a custom layer with build',
    text: `${K}class Linear(layers.Layer):
    def __init__(self, units=32):
        super().__init__()
        self.units = units
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer='he_normal')
        self.b = self.add_weight(shape=(self.units,), initializer='zeros')
    def call(self, inputs):
        return tf.matmul(inputs, self.w) + self.b  #: matmul
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(64)  #: first
        self.second = Linear(32)
    def call(self, x):
        return tf.nn.relu(self.second(self.first(x)))  #: relu
`,
    pairs: ['first >', 'matmul > relu'],
  },
  {
    name: 'subclassed with a list of layers in a loop',
    text: `${K}class MLP(keras.Model):
    def __init__(self, sizes=(64, 32), **kwargs):
        super(MLP, self).__init__(**kwargs)
        self.hidden = [layers.Dense(n, activation='gelu') for n in sizes]  #: hidden
        self.out = layers.Dense(1)  #: out
    def call(self, inputs):
        x = inputs
        for layer in self.hidden:
            x = layer(x)
        return self.out(x)
`,
    pairs: ['hidden > hidden', 'out >'],
  },
  {
    name: 'an activation given to a block',
    text: `${K}def block(x, units, act):
    x = layers.Dense(units)(x)  #: dense
    x = layers.LayerNormalization()(x)
    return act(x)  #: call
def build():
    x = inputs = keras.Input(shape=(8,))
    x = block(x, 16, layers.ReLU())  #: relu
    x = block(x, 16, keras.activations.swish)
    x = layers.Dense(1)(x)  #: out
    return keras.Model(inputs, x)
`,
    pairs: ['dense > call', 'dense > relu', 'out >'],
  },
  {
    name: 'text classifier',
    text: `${K}model = keras.Sequential([
    layers.Embedding(10000, 16),  #: emb
    layers.GlobalAveragePooling1D(),
    layers.Dense(16, activation='relu'),  #: d
    layers.Dense(1),  #: out
])
`,
    pairs: ['d > d', 'emb >', 'out >'],
  },
  {
    name: 'recurrent tagger',
    text: `${K}model = keras.Sequential()
model.add(layers.Embedding(5000, 64))  #: emb
model.add(layers.Bidirectional(layers.GRU(32, return_sequences=True)))  #: gru
model.add(layers.TimeDistributed(layers.Dense(16, activation='softmax')))  #: out
`,
    pairs: ['emb >', 'gru >', 'out > out'],
  },
  {
    name: 'squeeze and excitation',
    text: `${K}def se_block(x, channels):
    s = layers.GlobalAveragePooling2D()(x)
    s = layers.Dense(channels // 4, activation='relu')(s)  #: squeeze
    s = layers.Dense(channels, activation='sigmoid')(s)  #: excite
    return layers.Multiply()([x, s])
def build():
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3)(inputs)  #: conv
    x = se_block(x, 16)
    x = layers.ReLU()(x)  #: relu
    return keras.Model(inputs, x)
`,
    pairs: ['conv > relu', 'excite > excite', 'squeeze > squeeze'],
  },
  {
    name: 'attention block, Keras 3',
    text: `${K3}def transformer(x, heads, width):
    attended = layers.MultiHeadAttention(num_heads=heads, key_dim=width)(x, x)  #: attention
    x = layers.LayerNormalization()(x + attended)
    h = layers.Dense(4 * width, activation=ops.gelu)(x)  #: up
    h = layers.Dense(width)(h)  #: down
    return layers.LayerNormalization()(x + h)
inputs = keras.Input(shape=(None, 64))
x = transformer(inputs, 4, 64)
x = transformer(x, 4, 64)
outputs = layers.Dense(10, activation='softmax')(x)  #: head
model = keras.Model(inputs, outputs)
`,
    pairs: ['attention >', 'down >', 'head > head', 'up > up'],
  },
  {
    name: 'PReLU, Lambda and a plain function',
    text: `${K}def mish(x):
    return x * tf.math.tanh(tf.math.softplus(x))  #: mish
model = keras.Sequential([
    layers.Conv2D(8, 3),  #: a
    layers.PReLU(),  #: prelu
    layers.Conv2D(8, 3),  #: b
    layers.Lambda(lambda t: tf.nn.relu6(t)),  #: relu6
    layers.Dense(4),  #: c
    layers.Activation(mish),
])
`,
    pairs: ['a > prelu', 'b > relu6', 'c > mish'],
  },
  {
    name: 'what comes from a pretrained network is not known',
    text: `${K}base = keras.applications.ResNet50(include_top=False)
x = layers.GlobalAveragePooling2D()(base.output)
x = layers.Dense(128, activation='relu')(x)  #: d
out = layers.Dense(2, activation='softmax')(x)  #: out
model = keras.Model(base.input, out)
`,
    pairs: ['d > d', 'out > out'],
  },
  {
    name: 'a conditional head',
    text: `${K}def build(classes=1):
    model = keras.Sequential()
    model.add(layers.Dense(8, activation='relu'))  #: d
    if classes == 1:
        model.add(layers.Dense(1, activation='sigmoid'))  #: one
    else:
        model.add(layers.Dense(classes, activation='softmax'))  #: many
    return model
`,
    pairs: ['d > d', 'one > one'],
  },
  {
    name: 'separable and transposed convolutions',
    text: `${K}inputs = keras.Input((64, 64, 3))
x = layers.SeparableConv2D(16, 3, activation='relu')(inputs)  #: sep
x = layers.DepthwiseConv2D(3)(x)  #: depth
x = layers.BatchNormalization()(x)
x = layers.ReLU(6.0)(x)  #: relu6
x = layers.UpSampling2D()(x)
x = layers.Conv2DTranspose(3, 3, activation='tanh')(x)  #: up
model = keras.Model(inputs, x)
`,
    pairs: ['depth > relu6', 'sep > sep', 'up > up'],
  },
  {
    name: 'tf.layers convolution network',
    text: `${TF1}def cnn(features, mode):
    x = tf.reshape(features, [-1, 28, 28, 1])
    x = tf.layers.conv2d(inputs=x, filters=32, kernel_size=[5, 5], activation=tf.nn.relu)  #: c1
    x = tf.layers.max_pooling2d(inputs=x, pool_size=[2, 2], strides=2)
    x = tf.layers.conv2d(x, 64, 5)  #: c2
    x = tf.layers.batch_normalization(x)
    x = tf.nn.relu(x)  #: r2
    x = tf.layers.flatten(x)
    x = tf.layers.dense(x, 1024, tf.nn.elu)  #: d1
    logits = tf.layers.dense(x, 10)  #: d2
    return tf.nn.softmax(logits)  #: soft
`,
    pairs: ['c1 > c1', 'c2 > r2', 'd1 > d1', 'd2 > soft'],
  },
  {
    name: 'TensorFlow with variables',
    text: `${TF1}def network(x):
    w1 = tf.Variable(tf.random.truncated_normal([784, 128], stddev=0.1))
    b1 = tf.Variable(tf.zeros([128]))
    h = tf.nn.relu(tf.matmul(x, w1) + b1)  #: h
    w2 = tf.Variable(tf.random.truncated_normal([128, 10]))
    return tf.nn.softmax(tf.matmul(h, w2))  #: out
x = tf.compat.v1.placeholder(tf.float32, [None, 784])
y = network(x)
`,
    pairs: ['h > h', 'out > out'],
  },
  {
    name: 'a helper that builds tf.layers blocks in a loop',
    text: `${TF1}def fc(x, units, act):
    x = tf.compat.v1.layers.dense(x, units)  #: dense
    if act is not None:
        x = act(x)  #: act
    return x
def policy(obs):
    x = obs
    for units in [64, 64]:
        x = fc(x, units, tf.nn.tanh)
    return fc(x, 2, None)
`,
    pairs: ['dense > act', 'dense >'],
  },
  {
    name: 'Flax: convolution network',
    text: `${L}class CNN(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(features=32, kernel_size=(3, 3))(x)  #: c1
        x = nn.relu(x)  #: r1
        x = nn.avg_pool(x, window_shape=(2, 2), strides=(2, 2))
        x = nn.Conv(features=64, kernel_size=(3, 3))(x)  #: c2
        x = nn.relu(x)  #: r2
        x = x.reshape((x.shape[0], -1))
        x = nn.Dense(features=256)(x)  #: d1
        x = jax.nn.silu(x)  #: s1
        return nn.Dense(features=10)(x)  #: d2
`,
    pairs: ['c1 > r1', 'c2 > r2', 'd1 > s1', 'd2 >'],
  },
  {
    name: 'Flax: residual blocks with partial',
    text: `${L}from functools import partial
from typing import Any
class Block(nn.Module):
    filters: int
    conv: Any
    norm: Any
    act: Any
    @nn.compact
    def __call__(self, x):
        residual = x
        y = self.conv(self.filters, (3, 3))(x)  #: c1
        y = self.norm()(y)
        y = self.act(y)  #: a1
        y = self.conv(self.filters, (3, 3))(y)  #: c2
        y = self.norm(scale_init=nn.initializers.zeros)(y)
        return self.act(residual + y)  #: a2
class ResNet(nn.Module):
    act: Any = nn.relu
    @nn.compact
    def __call__(self, x, train: bool = True):
        conv = partial(nn.Conv, use_bias=False)
        norm = partial(nn.BatchNorm, use_running_average=not train)
        x = conv(64, (7, 7))(x)  #: stem
        x = norm()(x)
        x = nn.relu(x)  #: r
        for i in range(2):
            x = Block(64, conv=conv, norm=norm, act=self.act)(x)
        x = jnp.mean(x, axis=(1, 2))
        return nn.Dense(10)(x)  #: head
`,
    pairs: ['c1 > a1', 'c2 > a2', 'head >', 'stem > r'],
  },
  {
    name: 'Flax: attention block',
    text: `${L}class Encoder(nn.Module):
    width: int = 64
    @nn.compact
    def __call__(self, x, deterministic=True):
        y = nn.LayerNorm()(x)
        y = nn.MultiHeadDotProductAttention(num_heads=4)(y, y)  #: attention
        y = nn.Dropout(0.1)(y, deterministic=deterministic)
        x = x + y
        z = nn.LayerNorm()(x)
        z = nn.Dense(4 * self.width)(z)  #: up
        z = nn.gelu(z)  #: gelu
        z = nn.Dense(self.width)(z)  #: down
        return x + z
`,
    pairs: ['attention >', 'down >', 'up > gelu'],
  },
  {
    name: 'Flax: a gate',
    text: `${L}class GLU(nn.Module):
    width: int
    def setup(self):
        self.value = nn.Dense(self.width)  #: value
        self.gate = nn.Dense(self.width)  #: gate
        self.out = nn.Dense(1)  #: out
    def __call__(self, x):
        h = self.value(x) * nn.sigmoid(self.gate(x))  #: sigmoid
        return jnp.tanh(self.out(nn.relu(h)))  #: last
`,
    pairs: ['gate > sigmoid', 'out > last', 'value > last'],
  },
  {
    name: 'Flax: a weight of its own',
    text: `${L}class Linear(nn.Module):
    features: int
    @nn.compact
    def __call__(self, x):
        w = self.param('w', nn.initializers.lecun_normal(), (x.shape[-1], self.features))
        return jnp.dot(x, w)  #: dot
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Dense(8)(x)  #: dense
        x = Linear(8)(x)
        return nn.tanh(x)  #: tanh
`,
    pairs: ['dense >', 'dot > tanh'],
  },
  {
    name: 'nnx: Sequential and a list',
    text: `${N}class MLP(nnx.Module):
    def __init__(self, sizes, rngs):
        self.layers = [nnx.Linear(a, b, rngs=rngs) for a, b in zip(sizes[:-1], sizes[1:])]  #: layers
    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.gelu(layer(x))  #: gelu
        return self.layers[-1](x)
def create():
    return MLP([4, 16, 16, 2], nnx.Rngs(0))
`,
    pairs: ['layers > gelu', 'layers >'],
  },
  {
    name: 'nnx: convolution network',
    text: `${N}class CNN(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.conv1 = nnx.Conv(1, 32, kernel_size=(3, 3), rngs=rngs)  #: c1
        self.conv2 = nnx.Conv(32, 64, kernel_size=(3, 3), rngs=rngs)  #: c2
        self.linear1 = nnx.Linear(3136, 256, rngs=rngs)  #: l1
        self.linear2 = nnx.Linear(256, 10, rngs=rngs)  #: l2
        self.dropout = nnx.Dropout(rate=0.5, rngs=rngs)
    def __call__(self, x):
        x = nnx.relu(self.conv1(x))  #: r1
        x = nnx.max_pool(x, window_shape=(2, 2), strides=(2, 2))
        x = nnx.relu(self.dropout(self.conv2(x)))  #: r2
        x = x.reshape(x.shape[0], -1)
        x = nnx.relu(self.linear1(x))  #: r3
        return self.linear2(x)
`,
    pairs: ['c1 > r1', 'c2 > r2', 'l1 > r3', 'l2 >'],
  },
];
