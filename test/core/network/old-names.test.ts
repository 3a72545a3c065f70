/** Names of TensorFlow 1: `tf.contrib.layers`, slim's scopes of arguments, cells, classes of `tf.layers`. */
import { describe, expect, it } from 'vitest';
import { pairsOf, traceOf } from './trace-of';

const HEAD =
  'import tensorflow as tf\nfrom tensorflow.contrib import slim, rnn\nx = tf.placeholder(tf.float32, [None, 8])\n';
const traced = (text: string): readonly string[] => pairsOf(HEAD + text);

function activations(text: string): readonly string[] {
  return traceOf(HEAD + text).models.flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
  );
}

describe('TensorFlow 1', () => {
  it('has a ReLU behind layers of contrib where nothing else is said', () => {
    expect(
      traced('y = slim.fully_connected(x, 4)\nz = tf.contrib.layers.conv2d(y, 4, 3, activation_fn=None)\n'),
    ).toEqual(['4 > 4', '5 >']);
  });

  it('gives calls within a scope its arguments, the innermost first', () => {
    const text = `with slim.arg_scope([slim.fully_connected], activation_fn=tf.nn.elu):
    a = slim.fully_connected(x, 4)
    with slim.arg_scope([slim.fully_connected], activation_fn=tf.nn.tanh):
        b = slim.fully_connected(a, 4)
    c = slim.fully_connected(b, 4, activation_fn=tf.sigmoid)
d = slim.fully_connected(c, 4)
`;
    expect(activations(text)).toEqual(['elu', 'tanh', 'sigmoid', 'relu']);
  });

  it('takes a scope that a function hands on, with those around it', () => {
    const text = `def scope():
    with slim.arg_scope([slim.conv2d, slim.fully_connected], activation_fn=tf.nn.elu):
        with slim.arg_scope([slim.conv2d], padding='SAME') as own:
            return own
with slim.arg_scope(scope()):
    y = slim.repeat(x, 2, slim.conv2d, 64, [3, 3])
    z = slim.stack(y, slim.fully_connected, [32, 16, 8])
`;
    expect(activations(text)).toEqual(['elu', 'elu', 'elu', 'elu', 'elu']);
  });

  it('knows that a normaliser stands in front of the activation', () => {
    const [model] = traceOf(`${HEAD}y = slim.conv2d(x, 4, 3, normalizer_fn=slim.batch_norm)\n`).models;
    expect(model?.nodes.map(({ kind }) => kind)).toEqual(['input', 'layer', 'norm', 'activation']);
  });

  it('makes layers of classes, and runs cells', () => {
    const text = `d = tf.layers.Dense(4, activation=tf.nn.sigmoid)(x)
cells = rnn.MultiRNNCell([rnn.BasicLSTMCell(8), tf.nn.rnn_cell.DropoutWrapper(rnn.GRUCell(8), 0.5)])
o, _ = tf.nn.dynamic_rnn(cells, d)
p = tf.nn.softmax(tf.layers.dense(o[:, -1], 3))
`;
    const [model] = traceOf(HEAD + text).models;
    expect(model?.nodes.flatMap((node) => (node.kind === 'layer' ? [node.qualifiedName] : []))).toEqual([
      'keras.layers.Dense',
      'tf.nn.rnn_cell.BasicLSTMCell',
      'tf.nn.rnn_cell.GRUCell',
      'tf.layers.dense',
    ]);
  });
});
