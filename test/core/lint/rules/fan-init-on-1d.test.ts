import { fanInitOn1d } from '../../../../src/core/lint/rules/fan-init-on-1d';
import { ruleTester } from '../rule-tester';

ruleTester(fanInitOn1d, {
  torch: {
    valid: [
      'nn.init.xavier_uniform_(layer.weight)',
      'nn.init.zeros_(layer.bias)',
      `
      for p in model.parameters():
          if p.dim() > 1:
              nn.init.xavier_uniform_(p)`,
      `
      for p in model.parameters():
          if p.dim() < 2:
              continue
          nn.init.xavier_uniform_(p)`,
      `
      for name, p in model.named_parameters():
          if 'weight' in name:
              nn.init.kaiming_normal_(p)`,
      `
      for w in weights:
          nn.init.xavier_uniform_(w)`,
    ],
    invalid: [
      {
        code: '⟦nn.init.xavier_uniform_(layer.bias)⟧',
        severity: 'error',
        message: /one dimension/,
        fixes: { 'Start the bias at zero': 'nn.init.zeros_(layer.bias)' },
      },
      {
        code: '⟦nn.init.kaiming_normal_(self.fc.bias.data)⟧',
        fixes: { 'Start the bias at zero': 'nn.init.zeros_(self.fc.bias)' },
      },
      {
        code: `
        for p in ⟪model.parameters()⟫:
            ⟦nn.init.xavier_uniform_(p)⟧`,
        severity: 'warning',
        fixes: { 'Initialise only where p.dim() > 1': ['if p.dim() > 1:', 'nn.init.xavier_uniform_(p)'] },
      },
      `
      for name, param in net.named_parameters():
          ⟦nn.init.orthogonal_(param)⟧`,
      {
        name: 'on the line of the loop',
        code: `
        def init(net):
            for p in ⟪net.parameters()⟫: ⟦nn.init.xavier_uniform_(p)⟧`,
        fixes: {
          'Initialise only where p.dim() > 1': [
            'for p in net.parameters():',
            'if p.dim() > 1:',
            'nn.init.xavier_uniform_(p)',
          ],
        },
      },
      {
        name: 'where the result is used: no fix',
        code: `
        for p in net.parameters():
            print(⟦nn.init.xavier_uniform_(p)⟧)`,
        fixes: {},
      },
      {
        name: 'imported by its name',
        code: `
        from torch.nn.init import xavier_normal_
        ⟦xavier_normal_(layer.bias)⟧`,
        fixes: {
          'Start the bias at zero': ['from torch.nn.init import zeros_', 'zeros_(layer.bias)'],
        },
      },
    ],
  },
  jax: {
    valid: [
      'nn.Dense(3, kernel_init=nn.initializers.xavier_uniform())',
      'nn.Dense(3, bias_init=nn.initializers.zeros_init())',
      'nn.Conv(3, (3, 3), bias_init=nn.initializers.constant(0.1))',
      'nn.Dense(3, bias_init=nn.initializers.normal(0.01))',
    ],
    invalid: [
      {
        code: 'nn.Dense(3, bias_init=⟦nn.initializers.xavier_uniform()⟧)',
        message: /one dimension/,
        fixes: { 'Start the bias at zero': 'nn.Dense(3, bias_init=nn.initializers.zeros_init())' },
      },
      'nn.Conv(3, (3, 3), bias_init=⟦nn.initializers.he_normal()⟧)',
      'nn.Dense(3, bias_init=⟦nn.initializers.lecun_normal()⟧)',
      {
        code: 'nn.Dense(3, bias_init=⟦jax.nn.initializers.glorot_uniform()⟧)',
        fixes: { 'Start the bias at zero': 'nn.Dense(3, bias_init=jax.nn.initializers.zeros)' },
      },
    ],
  },
});
