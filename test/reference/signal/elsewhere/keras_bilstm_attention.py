import numpy as np
import keras
from keras import layers, ops

inputs = keras.Input((24,), dtype="int32")
h = layers.Embedding(200, 64)(inputs)
h = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(h)
a = layers.Dense(1, activation="tanh")(h)
a = layers.Softmax(axis=1)(a)
h = layers.Multiply()([h, a])
h = layers.Lambda(lambda t: ops.sum(t, axis=1))(h)
outputs = layers.Dense(6, activation="softmax")(h)
model = keras.Model(inputs, outputs)
x = np.random.randint(0, 200, (32, 24)).astype("int32")
out = model(x)
