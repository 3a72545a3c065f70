# Source: https://github.com/joelgrus/fizz-buzz-tensorflow/issues/3
# Mistake: The output layer gets a non-linearity of its own, and the network stops learning: the loss applies softmax too.
import tensorflow as tf

NUM_DIGITS, NUM_HIDDEN = 10, 100


def init_weights(shape):
    return tf.Variable(tf.random_normal(shape, stddev=0.01))


def model(X, w_h, w_o):
    h = tf.nn.relu(tf.matmul(X, w_h))
    return tf.nn.softmax(tf.matmul(h, w_o))


X = tf.placeholder("float", [None, NUM_DIGITS])
Y = tf.placeholder("float", [None, 4])
w_h = init_weights([NUM_DIGITS, NUM_HIDDEN])
w_o = init_weights([NUM_HIDDEN, 4])

py_x = model(X, w_h, w_o)
cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=py_x, labels=Y))
train_op = tf.train.GradientDescentOptimizer(0.05).minimize(cost)
