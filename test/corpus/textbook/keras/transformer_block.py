"""A Transformer encoder block and a classifier on top."""

import keras
from keras import layers, ops


class TransformerBlock(layers.Layer):
    def __init__(self, width=32, heads=2, hidden=32):
        super().__init__()
        self.att = layers.MultiHeadAttention(heads, width)
        self.ffn = keras.Sequential([layers.Dense(hidden, activation="relu"), layers.Dense(width)])
        self.norm1, self.norm2 = layers.LayerNormalization(), layers.LayerNormalization()
        self.drop1, self.drop2 = layers.Dropout(0.1), layers.Dropout(0.1)

    def call(self, x):
        x = self.norm1(x + self.drop1(self.att(x, x)))
        return self.norm2(x + self.drop2(self.ffn(x)))


inputs = keras.Input((200,))
x = TransformerBlock()(layers.Embedding(20000, 32)(inputs))
x = layers.Dropout(0.1)(layers.GlobalAveragePooling1D()(x))
model = keras.Model(inputs, layers.Dense(2, activation="softmax")(layers.Dense(20, activation="relu")(x)))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
