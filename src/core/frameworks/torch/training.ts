import type { LossRow, OptimizerRow } from '../tables/rows';

const deviceTail = 'device=None, dtype=None';
const reductionTail = "size_average=None, reduce=None, reduction='mean'";

/** Losses of PyTorch: what the prediction must hold and what the target is. */
export const torchLosses: readonly LossRow[] = [
  [
    'torch.nn.CrossEntropyLoss',
    'module',
    "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0",
    {
      family: 'categorical',
      expects: 'logits',
      target: 'class indices, or class probabilities of the same shape',
    },
  ],
  [
    'torch.nn.NLLLoss',
    'module',
    "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'",
    { family: 'negative-log-likelihood', expects: 'log-probabilities', target: 'class indices' },
  ],
  [
    'torch.nn.NLLLoss2d',
    'module',
    "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'",
    { family: 'negative-log-likelihood', expects: 'log-probabilities', target: 'class indices' },
  ],
  [
    'torch.nn.BCELoss',
    'module',
    `weight=None, ${reductionTail}`,
    { family: 'binary', expects: 'probabilities', target: 'probabilities in [0, 1]' },
  ],
  [
    'torch.nn.BCEWithLogitsLoss',
    'module',
    `weight=None, ${reductionTail}, pos_weight=None`,
    { family: 'binary', expects: 'logits', target: 'probabilities in [0, 1]' },
  ],
  [
    'torch.nn.MultiLabelSoftMarginLoss',
    'module',
    `weight=None, ${reductionTail}`,
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'torch.nn.MultiLabelMarginLoss',
    'module',
    `${reductionTail}`,
    { expects: 'scores', target: 'class indices padded with -1' },
  ],
  [
    'torch.nn.MultiMarginLoss',
    'module',
    `p=1, margin=1, weight=None, ${reductionTail}`,
    { expects: 'scores', target: 'class indices' },
  ],
  [
    'torch.nn.SoftMarginLoss',
    'module',
    `${reductionTail}`,
    { family: 'binary', expects: 'logits', target: '+1/-1' },
  ],
  [
    'torch.nn.HingeEmbeddingLoss',
    'module',
    `margin=1, ${reductionTail}`,
    { expects: 'distances', target: '+1/-1' },
  ],
  [
    'torch.nn.KLDivLoss',
    'module',
    `${reductionTail}, log_target=False`,
    {
      family: 'divergence',
      expects: 'log-probabilities',
      target: 'probabilities; log-probabilities if log_target=True',
    },
  ],
  [
    'torch.nn.PoissonNLLLoss',
    'module',
    "log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'",
    { family: 'counts', expects: 'log-rate; rate if log_input=False', target: 'counts' },
  ],
  [
    'torch.nn.GaussianNLLLoss',
    'module',
    "*, full=False, eps=1e-06, reduction='mean'",
    { expects: 'mean, and a positive variance', target: 'values' },
  ],
  [
    'torch.nn.CTCLoss',
    'module',
    "blank=0, reduction='mean', zero_infinity=False",
    { family: 'negative-log-likelihood', expects: 'log-probabilities', target: 'sequences' },
  ],
  ['torch.nn.MSELoss', 'module', `${reductionTail}`, { expects: 'values', target: 'values' }],
  ['torch.nn.L1Loss', 'module', `${reductionTail}`, { expects: 'values', target: 'values' }],
  ['torch.nn.SmoothL1Loss', 'module', `${reductionTail}, beta=1`, { expects: 'values', target: 'values' }],
  ['torch.nn.HuberLoss', 'module', "reduction='mean', delta=1", { expects: 'values', target: 'values' }],
  [
    'torch.nn.CosineEmbeddingLoss',
    'module',
    `margin=0, ${reductionTail}`,
    { expects: 'embeddings', target: '+1/-1' },
  ],
  [
    'torch.nn.MarginRankingLoss',
    'module',
    `margin=0, ${reductionTail}`,
    { expects: 'scores', target: '+1/-1' },
  ],
  [
    'torch.nn.TripletMarginLoss',
    'module',
    `margin=1, p=2, eps=1e-06, swap=False, ${reductionTail}`,
    { expects: 'embeddings' },
  ],
  [
    'torch.nn.TripletMarginWithDistanceLoss',
    'module',
    "*, distance_function=None, margin=1, swap=False, reduction='mean'",
    { expects: 'embeddings' },
  ],
  [
    'torch.nn.AdaptiveLogSoftmaxWithLoss',
    'module',
    `in_features, n_classes, cutoffs, div_value=4, head_bias=False, ${deviceTail}`,
    { expects: 'hidden features', target: 'class indices' },
  ],
  [
    'torch.nn.functional.cross_entropy',
    'function',
    "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0",
    {
      family: 'categorical',
      expects: 'logits',
      target: 'class indices, or class probabilities of the same shape',
    },
  ],
  [
    'torch.nn.functional.nll_loss',
    'function',
    "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'",
    { family: 'negative-log-likelihood', expects: 'log-probabilities', target: 'class indices' },
  ],
  [
    'torch.nn.functional.binary_cross_entropy',
    'function',
    `input, target, weight=None, ${reductionTail}`,
    { family: 'binary', expects: 'probabilities', target: 'probabilities in [0, 1]' },
  ],
  [
    'torch.nn.functional.binary_cross_entropy_with_logits',
    'function',
    `input, target, weight=None, ${reductionTail}, pos_weight=None`,
    { family: 'binary', expects: 'logits', target: 'probabilities in [0, 1]' },
  ],
  [
    'torch.nn.functional.multilabel_soft_margin_loss',
    'function',
    `input, target, weight=None, ${reductionTail}`,
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'torch.nn.functional.multilabel_margin_loss',
    'function',
    `input, target, ${reductionTail}`,
    { expects: 'scores', target: 'class indices padded with -1' },
  ],
  [
    'torch.nn.functional.multi_margin_loss',
    'function',
    `input, target, p=1, margin=1, weight=None, ${reductionTail}`,
    { expects: 'scores', target: 'class indices' },
  ],
  [
    'torch.nn.functional.soft_margin_loss',
    'function',
    `input, target, ${reductionTail}`,
    { family: 'binary', expects: 'logits', target: '+1/-1' },
  ],
  [
    'torch.nn.functional.hinge_embedding_loss',
    'function',
    `input, target, margin=1, ${reductionTail}`,
    { expects: 'distances', target: '+1/-1' },
  ],
  [
    'torch.nn.functional.kl_div',
    'function',
    `input, target, ${reductionTail}, log_target=False`,
    {
      family: 'divergence',
      expects: 'log-probabilities',
      target: 'probabilities; log-probabilities if log_target=True',
    },
  ],
  [
    'torch.nn.functional.poisson_nll_loss',
    'function',
    "input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'",
    { family: 'counts', expects: 'log-rate; rate if log_input=False', target: 'counts' },
  ],
  [
    'torch.nn.functional.gaussian_nll_loss',
    'function',
    "input, target, var, full=False, eps=1e-06, reduction='mean'",
    { expects: 'mean, and a positive variance', target: 'values' },
  ],
  [
    'torch.nn.functional.ctc_loss',
    'function',
    "log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False",
    { family: 'negative-log-likelihood', expects: 'log-probabilities', target: 'sequences' },
  ],
  [
    'torch.nn.functional.mse_loss',
    'function',
    `input, target, ${reductionTail}`,
    { expects: 'values', target: 'values' },
  ],
  [
    'torch.nn.functional.l1_loss',
    'function',
    `input, target, ${reductionTail}`,
    { expects: 'values', target: 'values' },
  ],
  [
    'torch.nn.functional.smooth_l1_loss',
    'function',
    `input, target, ${reductionTail}, beta=1`,
    { expects: 'values', target: 'values' },
  ],
  [
    'torch.nn.functional.huber_loss',
    'function',
    "input, target, reduction='mean', delta=1",
    { expects: 'values', target: 'values' },
  ],
  [
    'torch.nn.functional.cosine_embedding_loss',
    'function',
    `input1, input2, target, margin=0, ${reductionTail}`,
    { expects: 'embeddings', target: '+1/-1' },
  ],
  [
    'torch.nn.functional.margin_ranking_loss',
    'function',
    `input1, input2, target, margin=0, ${reductionTail}`,
    { expects: 'scores', target: '+1/-1' },
  ],
  [
    'torch.nn.functional.triplet_margin_loss',
    'function',
    `anchor, positive, negative, margin=1, p=2, eps=1e-06, swap=False, ${reductionTail}`,
    { expects: 'embeddings' },
  ],
  [
    'torch.nn.functional.triplet_margin_with_distance_loss',
    'function',
    "anchor, positive, negative, *, distance_function=None, margin=1, swap=False, reduction='mean'",
    { expects: 'embeddings' },
  ],
];

