"""Scores over time, softmax over time, a weighted sum."""

import keras
from keras import layers, ops


inputs = keras.Input((100,), dtype="int32")
x = layers.Embedding(20000, 128)(inputs)
x = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(x)
score = layers.Dense(1)(layers.Dense(64, activation="tanh")(x))
weights = layers.Softmax(axis=1)(score)
pooled = layers.Flatten()(layers.Dot(axes=1)([weights, x]))
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(pooled))
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
