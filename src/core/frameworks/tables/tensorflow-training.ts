import type { LossRow } from './rows';

/** Losses of TensorFlow outside Keras: what the prediction must hold and what the target is. */
export const tensorflowLosses: readonly LossRow[] = [
  [
    'tf.nn.softmax_cross_entropy_with_logits',
    'function',
    'labels, logits, axis=-1, name=None',
    { expects: 'logits', target: 'probabilities or one-hot' },
  ],
  [
    'tf.nn.sparse_softmax_cross_entropy_with_logits',
    'function',
    'labels, logits, name=None',
    { expects: 'logits', target: 'class indices' },
  ],
  [
    'tf.nn.sigmoid_cross_entropy_with_logits',
    'function',
    'labels=None, logits=None, name=None',
    { expects: 'logits', target: '0/1' },
  ],
  [
    'tf.nn.weighted_cross_entropy_with_logits',
    'function',
    'labels, logits, pos_weight, name=None',
    { expects: 'logits', target: '0/1' },
  ],
  [
    'tf.nn.log_poisson_loss',
    'function',
    'targets, log_input, compute_full_loss=False, name=None',
    { expects: 'log-rate', target: 'counts' },
  ],
  ['tf.nn.l2_loss', 'function', 't, name=None', { expects: 'values' }],
];
