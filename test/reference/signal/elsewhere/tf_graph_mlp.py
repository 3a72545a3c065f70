import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def dense(name, x, units, activation=None):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [x.shape[1], units], initializer=tf.truncated_normal_initializer(stddev=0.1))
        b = tf.get_variable("b", [units], initializer=tf.constant_initializer(0.1))
        z = tf.matmul(x, w) + b
        return activation(z) if activation else z


def network(x):
    h = dense("h1", x, 256, tf.nn.relu)
    h = dense("h2", h, 256, tf.nn.relu)
    h = tf.nn.dropout(h, rate=0.5)
    return dense("out", h, 10)


x = tf.placeholder(tf.float32, [None, 128], name="x")
out = network(x)
