import numpy as np
import keras
from keras import initializers, layers

inputs = keras.Input((100,))
x = layers.Dense(200, kernel_initializer=initializers.VarianceScaling(scale=2.0, mode="fan_out", distribution="uniform"))(inputs)
x = layers.LeakyReLU(negative_slope=0.2)(x)
x = layers.Dense(150, kernel_initializer=initializers.Orthogonal(gain=1.4))(x)
x = layers.PReLU()(x)
x = layers.Dense(150, kernel_initializer=initializers.TruncatedNormal(mean=0.0, stddev=0.02), bias_initializer=initializers.Constant(0.1))(x)
x = layers.Activation("gelu")(x)
x = layers.Dense(100, kernel_initializer="random_uniform", bias_initializer="random_normal")(x)
x = layers.ELU(alpha=0.5)(x)
x = layers.Dense(80, kernel_initializer="random_normal", kernel_constraint=keras.constraints.MaxNorm(3))(x)
x = layers.ReLU(max_value=6.0)(x)
x = layers.Dense(60, kernel_initializer=keras.initializers.Identity(gain=2.0))(x)
x = layers.Activation(keras.activations.softplus)(x)
outputs = layers.Dense(4, kernel_initializer="zeros")(x)
model = keras.Model(inputs, outputs)
x = np.random.randn(256, 100).astype("float32")
out = model(x)
