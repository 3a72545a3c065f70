"""A residual block with in-place sums."""

import tensorflow as tf


class ResnetBlock(tf.keras.Model):
    def __init__(self, kernel, filters):
        super().__init__()
        f1, f2, f3 = filters
        self.a, self.bn_a = tf.keras.layers.Conv2D(f1, (1, 1)), tf.keras.layers.BatchNormalization()
        self.b, self.bn_b = tf.keras.layers.Conv2D(f2, kernel, padding="same"), tf.keras.layers.BatchNormalization()
        self.c, self.bn_c = tf.keras.layers.Conv2D(f3, (1, 1)), tf.keras.layers.BatchNormalization()

    def call(self, inputs, training=False):
        x = tf.nn.relu(self.bn_a(self.a(inputs), training=training))
        x = tf.nn.relu(self.bn_b(self.b(x), training=training))
        x = self.bn_c(self.c(x), training=training)
        x += inputs
        return tf.nn.relu(x)
