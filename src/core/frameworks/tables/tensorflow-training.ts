import type { LossRow, OptimizerRow } from './rows';

/** Losses of TensorFlow outside Keras: what the prediction must hold and what the target is. */
export const tensorflowLosses: readonly LossRow[] = [
  [
    'tf.nn.softmax_cross_entropy_with_logits',
    'function',
    'labels, logits, axis=-1, name=None',
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
    { expects: 'log-rate', target: 'counts' },
  ],
  ['tf.nn.l2_loss', 'function', 't, name=None', { expects: 'values' }],
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
