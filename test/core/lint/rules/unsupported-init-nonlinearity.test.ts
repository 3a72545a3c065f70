import { unsupportedInitNonlinearity } from '../../../../src/core/lint/rules/unsupported-init-nonlinearity';
import { ruleTester } from '../rule-tester';

ruleTester(unsupportedInitNonlinearity, {
  torch: {
    valid: [
      "nn.init.kaiming_normal_(w, nonlinearity='relu')",
      "nn.init.kaiming_uniform_(w, a=0.2, nonlinearity='leaky_relu')",
      "gain = nn.init.calculate_gain('tanh')",
      'nn.init.kaiming_normal_(w, nonlinearity=name)',
      'nn.init.kaiming_normal_(w)',
      {
        name: "a function of one's own",
        code: "def kaiming_normal_(w, nonlinearity): pass\nkaiming_normal_(w, nonlinearity='gelu')\nimport torch",
      },
    ],
    invalid: [
      {
        code: "nn.init.kaiming_normal_(w, nonlinearity=⟦'gelu'⟧)",
        message: /raises ValueError.*1\.533/,
        severity: 'error',
        fixes: {
          "Use 'relu' (gain 1.414; exact for gelu: 1.533)": "nn.init.kaiming_normal_(w, nonlinearity='relu')",
        },
      },
      {
        code: 'nn.init.kaiming_uniform_(w, 0, "fan_in", ⟦"silu"⟧)',
        message: /1\.677/,
        fixes: {
          "Use 'relu' (gain 1.414; exact for silu: 1.677)":
            'nn.init.kaiming_uniform_(w, 0, "fan_in", "relu")',
        },
      },
      {
        code: "gain = nn.init.calculate_gain(⟦'mish'⟧)",
        message: /calculate_gain does not know the nonlinearity 'mish'/,
      },
      {
        code: "from torch.nn.init import kaiming_normal_\nACT = 'elu'\nkaiming_normal_(w, nonlinearity=⟦ACT⟧)",
        fixes: {},
      },
      {
        name: 'a name that nobody knows',
        code: "nn.init.calculate_gain(⟦'rulu'⟧)",
        message: /It knows 'relu'/,
        fixes: {},
      },
    ],
  },
});
