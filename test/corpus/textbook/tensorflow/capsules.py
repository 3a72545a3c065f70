"""Routing of capsules."""

import tensorflow as tf


def squash(v, axis=-1):
    norm = tf.reduce_sum(tf.square(v), axis, keepdims=True)
    return norm / (1 + norm) / tf.sqrt(norm + 1e-9) * v


def route(votes, rounds=3):
    logits = tf.zeros(tf.shape(votes)[:3])
    for _ in range(rounds):
        coupling = tf.nn.softmax(logits, axis=2)
        outputs = squash(tf.reduce_sum(tf.expand_dims(coupling, -1) * votes, axis=1))
        logits += tf.reduce_sum(votes * tf.expand_dims(outputs, 1), -1)
    return outputs
