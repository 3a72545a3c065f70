"""Story: `activation='relu'` in an LSTM.

It unbounds the cell's state, and Keras leaves the fast cuDNN kernel for it. The GRU below does it right.
"""

import keras
from keras import layers

forecaster = keras.Sequential(
    [
        keras.Input(shape=(48, 8)),
        layers.LSTM(64, activation="relu", return_sequences=True),
        layers.GRU(32),
        layers.Dense(1),
    ]
)
forecaster.compile(optimizer="adam", loss="mse")
