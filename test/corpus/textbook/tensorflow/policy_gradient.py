"""A policy with logits and sampled actions."""

import tensorflow as tf


class ActorCritic(tf.keras.Model):
    def __init__(self, actions, hidden):
        super().__init__()
        self.common = tf.keras.layers.Dense(hidden, activation="relu")
        self.actor, self.critic = tf.keras.layers.Dense(actions), tf.keras.layers.Dense(1)

    def call(self, inputs):
        x = self.common(inputs)
        return self.actor(x), self.critic(x)


model = ActorCritic(2, 128)
optimizer = tf.keras.optimizers.Adam(learning_rate=0.01)
action_probabilities = tf.nn.softmax(model(tf.zeros([1, 4]))[0])
