import tensorflow as tf

n_classes = 10
weights = {
    "wc1": tf.Variable(tf.random.normal([5, 5, 1, 32], stddev=0.1)),
    "wc2": tf.Variable(tf.random.normal([5, 5, 32, 64], stddev=0.05)),
    "wd1": tf.Variable(tf.random.normal([7 * 7 * 64, 256], stddev=0.02)),
    "out": tf.Variable(tf.random.normal([256, n_classes], stddev=0.05)),
}
biases = {
    "bc1": tf.Variable(tf.zeros([32])),
    "bc2": tf.Variable(tf.zeros([64])),
    "bd1": tf.Variable(tf.zeros([256])),
    "out": tf.Variable(tf.zeros([n_classes])),
}


def conv2d(x, W, b, strides=1):
    x = tf.nn.conv2d(x, W, strides=[1, strides, strides, 1], padding="SAME")
    x = tf.nn.bias_add(x, b)
    return tf.nn.relu(x)


def maxpool2d(x, k=2):
    return tf.nn.max_pool(x, ksize=[1, k, k, 1], strides=[1, k, k, 1], padding="SAME")


def conv_net(x):
    x = tf.reshape(x, [-1, 28, 28, 1])
    conv1 = conv2d(x, weights["wc1"], biases["bc1"])
    conv1 = maxpool2d(conv1, k=2)
    conv2 = conv2d(conv1, weights["wc2"], biases["bc2"])
    conv2 = maxpool2d(conv2, k=2)
    fc1 = tf.reshape(conv2, [-1, weights["wd1"].shape[0]])
    fc1 = tf.add(tf.matmul(fc1, weights["wd1"]), biases["bd1"])
    fc1 = tf.nn.relu(fc1)
    return tf.add(tf.matmul(fc1, weights["out"]), biases["out"])


x = tf.random.normal([32, 784])
out = conv_net(x)
