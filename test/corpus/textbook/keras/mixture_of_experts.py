"""Experts weighted by a softmax gate."""

import keras
from keras import layers, ops


inputs = keras.Input((20,))
experts = [layers.Dense(1)(layers.Dense(32, activation="relu")(inputs)) for _ in range(4)]
gate = layers.Dense(4, activation="softmax")(inputs)
mixed = layers.Dot(axes=1)([layers.Concatenate()(experts), gate])
model = keras.Model(inputs, mixed)
model.compile("adam", "mse")
