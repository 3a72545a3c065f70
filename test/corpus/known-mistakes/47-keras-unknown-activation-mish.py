# Source: https://github.com/qqwweee/keras-yolo3/issues/751
# Mistake: Keras 2 has no activation of this spelling, and the model is not built.
from tensorflow.keras.layers import BatchNormalization, Conv2D, Input
from tensorflow.keras.models import Model

inputs = Input(shape=(416, 416, 3))
x = Conv2D(32, 3, padding="same", use_bias=False)(inputs)
x = BatchNormalization()(x)
x = Conv2D(64, 3, strides=2, padding="same", activation="Mish6")(x)
model = Model(inputs, x)
