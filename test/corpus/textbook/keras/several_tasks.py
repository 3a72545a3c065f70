"""Three heads, each with its loss."""

from tensorflow import keras
from tensorflow.keras import layers

i = keras.Input((224, 224, 3))
b = keras.applications.MobileNetV2(include_top=False, pooling="avg")(
    keras.applications.mobilenet_v2.preprocess_input(i)
)
age = layers.Dense(1, name="age")(layers.Dense(64, activation="relu")(b))
g = layers.Dense(1, activation="sigmoid", name="g")(b)
e = layers.Dense(7, name="e")(b)
m = keras.Model(i, [age, g, e])
m.compile(
    "adam",
    {
        "age": "mae",
        "g": "binary_crossentropy",
        "e": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    },
)
