import numpy as np
import keras
from keras import layers


def se_block(x, ratio=4):
    filters = x.shape[-1]
    s = layers.GlobalAveragePooling2D()(x)
    s = layers.Reshape((1, 1, filters))(s)
    s = layers.Dense(filters // ratio, activation="relu")(s)
    s = layers.Dense(filters, activation="sigmoid")(s)
    return layers.Multiply()([x, s])


def mbconv(x, out, expand, stride):
    inp = x
    hidden = x.shape[-1] * expand
    x = layers.Conv2D(hidden, 1, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("swish")(x)
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("swish")(x)
    x = se_block(x)
    x = layers.Conv2D(out, 1, use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    if stride == 1 and inp.shape[-1] == out:
        x = layers.add([x, inp])
    return x


inputs = keras.Input((32, 32, 3))
h = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(inputs)
h = layers.BatchNormalization()(h)
h = layers.Activation("swish")(h)
h = mbconv(h, 16, 4, 1)
h = mbconv(h, 32, 4, 2)
h = mbconv(h, 32, 4, 1)
h = layers.GlobalAveragePooling2D()(h)
h = layers.Dropout(0.2)(h)
outputs = layers.Dense(10, activation="softmax")(h)
model = keras.Model(inputs, outputs)
x = np.random.randn(32, 32, 32, 3).astype("float32")
out = model(x, training=True)
