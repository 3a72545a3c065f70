import { activationModuleCalledOnTensor } from '../../../../src/core/lint/rules/activation-module-called-on-tensor';
import { ruleTester } from '../rule-tester';

ruleTester(activationModuleCalledOnTensor, {
  torch: {
    valid: [
      'nn.ReLU(True)',
      'nn.ReLU(inplace=True)',
      `
      class Net(nn.Module):
          def forward(self, x):
              return nn.ReLU()(x)`,
      `
      class Net(nn.Module):
          def forward(self, x, slope=0.1):
              return nn.LeakyReLU(slope)(x)`,
      `
      class Net(nn.Module):
          def __init__(self, inplace):
              self.act = nn.ReLU(inplace)`,
      `
      class Net(nn.Module):
          def forward(self, x, inplace: bool):
              return nn.ReLU(inplace)(x)`,
    ],
    invalid: [
      {
        name: 'with a setting behind the tensor',
        code: `
          class Net(nn.Module):
              def forward(self, x):
                  return ⟦nn.LeakyReLU(x, 0.2)⟧
        `,
        fixes: {
          'Call F.leaky_relu on it': `
          class Net(nn.Module):
              def forward(self, x):
                  return F.leaky_relu(x, 0.2)
        `,
        },
      },
      {
        code: `
        class Net(nn.Module):
            def forward(self, x):
                return ⟦nn.ReLU(x)⟧`,
        severity: 'error',
        message: /constructs a module/,
        fixes: { 'Call F.relu on it': 'return F.relu(x)' },
      },
      {
        code: `
        class Net(nn.Module):
            def forward(self, x):
                return ⟦nn.Sigmoid(self.fc(x))⟧`,
        fixes: { 'Call torch.sigmoid on it': 'return torch.sigmoid(self.fc(x))' },
      },
      {
        name: 'adds the import that it needs',
        code: `
        from torch.nn import GELU, Module
        class Net(Module):
            def forward(self, x):
                return ⟦GELU(x)⟧`,
        fixes: { 'Call F.gelu on it': ['import torch.nn.functional as F', 'return F.gelu(x)'] },
      },
      `
      class Net(nn.Module):
          def forward(self, x: torch.Tensor):
              y = self.fc(⟦nn.Tanh(x)⟧)
              return y`,
    ],
  },
});
