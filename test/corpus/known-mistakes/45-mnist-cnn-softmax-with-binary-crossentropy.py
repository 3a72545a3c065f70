# Source: https://github.com/keras-team/keras/issues/3396
# Mistake: One digit out of ten, softmax, and binary cross-entropy: the reported accuracy is far too high.
from keras import Sequential
from keras.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D

model = Sequential(
    [
        Input(shape=(28, 28, 1)),
        Conv2D(32, kernel_size=(3, 3), activation="relu"),
        MaxPooling2D(pool_size=(2, 2)),
        Flatten(),
        Dense(128, activation="relu"),
        Dense(10, activation="softmax"),
    ]
)
model.compile(loss="binary_crossentropy", optimizer="adadelta", metrics=["accuracy"])
