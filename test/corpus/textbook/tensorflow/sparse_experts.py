"""A router with noisy top-k gating."""

import tensorflow as tf


class Router(tf.keras.layers.Layer):
    def __init__(self, experts, k):
        super().__init__()
        self.k, self.route = k, tf.keras.layers.Dense(experts)

    def call(self, x):
        probabilities = tf.nn.softmax(self.route(x), axis=-1)
        gates, indices = tf.math.top_k(probabilities, k=self.k)
        return gates / tf.reduce_sum(gates, -1, keepdims=True), indices
