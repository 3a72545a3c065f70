import type { LossRow, OptimizerRow } from '../tables/rows';

/** Losses of TensorFlow outside Keras: what the prediction must hold and what the target is. */
export const tensorflowLosses: readonly LossRow[] = [
  [
    'tf.nn.softmax_cross_entropy_with_logits',
    'function',
    'labels, logits, axis=-1, name=None',
    { family: 'categorical', expects: 'logits', target: 'probabilities or one-hot' },
  ],
  [
    'tf.nn.softmax_cross_entropy_with_logits_v2',
    'function',
    'labels, logits, axis=None, name=None, dim=None',
    { family: 'categorical', expects: 'logits', target: 'probabilities or one-hot' },
  ],
  [
    'tf.nn.sparse_softmax_cross_entropy_with_logits',
    'function',
    'labels, logits, name=None',
    { family: 'categorical', expects: 'logits', target: 'class indices' },
  ],
  [
    'tf.nn.sigmoid_cross_entropy_with_logits',
    'function',
    'labels=None, logits=None, name=None',
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'tf.nn.weighted_cross_entropy_with_logits',
    'function',
    'labels, logits, pos_weight, name=None',
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'tf.nn.log_poisson_loss',
    'function',
    'targets, log_input, compute_full_loss=False, name=None',
    { family: 'counts', expects: 'log-rate', target: 'counts' },
  ],
  ['tf.nn.l2_loss', 'function', 't, name=None', { expects: 'values' }],
];

const collected = "scope=None, loss_collection='losses', reduction='weighted_sum_by_nonzero_weights'";

/** Losses of TensorFlow 1 (`tf.losses`, `tf.compat.v1.losses`, `tf.contrib.losses`, `slim.losses`), from its documentation. */
export const tensorflow1Losses: readonly LossRow[] = [
  [
    'tf.losses.softmax_cross_entropy',
    'function',
    `onehot_labels, logits, weights=1, label_smoothing=0, ${collected}`,
    { family: 'categorical', expects: 'logits', target: 'one-hot' },
  ],
  [
    'tf.losses.sparse_softmax_cross_entropy',
    'function',
    `labels, logits, weights=1, ${collected}`,
    { family: 'categorical', expects: 'logits', target: 'class indices' },
  ],
  [
    'tf.losses.sigmoid_cross_entropy',
    'function',
    `multi_class_labels, logits, weights=1, label_smoothing=0, ${collected}`,
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'tf.losses.log_loss',
    'function',
    `labels, predictions, weights=1, epsilon=1e-07, ${collected}`,
    { family: 'binary', expects: 'probabilities', target: '0/1' },
  ],
  [
    'tf.losses.mean_squared_error',
    'function',
    `labels|y_true, predictions|y_pred, weights=1, ${collected}`,
    { expects: 'values', target: 'values' },
  ],
  [
    'tf.losses.absolute_difference',
    'function',
    `labels, predictions, weights=1, ${collected}`,
    { expects: 'values', target: 'values' },
  ],
  [
    'tf.losses.huber_loss',
    'function',
    `labels, predictions, weights=1, delta=1, ${collected}`,
    { expects: 'values', target: 'values' },
  ],
  [
    'tf.losses.mean_pairwise_squared_error',
    'function',
    "labels, predictions, weights=1, scope=None, loss_collection='losses'",
    { expects: 'values', target: 'values' },
  ],
  [
    'tf.losses.cosine_distance',
    'function',
    `labels, predictions, axis=None, weights=1, ${collected}, dim=None`,
    { expects: 'vectors', target: 'vectors' },
  ],
  [
    'tf.losses.hinge_loss',
    'function',
    `labels, logits, weights=1, ${collected}`,
    { expects: 'scores', target: '0/1' },
  ],
  [
    'tf.contrib.losses.softmax_cross_entropy',
    'function',
    'logits, onehot_labels, weights=1, label_smoothing=0, scope=None',
    {
      family: 'categorical',
      expects: 'logits',
      target: 'one-hot',
      aliases: ['tf.contrib.slim.losses.softmax_cross_entropy'],
    },
  ],
  [
    'tf.contrib.losses.sparse_softmax_cross_entropy',
    'function',
    'logits, labels, weights=1, scope=None',
    {
      family: 'categorical',
      expects: 'logits',
      target: 'class indices',
      aliases: ['tf.contrib.slim.losses.sparse_softmax_cross_entropy'],
    },
  ],
  [
    'tf.contrib.losses.sigmoid_cross_entropy',
    'function',
    'logits, multi_class_labels, weights=1, label_smoothing=0, scope=None',
    {
      family: 'binary',
      expects: 'logits',
      target: '0/1',
      aliases: ['tf.contrib.slim.losses.sigmoid_cross_entropy'],
    },
  ],
  [
    'tf.contrib.losses.log_loss',
    'function',
    'predictions, labels=None, weights=1, epsilon=1e-07, scope=None',
    {
      family: 'binary',
      expects: 'probabilities',
      target: '0/1',
      aliases: ['tf.contrib.slim.losses.log_loss'],
    },
  ],
  [
    'tf.contrib.losses.mean_squared_error',
    'function',
    'predictions, labels=None, weights=1, scope=None',
    { expects: 'values', target: 'values', aliases: ['tf.contrib.slim.losses.mean_squared_error'] },
  ],
  [
    'tf.contrib.losses.absolute_difference',
    'function',
    'predictions, labels=None, weights=1, scope=None',
    { expects: 'values', target: 'values', aliases: ['tf.contrib.slim.losses.absolute_difference'] },
  ],
  [
    'tf.contrib.losses.hinge_loss',
    'function',
    'logits, labels=None, scope=None',
    { expects: 'scores', target: '0/1', aliases: ['tf.contrib.slim.losses.hinge_loss'] },
  ],
];

/** Optimisers of TensorFlow 1 (`tf.train`, `tf.compat.v1.train`), from its documentation. */
export const tensorflowOptimizers: readonly OptimizerRow[] = [
  ['tf.train.GradientDescentOptimizer', "learning_rate, use_locking=False, name='GradientDescent'"],
  [
    'tf.train.MomentumOptimizer',
    "learning_rate, momentum, use_locking=False, name='Momentum', use_nesterov=False",
  ],
  [
    'tf.train.AdamOptimizer',
    "learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='Adam'",
  ],
  [
    'tf.train.RMSPropOptimizer',
    "learning_rate, decay=0.9, momentum=0, epsilon=1e-10, use_locking=False, centered=False, name='RMSProp'",
  ],
  [
    'tf.train.AdagradOptimizer',
    "learning_rate, initial_accumulator_value=0.1, use_locking=False, name='Adagrad'",
  ],
  [
    'tf.train.AdadeltaOptimizer',
    "learning_rate=0.001, rho=0.95, epsilon=1e-08, use_locking=False, name='Adadelta'",
  ],
  [
    'tf.train.FtrlOptimizer',
    "learning_rate, learning_rate_power=-0.5, initial_accumulator_value=0.1, l1_regularization_strength=0, l2_regularization_strength=0, use_locking=False, name='Ftrl', accum_name=None, linear_name=None, l2_shrinkage_regularization_strength=0, beta=None",
  ],
];
