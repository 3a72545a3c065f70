# Source: https://github.com/ProteomicsML/ProteomicsML/pull/203
# Mistake: The final layer of a regression has ReLU: with an unlucky start it predicts 0 for ever.
from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential(
    [
        layers.Input(shape=(30,)),
        layers.Embedding(22, 16),
        layers.Bidirectional(layers.LSTM(64)),
        layers.Dense(64, activation="relu"),
        layers.Dense(1, activation="relu"),
    ]
)
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mae"])
