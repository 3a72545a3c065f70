import { lossOutputMismatch } from '../../../../src/core/lint/rules/loss-output-mismatch';
import { kerasNet, tensorflowNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(lossOutputMismatch, {
  keras: {
    valid: [
      kerasNet("layers.Dense(10, activation='softmax')", "loss='categorical_crossentropy'"),
      kerasNet("layers.Dense(10, activation='sigmoid')", "loss='binary_crossentropy'"),
      kerasNet("layers.Dense(1, activation='sigmoid')", "loss='binary_crossentropy'"),
      kerasNet("layers.Dense(units, activation='sigmoid')", "loss='categorical_crossentropy'"),
      kerasNet("layers.Dense(10, activation='sigmoid')", 'loss=my_loss'),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(10, activation=⟪'sigmoid'⟫)", "loss=⟦'categorical_crossentropy'⟧"),
        severity: 'warning',
        message: /sum to 1/,
      },
      {
        code: kerasNet("layers.Dense(2, activation='softmax')", "loss=⟦'binary_crossentropy'⟧"),
        message: /compete/,
      },
      kerasNet(
        "layers.Dense(4), layers.Activation('sigmoid')",
        'loss=⟦keras.losses.SparseCategoricalCrossentropy()⟧',
      ),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(5, activation='softmax')",
        "optimizer='adam', loss=⟦keras.losses.BinaryCrossentropy()⟧",
      ),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return tf.keras.losses.categorical_crossentropy(y, h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.sigmoid)',
        'return tf.keras.losses.binary_crossentropy(y, h)',
      ),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.sigmoid)', 'return h'),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, n, activation=tf.nn.sigmoid)',
        'return tf.keras.losses.categorical_crossentropy(y, h)',
      ),
    ],
    invalid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.sigmoid)',
        'return ⟦tf.keras.losses.categorical_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return ⟦tf.keras.losses.binary_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 3))',
        'return ⟦tf.keras.losses.sparse_categorical_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.nn.softmax(tf.compat.v1.layers.dense(x, 7))',
        'return tf.reduce_mean(⟦tf.keras.losses.binary_crossentropy(y, h)⟧)',
      ),
    ],
  },
});
