import type { LossRow, OptimizerRow } from '../tables/rows';

/** Losses of optax: what the prediction must hold and what the target is. */
export const optaxLosses: readonly LossRow[] = [
  [
    'optax.losses.softmax_cross_entropy',
    'function',
    'logits, labels, axis=-1, where=None',
    { family: 'categorical', expects: 'logits', target: 'probabilities or one-hot' },
  ],
  [
    'optax.losses.safe_softmax_cross_entropy',
    'function',
    'logits, labels',
    { family: 'categorical', expects: 'logits', target: 'probabilities' },
  ],
  [
    'optax.losses.softmax_cross_entropy_with_integer_labels',
    'function',
    'logits, labels, axis=-1, where=None',
    { family: 'categorical', expects: 'logits', target: 'class indices' },
  ],
  [
    'optax.losses.sigmoid_binary_cross_entropy',
    'function',
    'logits, labels',
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'optax.losses.sigmoid_focal_loss',
    'function',
    'logits, labels, *, alpha=None, gamma=2',
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'optax.losses.poly_loss_cross_entropy',
    'function',
    'logits, labels, *, epsilon=2, axis=-1, where=None',
    { family: 'categorical', expects: 'logits', target: 'probabilities' },
  ],
  [
    'optax.losses.hinge_loss',
    'function',
    'predictor_outputs, targets',
    { expects: 'scores', target: '+1/-1' },
  ],
  [
    'optax.losses.perceptron_loss',
    'function',
    'predictor_outputs, targets',
    { expects: 'scores', target: '+1/-1' },
  ],
  ['optax.losses.sparsemax_loss', 'function', 'logits, labels', { expects: 'logits', target: '0/1' }],
  [
    'optax.losses.multiclass_hinge_loss',
    'function',
    'scores, labels',
    { expects: 'scores', target: 'class indices' },
  ],
  [
    'optax.losses.multiclass_perceptron_loss',
    'function',
    'scores, labels',
    { expects: 'scores', target: 'class indices' },
  ],
  [
    'optax.losses.multiclass_sparsemax_loss',
    'function',
    'scores, labels',
    { expects: 'scores', target: 'class indices' },
  ],
  [
    'optax.losses.kl_divergence',
    'function',
    'log_predictions, targets, axis=-1, where=None',
    { family: 'divergence', expects: 'log-probabilities', target: 'probabilities' },
  ],
  [
    'optax.losses.kl_divergence_with_log_targets',
    'function',
    'log_predictions, log_targets, axis=-1, where=None',
    { family: 'divergence', expects: 'log-probabilities', target: 'log-probabilities' },
  ],
  [
    'optax.losses.convex_kl_divergence',
    'function',
    'log_predictions, targets, axis=-1, where=None',
    { family: 'divergence', expects: 'log-probabilities', target: 'probabilities' },
  ],
  [
    'optax.losses.generalized_kl_divergence',
    'function',
    'log_predictions, targets, axis=-1, where=None',
    { family: 'divergence', expects: 'log-probabilities', target: 'probabilities' },
  ],
  [
    'optax.losses.ctc_loss',
    'function',
    'logits, logit_paddings, labels, label_paddings, *, blank_id=0, log_epsilon=-100000',
    { expects: 'logits', target: 'sequences' },
  ],
  [
    'optax.losses.squared_error',
    'function',
    'predictions, targets=None',
    { expects: 'values', target: 'values' },
  ],
  ['optax.losses.l2_loss', 'function', 'predictions, targets=None', { expects: 'values', target: 'values' }],
  [
    'optax.losses.huber_loss',
    'function',
    'predictions, targets=None, *, delta=1',
    { expects: 'values', target: 'values' },
  ],
  ['optax.losses.log_cosh', 'function', 'predictions, targets=None', { expects: 'values', target: 'values' }],
  [
    'optax.losses.cosine_similarity',
    'function',
    'predictions, targets, *, epsilon=0, axis=-1, where=None',
    { expects: 'values', target: 'values' },
  ],
  [
    'optax.losses.binary_dice_loss',
    'function',
    'predictions, targets, *, smooth=1, apply_sigmoid=True',
    { family: 'overlap', expects: 'logits', target: 'masks' },
  ],
  [
    'optax.losses.dice_loss',
    'function',
    "predictions, targets, *, class_weights=None, smooth=1, alpha=0.5, beta=0.5, apply_softmax=True, reduction='mean', ignore_background=False, axis=None",
    { family: 'overlap', expects: 'logits', target: 'masks' },
  ],
  [
    'optax.losses.multiclass_generalized_dice_loss',
    'function',
    'predictions, targets, *, smooth=1, apply_softmax=True, ignore_background=False',
    { family: 'overlap', expects: 'logits', target: 'masks' },
  ],
  [
    'optax.losses.ranking_softmax_loss',
    'function',
    'logits, labels, *, where=None, weights=None, reduce_fn=...',
    { expects: 'scores', target: 'values' },
  ],
  [
    'optax.losses.cosine_distance',
    'function',
    'predictions, targets, *, epsilon=0, axis=-1, where=None',
    { expects: 'values', target: 'values' },
  ],
];

