"""Convolutions over variables, as in the tutorial for experts."""

import tensorflow as tf


def w(s):
    return tf.Variable(tf.truncated_normal(s, stddev=0.1))


def b(s):
    return tf.Variable(tf.constant(0.1, shape=s))


x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
k = tf.placeholder(tf.float32)
i = tf.reshape(x, [-1, 28, 28, 1])
h = tf.nn.max_pool(
    tf.nn.relu(tf.nn.conv2d(i, w([5, 5, 1, 32]), [1, 1, 1, 1], "SAME") + b([32])),
    [1, 2, 2, 1],
    [1, 2, 2, 1],
    "SAME",
)
h = tf.nn.max_pool(
    tf.nn.relu(tf.nn.conv2d(h, w([5, 5, 32, 64]), [1, 1, 1, 1], "SAME") + b([64])),
    [1, 2, 2, 1],
    [1, 2, 2, 1],
    "SAME",
)
h = tf.nn.dropout(tf.nn.relu(tf.matmul(tf.reshape(h, [-1, 3136]), w([3136, 1024])) + b([1024])), k)
z = tf.matmul(h, w([1024, 10])) + b([10])
l = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=z))
t = tf.train.AdamOptimizer(1e-4).minimize(l)
