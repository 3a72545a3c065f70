"""Weights by hand over a list of layers."""

import tensorflow as tf


class MLP(tf.Module):
    def __init__(self, sizes):
        super().__init__()
        self.weights = [tf.Variable(tf.random.normal([m, n], stddev=(2.0 / m) ** 0.5)) for m, n in zip(sizes[:-1], sizes[1:])]
        self.biases = [tf.Variable(tf.zeros([n])) for n in sizes[1:]]

    def __call__(self, x):
        for w, b in zip(self.weights[:-1], self.biases[:-1]):
            x = tf.nn.relu(tf.matmul(x, w) + b)
        return tf.matmul(x, self.weights[-1]) + self.biases[-1]
