import numpy as np
import keras
from keras import layers, ops


def block(x, filters):
    for _ in range(2):
        x = layers.Conv2D(filters, 3, padding="same", kernel_initializer="he_normal")(x)
        x = layers.BatchNormalization()(x)
        x = layers.Activation("relu")(x)
    return x


inputs = keras.Input((32, 32, 3))
c1 = block(inputs, 16)
c2 = block(layers.MaxPooling2D(2)(c1), 32)
c3 = block(layers.MaxPooling2D(2)(c2), 64)
u2 = layers.Conv2DTranspose(32, 2, strides=2, padding="same")(c3)
d2 = block(layers.concatenate([u2, c2]), 32)
u1 = layers.UpSampling2D(2)(d2)
d1 = block(layers.Concatenate()([u1, c1]), 16)
outputs = layers.Conv2D(1, 1, activation="sigmoid")(d1)
model = keras.Model(inputs, outputs)
x = np.random.randn(8, 32, 32, 3).astype("float32")
out = model(x, training=True)
