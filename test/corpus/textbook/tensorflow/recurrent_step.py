"""A tanh cell in a loop."""

import tensorflow as tf


class Cell(tf.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([inputs, units], stddev=inputs**-0.5))
        self.u = tf.Variable(tf.linalg.qr(tf.random.normal([units, units]))[0])

    def __call__(self, xs, h):
        for x in tf.unstack(xs, axis=1):
            h = tf.tanh(tf.matmul(x, self.w) + tf.matmul(h, self.u))
        return h
