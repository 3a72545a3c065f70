import numpy as np
import tensorflow as tf


class DeepFM(tf.keras.Model):
    def __init__(self, fields=10, vocab=1000, dim=16):
        super().__init__()
        self.linear = tf.keras.layers.Embedding(vocab, 1)
        self.embedding = tf.keras.layers.Embedding(vocab, dim, embeddings_initializer=tf.keras.initializers.RandomNormal(stddev=0.1))
        self.flatten = tf.keras.layers.Flatten()
        self.hidden1 = tf.keras.layers.Dense(128, activation="relu", kernel_initializer="he_normal")
        self.hidden2 = tf.keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal")
        self.top = tf.keras.layers.Dense(1)

    def call(self, ids):
        first = tf.reduce_sum(self.linear(ids), axis=1)
        emb = self.embedding(ids)
        square_of_sum = tf.square(tf.reduce_sum(emb, axis=1))
        sum_of_square = tf.reduce_sum(tf.square(emb), axis=1)
        second = 0.5 * tf.reduce_sum(square_of_sum - sum_of_square, axis=1, keepdims=True)
        deep = self.top(self.hidden2(self.hidden1(self.flatten(emb))))
        return first + second + deep


model = DeepFM()
x = np.random.randint(0, 1000, (64, 10)).astype("int32")
out = model(x)
