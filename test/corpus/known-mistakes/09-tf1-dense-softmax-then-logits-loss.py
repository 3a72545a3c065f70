# Source: https://github.com/tflearn/tflearn/pull/562
# Mistake: The last dense layer has softmax as its activation, and the loss applies softmax to it.
import tensorflow as tf

X = tf.placeholder(shape=(None, 784), dtype=tf.float32)
Y = tf.placeholder(shape=(None, 10), dtype=tf.float32)

net = tf.layers.dense(X, 128, activation=tf.nn.relu)
net = tf.layers.dense(net, 64, activation=tf.nn.relu)
net = tf.layers.dense(net, 10, activation=tf.nn.softmax)

loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=net, labels=Y))
optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.1).minimize(loss)

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
