# Source: https://github.com/keras-team/keras/issues/2194
# Mistake: The recurrent activation is given as a function of keras.activations.
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.activations import relu

model = keras.Sequential(
    [
        keras.Input(shape=(None, 1)),
        layers.SimpleRNN(50, activation=relu),
        layers.Dense(1),
    ]
)
model.compile(loss="mse", optimizer="rmsprop")
