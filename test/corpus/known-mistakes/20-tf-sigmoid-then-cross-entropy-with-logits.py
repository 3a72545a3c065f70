# Source: https://github.com/hunglc007/tensorflow-yolov4-tflite/issues/157
# Mistake: An objectness score after sigmoid goes into sigmoid_cross_entropy_with_logits.
import tensorflow as tf


def detection_head(features, anchors=3):
    hidden = tf.layers.conv2d(features, 256, 3, padding="same", activation=tf.nn.leaky_relu)
    conf = tf.layers.conv2d(hidden, anchors, 1, padding="same")
    return tf.sigmoid(conf)


features = tf.placeholder(tf.float32, [None, 13, 13, 512])
objectness = tf.placeholder(tf.float32, [None, 13, 13, 3])

pred_conf = detection_head(features)
conf_loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=objectness, logits=pred_conf)
conf_loss = tf.reduce_mean(conf_loss)
optimizer = tf.train.AdamOptimizer(1e-3).minimize(conf_loss)