/** Optimisers of optax. */
export const optaxOptimizers: readonly OptimizerRow[] = [
  ['optax.sgd', 'learning_rate, momentum=None, nesterov=False, accumulator_dtype=None'],
  ['optax.adam', 'learning_rate, b1=0.9, b2=0.999, eps=1e-08, eps_root=0, mu_dtype=None, *, nesterov=False'],
  [
    'optax.adamw',
    'learning_rate, b1=0.9, b2=0.999, eps=1e-08, eps_root=0, mu_dtype=None, weight_decay=0.0001, mask=None, *, nesterov=False',
  ],
  [
    'optax.rmsprop',
    'learning_rate, decay=0.9, eps=1e-08, initial_scale=0, eps_in_sqrt=True, centered=False, momentum=None, nesterov=False, bias_correction=False',
  ],
  ['optax.fromage', 'learning_rate, min_norm=1e-06'],
  ['optax.sign_sgd', 'learning_rate'],
  ['optax.signum', 'learning_rate, beta=0.9, accumulator_dtype=None'],
  [
    'optax.optimistic_adam',
    'learning_rate, optimism=None, b1=0.9, b2=0.999, eps=1e-08, eps_root=0, mu_dtype=None, *, nesterov=True',
  ],
  [
    'optax.optimistic_adam_v2',
    'learning_rate, *, alpha=1, beta=1, b1=0.9, b2=0.999, eps=1e-08, eps_root=0, mu_dtype=None, nesterov=True',
  ],
  ['optax.optimistic_gradient_descent', 'learning_rate, alpha=1, beta=1'],
  ['optax.adagrad', 'learning_rate, initial_accumulator_value=0.1, eps=1e-07'],
  ['optax.adadelta', 'learning_rate=None, rho=0.9, eps=1e-06, weight_decay=0, weight_decay_mask=None'],
  ['optax.adamax', 'learning_rate, b1=0.9, b2=0.999, eps=1e-08'],
  ['optax.adamaxw', 'learning_rate, b1=0.9, b2=0.999, eps=1e-08, weight_decay=0.0001, mask=None'],
  ['optax.lion', 'learning_rate, b1=0.9, b2=0.99, mu_dtype=None, weight_decay=0.001, mask=None'],
  ['optax.lamb', 'learning_rate, b1=0.9, b2=0.999, eps=1e-06, eps_root=0, weight_decay=0, mask=None'],
  [
    'optax.lars',
    'learning_rate, weight_decay=0, weight_decay_mask=True, trust_coefficient=0.001, eps=0, trust_ratio_mask=True, momentum=0.9, nesterov=False',
  ],
  ['optax.radam', 'learning_rate, b1=0.9, b2=0.999, eps=1e-08, eps_root=0, threshold=5, *, nesterov=False'],
  ['optax.novograd', 'learning_rate, b1=0.9, b2=0.25, eps=1e-06, eps_root=0, weight_decay=0'],
  [
    'optax.adabelief',
    'learning_rate, b1=0.9, b2=0.999, eps=1e-16, eps_root=1e-16, weight_decay=None, weight_decay_mask=None, *, nesterov=False',
  ],
  [
    'optax.adafactor',
    'learning_rate=None, min_dim_size_to_factor=128, decay_rate=0.8, decay_offset=0, multiply_by_parameter_scale=True, clipping_threshold=1, momentum=None, dtype_momentum=..., weight_decay_rate=None, eps=1e-30, factored=True, weight_decay_mask=None',
  ],
  ['optax.yogi', 'learning_rate, b1=0.9, b2=0.999, eps=0.001'],
  ['optax.sm3', 'learning_rate, momentum=0.9'],
  ['optax.noisy_sgd', 'learning_rate, eta=0.01, gamma=0.55, key=None, *, seed=None'],
  ['optax.rprop', 'learning_rate, eta_minus=0.5, eta_plus=1.2, min_step_size=1e-06, max_step_size=50'],
  [
    'optax.amsgrad',
    'learning_rate, b1=0.9, b2=0.999, eps=1e-08, eps_root=0, mu_dtype=None, bias_correction_mu=True, bias_correction_nu=True',
  ],
  [
    'optax.adan',
    'learning_rate, b1=0.98, b2=0.92, b3=0.99, eps=1e-08, eps_root=1e-08, weight_decay=0, mask=None',
  ],
  ['optax.lbfgs', 'learning_rate=None, memory_size=10, scale_init_precond=True, linesearch=...'],
];
