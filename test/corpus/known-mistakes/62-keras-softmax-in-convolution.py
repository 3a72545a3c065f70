# Source: https://github.com/visze/sequence_cnn_models/issues/1
# Mistake: The convolutions of a sequence model have softmax as their activation.
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Conv1D, Dense, GlobalMaxPooling1D, Input

model = Sequential(
    [
        Input(shape=(230, 4)),
        Conv1D(250, kernel_size=7, activation="softmax"),
        Conv1D(250, kernel_size=8, activation="relu"),
        GlobalMaxPooling1D(),
        Dense(64, activation="relu"),
        Dense(1, activation="linear"),
    ]
)
model.compile(loss="mean_squared_error", optimizer="adam")
