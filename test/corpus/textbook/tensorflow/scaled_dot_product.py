"""Scaled dot-product attention with a mask, and multi-head attention."""

import tensorflow as tf


def attention(q, k, v, mask):
    logits = tf.matmul(q, k, transpose_b=True) / tf.math.sqrt(tf.cast(tf.shape(k)[-1], tf.float32))
    if mask is not None:
        logits += mask * -1e9
    return tf.matmul(tf.nn.softmax(logits, axis=-1), v)


class MultiHead(tf.keras.layers.Layer):
    def __init__(self, width=128, heads=8):
        super().__init__()
        self.width, self.heads = width, heads
        self.wq, self.wk, self.wv, self.dense = (tf.keras.layers.Dense(width) for _ in range(4))

    def split(self, x):
        return tf.transpose(tf.reshape(x, (tf.shape(x)[0], -1, self.heads, self.width // self.heads)), [0, 2, 1, 3])

    def call(self, v, k, q, mask):
        x = attention(self.split(self.wq(q)), self.split(self.wk(k)), self.split(self.wv(v)), mask)
        return self.dense(tf.reshape(tf.transpose(x, [0, 2, 1, 3]), (tf.shape(q)[0], -1, self.width)))
