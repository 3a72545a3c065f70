# Source: https://github.com/aymericdamien/TensorFlow-Examples/pull/327
# Mistake: Dense layers in Keras are linear unless an activation is named.
from tensorflow.keras import Input, Sequential
from tensorflow.keras.layers import Dense, Dropout

model = Sequential()
model.add(Input(shape=(13,)))
model.add(Dense(128))
model.add(Dropout(0.2))
model.add(Dense(64))
model.add(Dropout(0.2))
model.add(Dense(1))

model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.summary()
