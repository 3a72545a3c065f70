# Source: https://github.com/AlexanderVNikitin/tsgm/issues/59
# Mistake: A subclassed Keras model keeps an LSTM with relu; the fast kernel is lost and the state can explode.
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


class Discriminator(keras.Model):
    def __init__(self, units=64):
        super().__init__()
        self.lstm = layers.LSTM(units, activation="relu")
        self.dropout = layers.Dropout(0.2)
        self.score = layers.Dense(1)

    def call(self, series, training=False):
        hidden = self.dropout(self.lstm(series), training=training)
        return self.score(hidden)


discriminator = Discriminator()
loss_function = keras.losses.BinaryCrossentropy(from_logits=True)
with tf.GradientTape() as tape:
    loss = loss_function(tf.ones((8, 1)), discriminator(tf.random.normal((8, 50, 2)), training=True))
gradients = tape.gradient(loss, discriminator.trainable_variables)
