# Source: https://github.com/keras-team/keras/issues/3687
# Mistake: An LSTM whose cells use ReLU, trained on a regression: nothing bounds the state.
from keras.layers import LSTM, Dense, TimeDistributed
from keras.models import Sequential
from keras.optimizers import SGD


def rnn_for_sequences(features, steps=100):
    model = Sequential()
    model.add(LSTM(256, input_shape=(steps, features), activation="relu", return_sequences=True))
    model.add(TimeDistributed(Dense(1)))
    model.compile(loss="mean_squared_error", optimizer=SGD(learning_rate=0.01, momentum=0.9))
    return model


model = rnn_for_sequences(12)
model.summary()
