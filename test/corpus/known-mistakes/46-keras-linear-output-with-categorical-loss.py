# Source: https://www.tensorflow.org/tutorials/images/classification
# Mistake: The output layer gives logits, and the loss by its name expects probabilities.
import tensorflow as tf
from tensorflow.keras import layers, models

model = models.Sequential()
model.add(layers.Rescaling(1.0 / 255, input_shape=(180, 180, 3)))
model.add(layers.Conv2D(16, 3, padding="same", activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(32, 3, padding="same", activation="relu"))
model.add(layers.MaxPooling2D())
model.add(layers.Flatten())
model.add(layers.Dense(128, activation="relu"))
model.add(layers.Dense(5))

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
dataset = tf.keras.utils.image_dataset_from_directory("flowers", image_size=(180, 180))
model.fit(dataset, epochs=10)
