# Source: https://cs231n.github.io/neural-networks-2/
# Mistake: Weights drawn as small random numbers of one size: in a deep network the signal fades.
from tensorflow import keras
from tensorflow.keras import layers


def hidden(units):
    small = keras.initializers.RandomNormal(stddev=0.01)
    return layers.Dense(units, activation="relu", kernel_initializer=small)


model = keras.Sequential([keras.Input(shape=(256,))])
for _ in range(5):
    model.add(hidden(256))
model.add(layers.Dense(10, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="sgd")
