"""Attention over image regions, and the decoder."""

import tensorflow as tf


class Decoder(tf.keras.Model):
    def __init__(self, units, words):
        super().__init__()
        self.embedding, self.gru = tf.keras.layers.Embedding(words, 256), tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.fc1, self.fc2 = tf.keras.layers.Dense(units), tf.keras.layers.Dense(words)
        self.W1, self.W2, self.V = tf.keras.layers.Dense(units), tf.keras.layers.Dense(units), tf.keras.layers.Dense(1)

    def call(self, x, features, hidden):
        score = self.V(tf.nn.tanh(self.W1(features) + self.W2(tf.expand_dims(hidden, 1))))
        context = tf.reduce_sum(tf.nn.softmax(score, axis=1) * features, axis=1)
        x = tf.concat([tf.expand_dims(context, 1), self.embedding(x)], axis=-1)
        output, state = self.gru(x)
        return self.fc2(tf.reshape(tf.nn.relu(self.fc1(output)), (-1, output.shape[2]))), state