/** Optimisers of PyTorch. */
export const torchOptimizers: readonly OptimizerRow[] = [
  [
    'torch.optim.SGD',
    'params, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, differentiable=False',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.Adam',
    'params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False, capturable=False, differentiable=False, fused=False',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.AdamW',
    'params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, amsgrad=False, *, maximize=False, foreach=None, capturable=False',
    { weightDecay: 'decoupled' },
  ],
  [
    'torch.optim.Adadelta',
    'params, lr=1, rho=0.9, eps=1e-06, weight_decay=0, foreach=None, *, maximize=False',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.Adagrad',
    'params, lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, maximize=False',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.Adamax',
    'params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, foreach=None, *, maximize=False',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.ASGD',
    'params, lr=0.01, lambd=0.0001, alpha=0.75, t0=1000000.0, weight_decay=0, foreach=None, maximize=False',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.NAdam',
    'params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, momentum_decay=0.004, decoupled_weight_decay=False, *, foreach=None',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.RAdam',
    'params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, decoupled_weight_decay=False, *, foreach=None',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.Adafactor',
    'params, lr=0.01, beta2_decay=-0.8, eps=(None, 0.001), d=1, weight_decay=0, *, foreach=None, maximize=False',
    { weightDecay: 'decoupled' },
  ],
  [
    'torch.optim.Muon',
    'params, lr=0.001, weight_decay=0.1, momentum=0.95, nesterov=True, ns_coefficients=(3.4445, -4.775, 2.0315), eps=1e-07, ns_steps=5, adjust_lr_fn=None',
    { weightDecay: 'decoupled' },
  ],
  [
    'torch.optim.RMSprop',
    'params, lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0, centered=False, capturable=False, foreach=None, maximize=False, differentiable=False',
    { weightDecay: 'l2' },
  ],
  [
    'torch.optim.Rprop',
    'params, lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-06, 50), foreach=None, maximize=False',
  ],
  ['torch.optim.SparseAdam', 'params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, maximize=False'],
  [
    'torch.optim.LBFGS',
    'params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-07, tolerance_change=1e-09, history_size=100, line_search_fn=None',
  ],
];
