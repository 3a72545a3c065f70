/** timm's blocks, where the library is not beside. */
import { describe, expect, it } from 'vitest';
import { modelOf, pairsOf } from './trace-of';

const HEAD = 'import torch\nfrom torch import nn\n';

describe('blocks of timm', () => {
  const text = `${HEAD}from timm.models.vision_transformer import Attention, Mlp, PatchEmbed
from timm.models.layers import DropPath
class Own(Attention):
    def forward(self, x):
        batch, positions, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, positions, 3, width).unbind(2)
        scores = (q @ k.transpose(-2, -1)).softmax(dim=-1) #: scores
        return self.proj_drop(self.proj(scores @ v))
class Net(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.patches = PatchEmbed(32, 4, 3, width) #: patches
        self.own = Own(width, num_heads=1) #: own
        self.plain = Attention(width, 8)
        gelu = lambda: nn.GELU(approximate='tanh') #: gelu
        self.mlp = Mlp(in_features=width, hidden_features=4 * width, act_layer=gelu) #: mlp
        self.path = DropPath(0.1)
        self.last = Mlp(width, out_features=10) #: last
    def forward(self, x):
        x = self.patches(x)
        x = x + self.path(self.own(x))
        x = x + self.plain(x)
        x = x + self.mlp(x)
        return self.last(x)
`;

  it('are feed-forward networks, attention and patches', () => {
    const pairs = pairsOf(text).filter((pair) => !pair.endsWith('>'));
    expect(pairs).toEqual(['last > last', 'mlp > gelu', 'own > scores']);
  });

  it('have the widths and kinds of what they are made of', () => {
    const layers = modelOf(text, 'Net').nodes.flatMap((node) =>
      node.kind === 'layer' ? [[node.role, node.fanIn, node.width]] : [],
    );
    expect(layers).toEqual([
      ['conv', 48, 64],
      ['linear', 64, 192],
      ['linear', 64, 64],
      ['linear', 64, 192],
      ['linear', 64, 64],
      ['linear', 64, 256],
      ['linear', 256, 64],
      ['linear', 64, 64],
      ['linear', 64, 10],
    ]);
  });
});
