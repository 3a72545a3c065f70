import type { InitializerRow } from '../tables/rows';

/** Initialisers of torch.nn.init: name, id, signature; what a parameter means to the variance stands after the colon. */
export const torchInitializers: readonly InitializerRow[] = [
  [
    'torch.nn.init.xavier_uniform_',
    'xavier_uniform',
    'tensor, gain:gain=1',
    { aliases: ['torch.nn.init.xavier_uniform'] },
  ],
  [
    'torch.nn.init.xavier_normal_',
    'xavier_normal',
    'tensor, gain:gain=1',
    { aliases: ['torch.nn.init.xavier_normal'] },
  ],
  [
    'torch.nn.init.kaiming_uniform_',
    'kaiming_uniform',
    "tensor, a:negative_slope=0, mode:mode='fan_in', nonlinearity:nonlinearity='leaky_relu'",
    { aliases: ['torch.nn.init.kaiming_uniform'] },
  ],
  [
    'torch.nn.init.kaiming_normal_',
    'kaiming_normal',
    "tensor, a:negative_slope=0, mode:mode='fan_in', nonlinearity:nonlinearity='leaky_relu'",
    { aliases: ['torch.nn.init.kaiming_normal'] },
  ],
  [
    'torch.nn.init.orthogonal_',
    'orthogonal',
    'tensor, gain:gain=1',
    { aliases: ['torch.nn.init.orthogonal'] },
  ],
  ['torch.nn.init.eye_', 'identity', 'tensor', { aliases: ['torch.nn.init.eye'] }],
  ['torch.nn.init.dirac_', 'dirac', 'tensor, groups=1', { aliases: ['torch.nn.init.dirac'] }],
  ['torch.nn.init.zeros_', 'zeros', 'tensor'],
  ['torch.nn.init.ones_', 'ones', 'tensor'],
  ['torch.nn.init.constant_', 'constant', 'tensor, val:value', { aliases: ['torch.nn.init.constant'] }],
  [
    'torch.nn.init.normal_',
    'normal',
    'tensor, mean:mean=0, std:std=1',
    { aliases: ['torch.nn.init.normal'] },
  ],
  ['torch.nn.init.uniform_', 'uniform', 'tensor, a:low=0, b:high=1', { aliases: ['torch.nn.init.uniform'] }],
  ['torch.nn.init.trunc_normal_', 'trunc_normal', 'tensor, mean:mean=0, std:std=1, a:low=-2, b:high=2'],
  [
    'torch.nn.init.sparse_',
    'sparse',
    'tensor, sparsity:sparsity, std:std=0.01',
    { aliases: ['torch.nn.init.sparse'] },
  ],
];
