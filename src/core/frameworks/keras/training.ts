import type { LossRow, OptimizerRow, RegularizerRow } from '../tables/rows';

const optimizerTail =
  'clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99, ema_overwrite_frequency=None, loss_scale_factor=None, gradient_accumulation_steps=None, name=None';

/** Losses of Keras: what the prediction must hold and what the target is. */
export const kerasLosses: readonly LossRow[] = [
  [
    'keras.losses.BinaryCrossentropy',
    'module',
    "from_logits=False, label_smoothing=0, axis=-1, reduction='sum_over_batch_size', name='binary_crossentropy', dtype=None",
    {
      family: 'binary',
      expects: 'probabilities; logits if from_logits=True',
      target: '0/1',
      string: 'binary_crossentropy',
    },
  ],
  [
    'keras.losses.BinaryFocalCrossentropy',
    'module',
    "apply_class_balancing=False, alpha=0.25, gamma=2, from_logits=False, label_smoothing=0, axis=-1, reduction='sum_over_batch_size', name='binary_focal_crossentropy', dtype=None",
    {
      family: 'binary',
      expects: 'probabilities; logits if from_logits=True',
      target: '0/1',
      string: 'binary_focal_crossentropy',
    },
  ],
  [
    'keras.losses.CategoricalCrossentropy',
    'module',
    "from_logits=False, label_smoothing=0, axis=-1, reduction='sum_over_batch_size', name='categorical_crossentropy', dtype=None",
    {
      family: 'categorical',
      expects: 'probabilities; logits if from_logits=True',
      target: 'one-hot or probabilities',
      string: 'categorical_crossentropy',
    },
  ],
  [
    'keras.losses.CategoricalFocalCrossentropy',
    'module',
    "alpha=0.25, gamma=2, from_logits=False, label_smoothing=0, axis=-1, reduction='sum_over_batch_size', name='categorical_focal_crossentropy', dtype=None",
    {
      family: 'categorical',
      expects: 'probabilities; logits if from_logits=True',
      target: 'one-hot',
      string: 'categorical_focal_crossentropy',
    },
  ],
  [
    'keras.losses.SparseCategoricalCrossentropy',
    'module',
    "from_logits=False, ignore_class=None, reduction='sum_over_batch_size', axis=-1, name='sparse_categorical_crossentropy', dtype=None",
    {
      family: 'categorical',
      expects: 'probabilities; logits if from_logits=True',
      target: 'class indices',
      string: 'sparse_categorical_crossentropy',
    },
  ],
  [
    'keras.losses.CategoricalGeneralizedCrossEntropy',
    'module',
    "q=0.5, reduction='sum_over_batch_size', name='categorical_generalized_cross_entropy', dtype=None",
    {
      family: 'categorical',
      expects: 'probabilities',
      target: 'class indices',
      string: 'categorical_generalized_cross_entropy',
    },
  ],
  [
    'keras.losses.KLDivergence',
    'module',
    "reduction='sum_over_batch_size', name='kl_divergence', dtype=None",
    { family: 'divergence', expects: 'probabilities', target: 'probabilities', string: 'kl_divergence' },
  ],
  [
    'keras.losses.Poisson',
    'module',
    "reduction='sum_over_batch_size', name='poisson', dtype=None",
    { family: 'counts', expects: 'rate (positive, not log)', target: 'counts', string: 'poisson' },
  ],
  [
    'keras.losses.Hinge',
    'module',
    "reduction='sum_over_batch_size', name='hinge', dtype=None",
    { expects: 'scores (tanh or linear)', target: '+1/-1 (0/1 converted)', string: 'hinge' },
  ],
  [
    'keras.losses.SquaredHinge',
    'module',
    "reduction='sum_over_batch_size', name='squared_hinge', dtype=None",
    { expects: 'scores', target: '+1/-1', string: 'squared_hinge' },
  ],
  [
    'keras.losses.CategoricalHinge',
    'module',
    "reduction='sum_over_batch_size', name='categorical_hinge', dtype=None",
    { expects: 'scores', target: 'one-hot', string: 'categorical_hinge' },
  ],
  [
    'keras.losses.MeanSquaredError',
    'module',
    "reduction='sum_over_batch_size', name='mean_squared_error', dtype=None",
    { expects: 'values', target: 'values', string: 'mean_squared_error' },
  ],
  [
    'keras.losses.MeanAbsoluteError',
    'module',
    "reduction='sum_over_batch_size', name='mean_absolute_error', dtype=None",
    { expects: 'values', target: 'values', string: 'mean_absolute_error' },
  ],
  [
    'keras.losses.MeanAbsolutePercentageError',
    'module',
    "reduction='sum_over_batch_size', name='mean_absolute_percentage_error', dtype=None",
    { expects: 'values', target: 'values', string: 'mean_absolute_percentage_error' },
  ],
  [
    'keras.losses.MeanSquaredLogarithmicError',
    'module',
    "reduction='sum_over_batch_size', name='mean_squared_logarithmic_error', dtype=None",
    { expects: 'values > -1', target: 'values > -1', string: 'mean_squared_logarithmic_error' },
  ],
  [
    'keras.losses.CosineSimilarity',
    'module',
    "axis=-1, reduction='sum_over_batch_size', name='cosine_similarity', dtype=None",
    { expects: 'vectors', target: 'vectors', string: 'cosine_similarity' },
  ],
  [
    'keras.losses.Huber',
    'module',
    "delta=1, reduction='sum_over_batch_size', name='huber_loss', dtype=None",
    { expects: 'values', target: 'values', string: 'huber' },
  ],
  [
    'keras.losses.LogCosh',
    'module',
    "reduction='sum_over_batch_size', name='log_cosh', dtype=None",
    { expects: 'values', target: 'values', string: 'log_cosh' },
  ],
  [
    'keras.losses.CTC',
    'module',
    "reduction='sum_over_batch_size', name='ctc', dtype=None",
    { expects: 'logits', target: 'sequences', string: 'ctc' },
  ],
  [
    'keras.losses.Dice',
    'module',
    "reduction='sum_over_batch_size', name='dice', axis=None, dtype=None",
    { family: 'overlap', expects: 'probabilities', target: 'masks', string: 'dice' },
  ],
  [
    'keras.losses.Tversky',
    'module',
    "alpha=0.5, beta=0.5, reduction='sum_over_batch_size', name='tversky', axis=None, dtype=None",
    { family: 'overlap', expects: 'probabilities', target: 'masks', string: 'tversky' },
  ],
  [
    'keras.losses.Circle',
    'module',
    "gamma=80, margin=0.4, remove_diagonal=True, reduction='sum_over_batch_size', name='circle', dtype=None",
    { expects: 'l2-normalised embeddings', target: 'class indices', string: 'circle' },
  ],
  [
    'keras.losses.binary_crossentropy',
    'function',
    'y_true, y_pred, from_logits=False, label_smoothing=0, axis=-1',
    { family: 'binary', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.losses.binary_focal_crossentropy',
    'function',
    'y_true, y_pred, apply_class_balancing=False, alpha=0.25, gamma=2, from_logits=False, label_smoothing=0, axis=-1',
    { family: 'binary', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.losses.categorical_crossentropy',
    'function',
    'y_true, y_pred, from_logits=False, label_smoothing=0, axis=-1',
    { family: 'categorical', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.losses.categorical_focal_crossentropy',
    'function',
    'y_true, y_pred, alpha=0.25, gamma=2, from_logits=False, label_smoothing=0, axis=-1',
    { family: 'categorical', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.losses.sparse_categorical_crossentropy',
    'function',
    'y_true, y_pred, from_logits=False, ignore_class=None, axis=-1',
    { family: 'categorical', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.ops.binary_crossentropy',
    'function',
    'target, output, from_logits=False',
    { family: 'binary', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.ops.categorical_crossentropy',
    'function',
    'target, output, from_logits=False, axis=-1',
    { family: 'categorical', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.ops.sparse_categorical_crossentropy',
    'function',
    'target, output, from_logits=False, axis=-1',
    { family: 'categorical', expects: 'probabilities; logits if from_logits=True' },
  ],
  [
    'keras.losses.kl_divergence',
    'function',
    'y_true, y_pred',
    { family: 'divergence', expects: 'probabilities' },
  ],
  [
    'keras.losses.poisson',
    'function',
    'y_true, y_pred',
    { family: 'counts', expects: 'rate (positive, not log)' },
  ],
  ['keras.losses.hinge', 'function', 'y_true, y_pred', { expects: 'scores (tanh or linear)' }],
  ['keras.losses.squared_hinge', 'function', 'y_true, y_pred', { expects: 'scores' }],
  ['keras.losses.categorical_hinge', 'function', 'y_true, y_pred', { expects: 'scores' }],
  ['keras.losses.mean_squared_error', 'function', 'y_true, y_pred', { expects: 'values' }],
  ['keras.losses.mean_absolute_error', 'function', 'y_true, y_pred', { expects: 'values' }],
  ['keras.losses.huber', 'function', 'y_true, y_pred, delta=1', { expects: 'values' }],
  ['keras.losses.log_cosh', 'function', 'y_true, y_pred', { expects: 'values' }],
  ['keras.losses.mean_absolute_percentage_error', 'function', 'y_true, y_pred', { expects: 'values' }],
  ['keras.losses.mean_squared_logarithmic_error', 'function', 'y_true, y_pred', { expects: 'values > -1' }],
  ['keras.losses.ctc', 'function', 'y_true, y_pred', { expects: 'logits' }],
  [
    'keras.losses.dice',
    'function',
    'y_true, y_pred, axis=None',
    { family: 'overlap', expects: 'probabilities' },
  ],
  [
    'keras.losses.tversky',
    'function',
    'y_true, y_pred, alpha=0.5, beta=0.5, axis=None',
    { family: 'overlap', expects: 'probabilities' },
  ],
  [
    'keras.losses.circle',
    'function',
    'y_true, y_pred, ref_labels=None, ref_embeddings=None, remove_diagonal=True, gamma=80, margin=0.4',
    { expects: 'l2-normalised embeddings' },
  ],
  [
    'keras.losses.categorical_generalized_cross_entropy',
    'function',
    'y_true, y_pred, q',
    { family: 'categorical', expects: 'probabilities' },
  ],
  ['keras.losses.cosine_similarity', 'function', 'y_true, y_pred, axis=-1', { expects: 'vectors' }],
];

/** Optimisers of Keras. */
export const kerasOptimizers: readonly OptimizerRow[] = [
  [
    'keras.optimizers.SGD',
    `learning_rate|lr=0.01, momentum=0, nesterov=False, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Adam',
    `learning_rate|lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.AdamW',
    `learning_rate|lr=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.RMSprop',
    `learning_rate|lr=0.001, rho=0.9, momentum=0, epsilon=1e-07, centered=False, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Adagrad',
    `learning_rate|lr=0.001, initial_accumulator_value=0.1, epsilon=1e-07, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Adadelta',
    `learning_rate|lr=0.001, rho=0.95, epsilon=1e-07, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Adamax',
    `learning_rate|lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Nadam',
    `learning_rate|lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Ftrl',
    `learning_rate|lr=0.001, learning_rate_power=-0.5, initial_accumulator_value=0.1, l1_regularization_strength=0, l2_regularization_strength=0, l2_shrinkage_regularization_strength=0, beta=0, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Lion',
    `learning_rate|lr=0.001, beta_1=0.9, beta_2=0.99, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Lamb',
    `learning_rate|lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Adafactor',
    `learning_rate|lr=0.001, beta_2_decay=-0.8, epsilon_1=1e-30, epsilon_2=0.001, clip_threshold=1, relative_step=True, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.Muon',
    `learning_rate|lr=0.001, adam_beta_1=0.9, adam_beta_2=0.999, adam_weight_decay=0.004, epsilon=1e-07, weight_decay=0.004, ${optimizerTail}, exclude_layers=None, exclude_embeddings=True, muon_a=3.4445, muon_b=-4.775, muon_c=2.0315, adam_lr_ratio=1, momentum=0.95, ns_steps=5, nesterov=True, rms_rate=0.2, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
  [
    'keras.optimizers.ScheduleFreeAdamW',
    `learning_rate|lr=0.0025, beta_1=0.9, beta_2=0.999, epsilon=1e-08, warmup_steps=0, weight_decay=None, ${optimizerTail}, **kwargs`,
    { weightDecay: 'decoupled' },
  ],
];

/** Weight penalties of Keras. */
export const kerasRegularizers: readonly RegularizerRow[] = [
  ['keras.regularizers.L1', 'l1=0.01'],
  ['keras.regularizers.L2', 'l2=0.01'],
  ['keras.regularizers.L1L2', 'l1=0, l2=0'],
  ['keras.regularizers.OrthogonalRegularizer', "factor=0.01, mode='rows'"],
];
