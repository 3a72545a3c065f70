# Source: https://github.com/fastai/fastai/pull/965
# Mistake: The last dense layer has ReLU and is followed by a softmax layer.
import keras
from keras import layers

inputs = keras.Input(shape=(100,))
x = layers.Embedding(20000, 64)(inputs)
x = layers.GlobalAveragePooling1D()(x)
x = layers.Dense(64, activation="relu")(x)
x = layers.Dense(20, activation="relu")(x)
outputs = layers.Softmax()(x)

model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
