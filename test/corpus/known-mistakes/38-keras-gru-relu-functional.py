# Source: https://github.com/keras-team/keras/issues/13221
# Mistake: A GRU with relu in a functional model goes to nan after some epochs.
import tensorflow as tf


def build(timesteps: int, channels: int) -> tf.keras.Model:
    inputs = tf.keras.layers.Input((timesteps, channels))
    x = tf.keras.layers.Conv1D(32, 5, padding="causal", activation="relu")(inputs)
    x = tf.keras.layers.GRU(64, activation="relu")(x)
    x = tf.keras.layers.Dropout(0.3)(x)
    outputs = tf.keras.layers.Dense(3, activation="softmax")(x)
    model = tf.keras.Model(inputs, outputs)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


if __name__ == "__main__":
    build(200, 6).summary()
