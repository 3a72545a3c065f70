/** What is said about the design of a network in a file of tests or of documentation. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';

const linear = 'from torch import nn\nnet = nn.Sequential(nn.Linear(8, 64), nn.Linear(64, 8))\n';
const arithmetic = 'import torch\ndef softplus(x):\n    return torch.log(1 + torch.exp(x))\n';
const failing = "from torch import nn\nnn.init.calculate_gain('gelu')\n";

function severities(path: string, text: string): readonly string[] {
  const document = createLensService().update(`file:///project/${path}`, 1, text);
  return document.findings({ select: undefined, ignore: [], severity: {} }).map(({ severity }) => severity);
}

describe('findings about design in tests and documentation', () => {
  it.each([
    'tests/nets.py',
    'pkg/tests/deep/nets.py',
    'test_nets.py',
    'nets_test.py',
    'conftest.py',
    'docs/guide.py',
    'docs_nnx/guides/surgery.py',
  ])('are hints in %s', (path) => {
    expect(severities(path, linear)).toEqual(['hint']);
  });

  it.each(['nets.py', 'testing.py', 'contest.py', 'latest/nets.py', 'documents/nets.py'])(
    'are what they are in %s',
    (path) => {
      expect(severities(path, linear)).toEqual(['warning']);
    },
  );

  it('are hints where an architecture of published weights is defined', () => {
    const published = 'class NetPreTrainedModel(PreTrainedModel):\n    pass\n';
    expect(severities('nets.py', `${linear}from transformers import PreTrainedModel\n${published}`)).toEqual([
      'hint',
    ]);
    const mixed = 'from diffusers import ModelMixin\nclass Net(ModelMixin, ConfigMixin):\n    pass\n';
    expect(severities('nets.py', linear + mixed)).toEqual(['hint']);
  });

  it('are hints in an exercise, whose gaps students fill', () => {
    const exercise = `from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 64), nn.Linear(64, 8)
    def forward(self, x):
        x = self.a(x)
        # your code here
        return self.b(x)
`;
    expect(severities('nets.py', exercise)).toEqual(['hint']);
    expect(severities('nets.py', exercise.replace(/ +# your code here\n/, ''))).toEqual(['warning']);
  });

  it('are hints about arithmetic, too', () => {
    expect(severities('tests/test_numbers.py', arithmetic)).toEqual(['hint']);
    expect(severities('numbers.py', arithmetic)).toEqual(['warning']);
  });

  it('stay errors where something fails for certain', () => {
    expect(severities('tests/test_gain.py', failing)).toEqual(['error']);
  });
});
