import { describe, expect, it } from 'vitest';
import { initializersOf, modelOf, pairsOf } from './trace-of';

const SONNET = 'import functools\nimport sonnet as snt\nimport tensorflow as tf\n';

describe('Sonnet: what feeds what', () => {
  it('follows modules, norms, stacks of layers and Sequential', () => {
    const text = `${SONNET}class Net(snt.Module):
    def __init__(self, name=None):
        super().__init__(name=name)
        self._conv = snt.Conv2D(16, 3, w_init=snt.initializers.VarianceScaling(2.0))  #: conv
        self._norm = snt.BatchNorm(create_scale=True, create_offset=True)
        self._body = snt.Sequential([snt.Flatten(), snt.Linear(32), tf.nn.elu])  #: body
        self._mlp = snt.nets.MLP(  #: mlp
            [64, 10],
            activation=tf.nn.tanh,  #: tanh
        )
    def __call__(self, x, is_training):
        x = tf.nn.relu(self._norm(self._conv(x), is_training=is_training))  #: relu
        return self._mlp(self._body(x))
`;
    expect(pairsOf(text)).toEqual(['body > body', 'conv > relu', 'mlp >', 'mlp > tanh']);
    expect(initializersOf(text)).toContain('conv: variance_scaling');
    expect(modelOf(text)).toMatchObject({ name: 'Net', framework: 'tensorflow' });
  });

  it('follows modules of its first version, which are called by _build', () => {
    const text = `${SONNET}class Encoder(snt.AbstractModule):
    def __init__(self, size, name="encoder"):
        super(Encoder, self).__init__(name=name)
        self._size = size
    def _build(self, x):
        x = snt.Linear(self._size, initializers={'w': tf.zeros_initializer()})(x)  #: linear
        x = tf.nn.relu(x)  #: relu
        return snt.nets.ConvNet2D(output_channels=[8, 8],  #: convs
            kernel_shapes=[3], strides=[1], paddings=[snt.SAME],
            activation=functools.partial(tf.nn.leaky_relu, alpha=0.1))(x)  #: leaky
`;
    expect(pairsOf(text)).toEqual(['convs > leaky', 'linear > relu']);
    expect(initializersOf(text)).toContain('linear: zeros');
  });

  it('makes the layers that a function hands to a Sequential of ones own', () => {
    const text = `${SONNET}class Sequential(snt.Module):
    def __init__(self, layers, name=None):
        super().__init__(name=name)
        if hasattr(layers, '__call__'):
            layers = layers()
        self._layers = [layer for layer in layers if layer is not None]
    def __call__(self, x):
        for layer in self._layers:
            x = layer(x)  #: called
        return x
class Net(snt.Module):
    def __init__(self):
        super().__init__()
        self._body = Sequential(lambda: [snt.Linear(8), tf.nn.relu])  #: body
    def __call__(self, x):
        return self._body(x)
`;
    expect(pairsOf(text)).toEqual(['body > called']);
  });

  it('runs cores above each other', () => {
    const text = `${SONNET}class Agent(snt.Module):
    def __init__(self):
        super().__init__()
        self._torso = snt.Linear(8)  #: torso
        self._core = snt.DeepRNN([snt.Linear(16), tf.nn.relu, snt.LSTM(8)])  #: core
        self._head = snt.Linear(2)  #: head
    def __call__(self, x, state):
        x, state = self._core(tf.nn.tanh(self._torso(x)), state)  #: tanh
        return tf.nn.softmax(self._head(x)), state  #: softmax
`;
    const pairs = pairsOf(text);
    expect(pairs).toContain('torso > tanh');
    expect(pairs).toContain('head > softmax');
  });
});
