# Source: https://arxiv.org/abs/1504.00941
# Mistake: The ReLU recurrent network starts with He weights; Le et al. start it with the identity.
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense, SimpleRNN
from tensorflow.keras.optimizers import RMSprop

pixels, hidden = 784, 100
model = Sequential(
    [
        SimpleRNN(
            hidden,
            activation="relu",
            recurrent_initializer="he_normal",
            input_shape=(pixels, 1),
        ),
        Dense(10, activation="softmax"),
    ]
)
model.compile(loss="categorical_crossentropy", optimizer=RMSprop(learning_rate=1e-6))
