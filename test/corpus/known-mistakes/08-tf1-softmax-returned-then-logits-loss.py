# Source: https://github.com/jaehong31/CGES/issues/1
# Mistake: The function that builds the network returns softmax; the loss takes logits.
import tensorflow as tf


def conv_net(images):
    images = tf.reshape(images, [-1, 28, 28, 1])
    h1 = tf.layers.conv2d(images, 32, 5, padding="same", activation=tf.nn.relu)
    h1 = tf.layers.max_pooling2d(h1, 2, 2)
    h2 = tf.layers.conv2d(h1, 64, 5, padding="same", activation=tf.nn.relu)
    h2 = tf.layers.flatten(tf.layers.max_pooling2d(h2, 2, 2))
    output = tf.layers.dense(h2, 10)
    return tf.nn.softmax(output)


x = tf.placeholder(tf.float32, [None, 784])
y_ = tf.placeholder(tf.float32, [None, 10])
y_conv = conv_net(x)
loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=y_conv, labels=y_))
train_step = tf.train.AdamOptimizer(1e-4).minimize(loss)
