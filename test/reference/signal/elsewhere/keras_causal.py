import numpy as np
import keras

model = keras.Sequential()
model.add(keras.Input(shape=[64, 4]))
for rate in (1, 2, 4, 8) * 2:
    model.add(keras.layers.Conv1D(filters=32, kernel_size=2, padding="causal", activation="relu", dilation_rate=rate))
model.add(keras.layers.Conv1D(filters=14, kernel_size=1))
x = np.random.randn(64, 64, 4).astype("float32")
out = model(x)
