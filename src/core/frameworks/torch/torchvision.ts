import type { LossRow } from '../tables/rows';

/** Losses of torchvision: what the prediction must hold and what the target is. */
export const torchvisionLosses: readonly LossRow[] = [
  [
    'torchvision.ops.sigmoid_focal_loss',
    'function',
    "inputs, targets, alpha=0.25, gamma=2, reduction='none'",
    { family: 'binary', expects: 'logits', target: '0/1' },
  ],
];
