# Source: https://github.com/wanasit/katakana/issues/3
# Mistake: Each character is one of many, and the loss treats the classes as independent yes-or-no questions.
from keras.layers import LSTM, Dense, Embedding, Input, TimeDistributed
from keras.models import Model

INPUT_LENGTH, INPUT_CHARACTERS, OUTPUT_CHARACTERS = 20, 50, 85

encoder_input = Input(shape=(INPUT_LENGTH,))
decoder_input = Input(shape=(INPUT_LENGTH,))

encoded = Embedding(INPUT_CHARACTERS, 64, input_length=INPUT_LENGTH, mask_zero=True)(encoder_input)
encoded = LSTM(64, return_sequences=False)(encoded)

decoded = Embedding(OUTPUT_CHARACTERS, 64, input_length=INPUT_LENGTH, mask_zero=True)(decoder_input)
decoded = LSTM(64, return_sequences=True)(decoded, initial_state=[encoded, encoded])
decoded = TimeDistributed(Dense(OUTPUT_CHARACTERS, activation="softmax"))(decoded)

model = Model(inputs=[encoder_input, decoder_input], outputs=[decoded])
model.compile(optimizer="adam", loss="binary_crossentropy")
