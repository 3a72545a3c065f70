import numpy as np
import tensorflow as tf


class BahdanauAttention(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.W1 = tf.keras.layers.Dense(units)
        self.W2 = tf.keras.layers.Dense(units)
        self.V = tf.keras.layers.Dense(1)

    def call(self, query, values):
        query_with_time_axis = tf.expand_dims(query, 1)
        score = self.V(tf.nn.tanh(self.W1(query_with_time_axis) + self.W2(values)))
        attention_weights = tf.nn.softmax(score, axis=1)
        context_vector = attention_weights * values
        return tf.reduce_sum(context_vector, axis=1)


class Classifier(tf.keras.Model):
    def __init__(self, vocab=200, dim=64, units=64):
        super().__init__()
        self.embedding = tf.keras.layers.Embedding(vocab, dim)
        self.gru = tf.keras.layers.GRU(units, return_sequences=True, return_state=True)
        self.attention = BahdanauAttention(32)
        self.fc = tf.keras.layers.Dense(32, activation="relu")
        self.out = tf.keras.layers.Dense(4)

    def call(self, x):
        x = self.embedding(x)
        sequence, state = self.gru(x)
        context = self.attention(state, sequence)
        x = tf.concat([context, state], axis=-1)
        return self.out(self.fc(x))


model = Classifier()
x = np.random.randint(0, 200, (32, 20)).astype("int32")
out = model(x)
