"""Squeeze-and-excitation behind a convolution."""

import keras
from keras import layers, ops


def se_block(x, ratio=16):
    channels = x.shape[-1]
    s = layers.GlobalAveragePooling2D()(x)
    s = layers.Dense(channels // ratio, activation="relu", use_bias=False)(s)
    s = layers.Dense(channels, activation="sigmoid", use_bias=False)(s)
    return layers.Multiply()([x, layers.Reshape((1, 1, channels))(s)])


inputs = keras.Input((32, 32, 3))
x = layers.BatchNormalization()(layers.Conv2D(64, 3, padding="same", use_bias=False)(inputs))
x = se_block(layers.Activation("relu")(x))
model = keras.Model(inputs, layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(x)))
model.compile("adam", "sparse_categorical_crossentropy")
