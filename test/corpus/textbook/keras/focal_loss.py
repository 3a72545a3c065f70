"""A focal loss of one’s own."""

import tensorflow as tf
from tensorflow import keras


def focal(g=2.0, a=0.25):
    def f(t, p):
        p = tf.clip_by_value(p, 1e-7, 1 - 1e-7)
        return -tf.reduce_mean(
            a * t * tf.pow(1 - p, g) * tf.math.log(p) + (1 - a) * (1 - t) * tf.pow(p, g) * tf.math.log(1 - p)
        )

    return f


m = keras.Sequential(
    [
        keras.layers.Dense(64, activation="relu", input_shape=(10,)),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
m.compile("adam", focal())
