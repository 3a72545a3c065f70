"""Channel and spatial attention."""

import keras
from keras import layers, ops


inputs = keras.Input((32, 32, 64))
shared = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(64)])
channel = layers.Add()([shared(layers.GlobalAveragePooling2D()(inputs)), shared(layers.GlobalMaxPooling2D()(inputs))])
channel = layers.Reshape((1, 1, 64))(layers.Activation("sigmoid")(channel))
x = layers.Multiply()([inputs, channel])
spatial = layers.Concatenate()([ops.mean(x, axis=-1, keepdims=True), ops.max(x, axis=-1, keepdims=True)])
spatial = layers.Conv2D(1, 7, padding="same", activation="sigmoid")(spatial)
model = keras.Model(inputs, layers.Multiply()([x, spatial]))
