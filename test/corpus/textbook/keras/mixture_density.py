"""Mixture density outputs with a loss by hand."""

import keras
from keras import layers, ops


def mdn_loss(y, parameters):
    mu, log_sigma, logits = ops.split(parameters, 3, axis=-1)
    z = (y - mu) * ops.exp(-log_sigma)
    return -ops.logsumexp(ops.log_softmax(logits) - 0.5 * z * z - log_sigma, axis=-1)


inputs = keras.Input((1,))
h = layers.Dense(32, activation="tanh")(inputs)
outputs = layers.Concatenate()([layers.Dense(5)(h), layers.Dense(5)(h), layers.Dense(5)(h)])
model = keras.Model(inputs, outputs)
model.compile("adam", loss=mdn_loss)
