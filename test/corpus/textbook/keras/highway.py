"""Highway layers."""

import keras
from keras import layers, ops


def highway(x, units):
    gate = layers.Dense(units, activation="sigmoid", bias_initializer=keras.initializers.Constant(-2.0))(x)
    transformed = layers.Dense(units, activation="relu")(x)
    return gate * transformed + (1.0 - gate) * x


inputs = keras.Input((50,))
x = inputs
for _ in range(10):
    x = highway(x, 50)
model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
model.compile("adam", "categorical_crossentropy")
