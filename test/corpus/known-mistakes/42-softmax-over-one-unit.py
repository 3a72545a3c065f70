# Source: https://stats.stackexchange.com/questions/481881
# Mistake: A binary classifier ends in Dense(1, activation='softmax'): it says 1 for everybody.
import numpy as np
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

features = np.random.rand(500, 11)
survived = (features.sum(axis=1) > 5.5).astype("float32")

classifier = Sequential()
classifier.add(Dense(6, activation="relu", input_dim=11))
classifier.add(Dense(6, activation="relu"))
classifier.add(Dense(1, activation="softmax"))
classifier.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
classifier.fit(features, survived, batch_size=10, epochs=100)
