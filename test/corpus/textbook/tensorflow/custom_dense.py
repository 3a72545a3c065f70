"""Layers that make their weights in build."""

import tensorflow as tf


class Linear(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="random_normal", trainable=True)
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", trainable=True)

    def call(self, x):
        return tf.matmul(x, self.w) + self.b


class Block(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.l1, self.l2, self.l3 = Linear(32), Linear(32), Linear(1)

    def call(self, x):
        return self.l3(tf.nn.relu(self.l2(tf.nn.relu(self.l1(x)))))
