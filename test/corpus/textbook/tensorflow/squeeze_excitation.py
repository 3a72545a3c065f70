"""Squeeze-and-excitation in graph mode."""

import tensorflow as tf


def se(x, ratio=16):
    channels = x.shape[-1]
    s = tf.reduce_mean(x, [1, 2])
    s = tf.compat.v1.layers.dense(s, channels // ratio, activation=tf.nn.relu)
    s = tf.compat.v1.layers.dense(s, channels, activation=tf.nn.sigmoid)
    return x * tf.reshape(s, [-1, 1, 1, channels])
