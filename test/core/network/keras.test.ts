import { describe, expect, it } from 'vitest';
import { initializersOf, modelOf, pairsOf } from './trace-of';

const HEAD = 'import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import layers\n';

describe('Keras: what feeds what', () => {
  it('calls layers as their `name` does, where that names one alone and no attribute does', () => {
    const text = `${HEAD}def branch(x):
    return layers.Dense(8, activation='relu', name='branch')(x)

inputs = keras.Input((4,))
x = layers.Dense(64, activation='relu', name='first')(inputs)
x = layers.Concatenate()([branch(x), branch(x)])
outputs = layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
`;
    const layersOf = modelOf(text).nodes.filter(({ kind }) => kind === 'layer');
    expect(layersOf.map(({ path }) => path)).toEqual(['first', undefined, undefined, undefined]);
  });

  it('follows a Sequential list with activation arguments and Activation layers', () => {
    const text = `${HEAD}model = keras.Sequential([
    layers.Dense(64, activation='relu', input_shape=(784,)),  #: a
    layers.Dropout(0.5),
    layers.Dense(32),  #: b
    layers.BatchNormalization(),
    layers.Activation('tanh'),  #: tanh
    layers.Dense(10, activation=tf.nn.softmax),  #: c
])
model.compile(optimizer='adam', loss='categorical_crossentropy')
`;
    expect(pairsOf(text)).toEqual(['a > a', 'b > tanh', 'c > c']);
    const model = modelOf(text);
    expect(model).toMatchObject({ name: 'model', framework: 'keras', complete: true });
    const layers = model.nodes.flatMap((node) => (node.kind === 'layer' ? [[node.fanIn, node.width]] : []));
    expect(layers).toEqual([
      [784, 64],
      [64, 32],
      [32, 10],
    ]);
    expect(model.losses).toHaveLength(1);
    expect(model.nodes[model.losses[0]?.predictions[0] ?? -1]).toMatchObject({ activation: 'softmax' });
    expect(model.optimizers).toMatchObject([{ qualifiedName: 'keras.optimizers.Adam' }]);
  });

  it.each([
    [
      'in the list',
      'model = keras.Sequential([keras.Input(shape=(784,)), layers.Dense(64), layers.Dense(10)])',
    ],
    [
      'added',
      'model = keras.Sequential()\nmodel.add(keras.Input((28, 784)))\nmodel.add(layers.Dense(64))\nmodel.add(layers.Dense(10))',
    ],
    [
      'as a layer',
      'model = keras.Sequential([layers.InputLayer(input_shape=(784,)), layers.Dense(64), layers.Dense(10)])',
    ],
    [
      'added as a layer',
      'model = keras.Sequential()\nmodel.add(layers.InputLayer((784,)))\nmodel.add(layers.Identity())\nmodel.add(layers.Dense(64))\nmodel.add(layers.Dense(10))',
    ],
  ])('takes the first width of a Sequential from its input: %s', (_, code) => {
    const model = modelOf(`${HEAD}${code}\n`);
    expect(model.complete).toBe(true);
    expect(model.nodes.map((node) => (node.kind === 'layer' ? [node.fanIn, node.width] : node.kind))).toEqual(
      ['input', [784, 64], [64, 10]],
    );
  });

  it('follows add, LeakyReLU layers and wrapped layers', () => {
    const text = `${HEAD}model = keras.models.Sequential()
model.add(layers.Conv2D(8, 3, input_shape=(28, 28, 1)))  #: conv
model.add(layers.LeakyReLU(0.1))  #: leaky
model.add(layers.Flatten())
model.add(layers.TimeDistributed(layers.Dense(4, activation='selu')))  #: dense
model.add(layers.Bidirectional(layers.LSTM(8)))  #: lstm
model.add(layers.Dense(1, 'sigmoid'))  #: out
`;
    expect(pairsOf(text)).toEqual(['conv > leaky', 'dense > dense', 'lstm >', 'out > out']);
  });

  it('follows the functional interface through helpers', () => {
    const text = `${HEAD}def block(x, filters):
    y = layers.Conv2D(filters, 3)(x)  #: conv
    y = layers.BatchNormalization()(y)
    y = layers.add([x, y])
    return layers.ReLU()(y)  #: relu
def build():
    inputs = keras.Input(shape=(32, 32, 3))
    x = layers.Conv2D(8, 3, activation='relu')(inputs)  #: stem
    x = block(x, 8)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(10)(x)  #: head
    model = keras.Model(inputs, outputs)
    model.compile('sgd', keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
`;
    expect(pairsOf(text)).toEqual(['conv > relu', 'head >', 'stem > stem']);
    const model = modelOf(text, 'build');
    expect(model.losses).toMatchObject([{ arguments: { from_logits: true } }]);
    expect(model.optimizers).toMatchObject([{ qualifiedName: 'keras.optimizers.SGD' }]);
  });

  it('follows subclassed models', () => {
    const text = `${HEAD}class Net(keras.Model):
    def __init__(self, units=16):
        super().__init__()
        self.a = layers.Dense(units)  #: a
        self.b = layers.Dense(1)  #: b
        self.drop = layers.Dropout(0.2)
    def call(self, inputs, training=False):
        x = tf.nn.relu(self.a(inputs))  #: relu
        if training:
            x = self.drop(x, training=training)
        return tf.sigmoid(self.b(x))  #: sigmoid
`;
    expect(pairsOf(text)).toEqual(['a > relu', 'b > sigmoid']);
  });

  it('goes through norms that Keras had from elsewhere', () => {
    const text = `${HEAD}import tensorflow as tf
import tensorflow_addons as tfa
from keras_contrib.layers.normalization.instancenormalization import InstanceNormalization
x = keras.Input((8, 8, 3))
a = layers.Conv2D(8, 3)(x)  #: a
a = tf.nn.silu(tfa.layers.GroupNormalization(4)(a))  #: silu
b = layers.Conv2D(8, 3)(a)  #: b
b = InstanceNormalization()(b)
b = layers.LeakyReLU(0.2)(b)  #: leaky
c = tfa.layers.SpectralNormalization(layers.Dense(4))(b)  #: c
model = keras.Model(x, tf.nn.tanh(c))  #: tanh
`;
    expect(pairsOf(text)).toEqual(['a > silu', 'b > leaky', 'c > tanh']);
  });

  it('tells initialisers by argument', () => {
    const text = `${HEAD}model = keras.Sequential([
    layers.Dense(8, kernel_initializer='he_normal'),  #: a
    layers.Dense(8, kernel_initializer=keras.initializers.RandomNormal(stddev=0.01)),  #: b
    layers.Dense(8),  #: c
])
`;
    expect(initializersOf(text)).toEqual(['a: kaiming_normal', 'b: normal', 'c: xavier_uniform (default)']);
  });
});

describe('TensorFlow without Keras', () => {
  it('follows tf.layers in a function', () => {
    const text = `import tensorflow as tf
def network(x, labels):
    h = tf.layers.dense(x, 64, activation=tf.nn.relu)  #: a
    h = tf.layers.dropout(h, 0.5)
    h = tf.nn.tanh(tf.compat.v1.layers.dense(h, 32))  #: b
    logits = tf.layers.dense(h, 10)  #: c
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return logits
`;
    expect(pairsOf(text)).toEqual(['a > a', 'b > b', 'c >']);
    expect(modelOf(text).losses).toHaveLength(1);
  });
});
