# Source: https://github.com/mrchor/HiNet/issues/1
# Mistake: The gate of a mixture of experts is rectified before its softmax.
import tensorflow as tf


def gate(inputs, experts):
    scores = tf.layers.dense(inputs, experts, activation=tf.nn.relu)
    return tf.nn.softmax(scores, axis=1)


def mixture(inputs, experts=4, units=64):
    weights = gate(inputs, experts)
    outputs = [tf.layers.dense(inputs, units, activation=tf.nn.relu) for _ in range(experts)]
    stacked = tf.stack(outputs, axis=1)
    return tf.reduce_sum(stacked * tf.expand_dims(weights, -1), axis=1)


features = tf.placeholder(tf.float32, [None, 128])
score = tf.layers.dense(mixture(features), 1)
