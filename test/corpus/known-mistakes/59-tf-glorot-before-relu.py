# Source: https://github.com/williamleif/GraphSAGE/issues/195
# Mistake: Dense layers with ReLU ask for Glorot weights.
import tensorflow as tf
from tensorflow.keras import layers


def aggregator(dim_in=602, dim_out=128):
    glorot = tf.keras.initializers.GlorotUniform(seed=1)
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(dim_in,)),
            layers.Dense(512, activation="relu", kernel_initializer=glorot),
            layers.Dense(512, activation="relu", kernel_initializer=glorot),
            layers.Dense(dim_out),
        ]
    )


print(aggregator().summary())
