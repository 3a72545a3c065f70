# Source: https://github.com/wagonhelm/NaNmnist/issues/2
# Mistake: All weights of the hidden layer start at zero.
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential(
    [
        keras.Input(shape=(784,)),
        layers.Dense(32, activation="relu", kernel_initializer="zeros"),
        layers.Dense(10, activation="softmax", kernel_initializer="zeros"),
    ]
)
model.compile(optimizer="sgd", loss="categorical_crossentropy", metrics=["accuracy"])
