"""Luong's general score over encoder states."""

import tensorflow as tf


class LuongAttention(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.wa = tf.keras.layers.Dense(units)

    def call(self, decoder_output, encoder_output):
        score = tf.matmul(decoder_output, self.wa(encoder_output), transpose_b=True)
        return tf.matmul(tf.nn.softmax(score, axis=2), encoder_output)
