# Source: https://github.com/aymericdamien/TensorFlow-Examples/issues/270
# Mistake: Two hidden layers of tf.layers.dense without an activation: a linear model with many parameters.
import tensorflow as tf

learning_rate = 0.1
num_input = 784
num_classes = 10


def neural_net(x_dict):
    x = x_dict["images"]
    layer_1 = tf.layers.dense(x, 256)
    layer_2 = tf.layers.dense(layer_1, 256)
    out_layer = tf.layers.dense(layer_2, num_classes)
    return out_layer


def model_fn(features, labels, mode):
    logits = neural_net(features)
    classes = tf.argmax(logits, axis=1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=classes)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=labels))
    train = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss)
    return tf.estimator.EstimatorSpec(mode, predictions=classes, loss=loss, train_op=train)
