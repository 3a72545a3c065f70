"""A U-Net trained on the Jaccard overlap."""

from keras import Input, Model, layers
from keras import backend as K


def iou(t, p):
    i = K.sum(K.abs(t * p), axis=[1, 2, 3])
    u = K.sum(t, [1, 2, 3]) + K.sum(p, [1, 2, 3]) - i
    return K.mean((i + 1) / (u + 1))


i = Input((128, 128, 3))
a = layers.Conv2D(16, 3, activation="relu", padding="same")(i)
b = layers.MaxPooling2D()(a)
b = layers.Conv2D(32, 3, activation="relu", padding="same")(b)
c = layers.concatenate([layers.UpSampling2D()(b), a])
o = layers.Conv2D(1, 1, activation="sigmoid")(layers.Conv2D(16, 3, activation="relu", padding="same")(c))
m = Model(i, o)
m.compile("adam", lambda t, p: 1 - iou(t, p), metrics=[iou])
