"""The recipe with RepeatVector and Permute."""

import keras
from keras import layers, ops


inputs = keras.Input((30, 16))
states = layers.LSTM(32, return_sequences=True)(inputs)
attention = layers.Dense(1, activation="tanh")(states)
attention = layers.Flatten()(attention)
attention = layers.Activation("softmax")(attention)
attention = layers.Permute((2, 1))(layers.RepeatVector(32)(attention))
merged = layers.Multiply()([states, attention])
summed = layers.Lambda(lambda t: ops.sum(t, axis=1))(merged)
model = keras.Model(inputs, layers.Dense(3, activation="softmax")(summed))
model.compile("adam", "categorical_crossentropy")
