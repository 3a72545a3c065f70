import tensorflow as tf


class DenseLayer(tf.Module):
    def __init__(self, out_dim, weight_init=None, activation=tf.identity):
        self.out_dim = out_dim
        self.weight_init = weight_init
        self.activation = activation
        self.built = False

    def __call__(self, x):
        if not self.built:
            self.in_dim = x.shape[1]
            self.w = tf.Variable(xavier_init(shape=(self.in_dim, self.out_dim)))
            self.b = tf.Variable(tf.zeros(shape=(self.out_dim,)))
            self.built = True
        z = tf.add(tf.matmul(x, self.w), self.b)
        return self.activation(z)


def xavier_init(shape):
    in_dim, out_dim = shape
    xavier_lim = tf.sqrt(6.0) / tf.sqrt(tf.cast(in_dim + out_dim, tf.float32))
    weight_vals = tf.random.uniform(shape=(in_dim, out_dim), minval=-xavier_lim, maxval=xavier_lim, seed=None)
    return weight_vals


class MLP(tf.Module):
    def __init__(self, layers):
        self.layers = layers

    def __call__(self, x, preds=False):
        for layer in self.layers:
            x = layer(x)
        return x


model = MLP([DenseLayer(out_dim=256, activation=tf.nn.relu), DenseLayer(out_dim=128, activation=tf.nn.relu), DenseLayer(out_dim=10)])
x = tf.random.normal([64, 100])
out = model(x)
