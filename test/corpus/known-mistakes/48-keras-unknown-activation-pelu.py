# Source: https://github.com/keras-team/keras/issues/12565
# Mistake: An activation that lives in another package is named as if it were Keras' own.
from numpy import loadtxt
from keras.layers import Dense
from keras.models import Sequential

dataset = loadtxt("pima-indians-diabetes.csv", delimiter=",")
X, y = dataset[:, 0:8], dataset[:, 8]

model = Sequential()
model.add(Dense(12, input_dim=8, activation="PELU"))
model.add(Dense(8, activation="tanh"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(X, y, epochs=150, batch_size=10)
