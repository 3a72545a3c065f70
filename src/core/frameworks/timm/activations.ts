import type { ActivationRow, LossRow } from '../tables/rows';

/** Activations of timm that are classes of its own: name, catalogue id, form, signature. Its other names are those of PyTorch. */
export const timmActivations: readonly ActivationRow[] = (
  [
    ['Swish', 'silu'],
    ['Mish', 'mish'],
    ['Sigmoid', 'sigmoid'],
    ['Tanh', 'tanh'],
    ['HardSwish', 'hard_swish'],
    ['HardSigmoid', 'hard_sigmoid'],
    ['GELU', 'gelu'],
    ['GELUTanh', 'gelu_tanh'],
    ['QuickGELU', 'quick_gelu'],
  ] as const
).map(([name, activation]): ActivationRow => [`timm.layers.${name}`, activation, 'module', 'inplace=False']);

/** Losses of timm: what the prediction must hold and what the target is. */
export const timmLosses: readonly LossRow[] = [
  [
    'timm.loss.LabelSmoothingCrossEntropy',
    'module',
    'smoothing=0.1',
    { family: 'categorical', expects: 'logits', target: 'class indices' },
  ],
  [
    'timm.loss.SoftTargetCrossEntropy',
    'module',
    '',
    { family: 'categorical', expects: 'logits', target: 'probabilities' },
  ],
  [
    'timm.loss.JsdCrossEntropy',
    'module',
    'num_splits=3, alpha=12, smoothing=0.1',
    { family: 'categorical', expects: 'logits', target: 'class indices' },
  ],
  [
    'timm.loss.BinaryCrossEntropy',
    'module',
    "smoothing=0.1, target_threshold=None, weight=None, reduction='mean', sum_classes=False, pos_weight=None",
    { family: 'binary', expects: 'logits', target: 'probabilities in [0, 1]' },
  ],
  [
    'timm.loss.AsymmetricLossMultiLabel',
    'module',
    'gamma_neg=4, gamma_pos=1, clip=0.05, eps=1e-08, disable_torch_grad_focal_loss=False',
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
  [
    'timm.loss.AsymmetricLossSingleLabel',
    'module',
    "gamma_pos=1, gamma_neg=4, eps=0.1, reduction='mean'",
    { family: 'categorical', expects: 'logits', target: 'class indices' },
  ],
];
