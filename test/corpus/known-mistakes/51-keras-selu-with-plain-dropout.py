# Source: https://github.com/keras-team/keras/pull/6990
# Mistake: SELU with LeCun weights, but plain dropout takes mean and variance away from 0 and 1.
from tensorflow import keras

max_words, num_classes = 1000, 46

model = keras.Sequential()
model.add(keras.Input(shape=(max_words,)))
model.add(keras.layers.Dense(512, activation="selu", kernel_initializer="lecun_normal"))
model.add(keras.layers.Dropout(0.5))
model.add(keras.layers.Dense(num_classes, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
