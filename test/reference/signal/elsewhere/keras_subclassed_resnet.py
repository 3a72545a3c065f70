import numpy as np
import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Add, BatchNormalization, Conv2D, Dense, GlobalAvgPool2D, MaxPool2D


class ResnetIdentityBlock(Model):
    def __init__(self, kernel_size, filters):
        super().__init__()
        filters1, filters2, filters3 = filters
        self.conv2a = Conv2D(filters1, (1, 1))
        self.bn2a = BatchNormalization()
        self.conv2b = Conv2D(filters2, kernel_size, padding="same")
        self.bn2b = BatchNormalization()
        self.conv2c = Conv2D(filters3, (1, 1))
        self.bn2c = BatchNormalization()

    def call(self, input_tensor, training=False):
        x = self.conv2a(input_tensor)
        x = self.bn2a(x, training=training)
        x = tf.nn.relu(x)
        x = self.conv2b(x)
        x = self.bn2b(x, training=training)
        x = tf.nn.relu(x)
        x = self.conv2c(x)
        x = self.bn2c(x, training=training)
        x += input_tensor
        return tf.nn.relu(x)


class Net(Model):
    def __init__(self, classes=10):
        super(Net, self).__init__()
        self.stem = Conv2D(64, 7, strides=2, padding="same", activation="relu")
        self.pool = MaxPool2D(3, 2, padding="same")
        self.blocks = [ResnetIdentityBlock(3, [32, 32, 64]) for _ in range(3)]
        self.gap = GlobalAvgPool2D()
        self.fc = Dense(classes)

    def call(self, x, training=False):
        x = self.pool(self.stem(x))
        for block in self.blocks:
            x = block(x, training=training)
        return self.fc(self.gap(x))


model = Net()
x = np.random.randn(16, 32, 32, 3).astype("float32")
out = model(x, training=True)
