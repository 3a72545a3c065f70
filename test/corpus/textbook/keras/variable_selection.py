"""Softmax weights over variables."""

import keras
from keras import layers, ops


class VariableSelection(layers.Layer):
    def __init__(self, features, units):
        super().__init__()
        self.each = [layers.Dense(units, activation="elu") for _ in range(features)]
        self.softmax = layers.Dense(units=features, activation="softmax")

    def call(self, inputs):
        weights = ops.expand_dims(self.softmax(ops.concatenate(inputs, axis=-1)), -1)
        x = ops.stack([layer(one) for layer, one in zip(self.each, inputs)], axis=1)
        return ops.squeeze(ops.matmul(ops.transpose(weights, (0, 2, 1)), x), axis=1)
