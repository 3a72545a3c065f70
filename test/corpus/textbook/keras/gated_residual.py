"""A gated residual network of the Temporal Fusion Transformer."""

import keras
from keras import layers, ops


class GRN(layers.Layer):
    def __init__(self, units, dropout=0.1):
        super().__init__()
        self.elu, self.linear = layers.Dense(units, activation="elu"), layers.Dense(units)
        self.dropout, self.norm = layers.Dropout(dropout), layers.LayerNormalization()
        self.value, self.gate = layers.Dense(units), layers.Dense(units, activation="sigmoid")

    def call(self, inputs):
        x = self.dropout(self.linear(self.elu(inputs)))
        return self.norm(inputs + self.value(x) * self.gate(x))
