"""An encoder and decoder of LSTMs."""

import keras
from keras import layers, ops


encoder_inputs = keras.Input((None, 70))
_, h, c = layers.LSTM(256, return_state=True)(encoder_inputs)
decoder_inputs = keras.Input((None, 90))
outputs, _, _ = layers.LSTM(256, return_sequences=True, return_state=True)(decoder_inputs, initial_state=[h, c])
model = keras.Model([encoder_inputs, decoder_inputs], layers.Dense(90, activation="softmax")(outputs))
model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
