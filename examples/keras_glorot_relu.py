"""Story: Glorot is Keras' default, and it is written out here in front of ReLU.

Each of these layers loses half of the signal's variance. `he_normal` keeps it. The last layer is right as it is.
"""

import keras
from keras import layers

model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        layers.Dense(512, activation="relu", kernel_initializer="glorot_uniform"),
        layers.Dense(512, activation="relu", kernel_initializer="glorot_uniform"),
        layers.Dense(256, activation="relu", kernel_initializer=keras.initializers.GlorotNormal()),
        layers.Dense(256, activation="selu", kernel_initializer="lecun_normal"),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
