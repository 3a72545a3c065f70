/** Sparse convolutions: spconv, MinkowskiEngine, TorchSparse. */
import { describe, expect, it } from 'vitest';
import { modelOf, pairsOf } from './trace-of';

const HEAD = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** Pairs of which an activation is one. */
const edgesOf = (text: string): readonly string[] => pairsOf(text).filter((pair) => !pair.endsWith('>'));

/** A residual block as detectors for point clouds have it, for both generations of spconv. */
const block = `${HEAD}try:
    import spconv.pytorch as spconv
except ImportError:
    import spconv

def replace_feature(out, new_features):
    if "replace_feature" in out.__dir__():
        return out.replace_feature(new_features)
    else:
        out.features = new_features
        return out

class Block(spconv.SparseModule):
    def __init__(self, width):
        super().__init__()
        self.conv1 = spconv.SubMConv3d(width, width, kernel_size=3, indice_key='a')  #: conv1
        self.bn1 = nn.BatchNorm1d(width)
        self.relu = nn.ReLU()  #: relu
        self.conv2 = spconv.SubMConv3d(width, width, kernel_size=3, indice_key='a')  #: conv2
        self.bn2 = nn.BatchNorm1d(width)
    def forward(self, x):
        out = self.conv1(x)
        out = replace_feature(out, self.bn1(out.features))
        out = replace_feature(out, self.relu(out.features))
        out = self.conv2(out)
        out = replace_feature(out, self.bn2(out.features))
        out = replace_feature(out, out.features + x.features)
        return out.replace_feature(torch.sigmoid(out.features))  #: sigmoid

class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = spconv.SparseSequential(
            spconv.SparseConv3d(4, 16, 3, stride=2),  #: first
            nn.BatchNorm1d(16),
            nn.GELU(),  #: gelu
        )
        self.block = Block(16)
        self.head = nn.Conv2d(128, 8, 1)  #: head
    def forward(self, features, places, size):
        x = spconv.SparseConvTensor(features=features, indices=places.int(), spatial_shape=size, batch_size=2)
        x = self.block(self.first(x)).dense()
        n, c, d, h, w = x.shape
        return F.silu(self.head(x.view(n, c * d, h, w)))  #: silu
`;

describe('sparse convolutions', () => {
  it('feed what works on the features of their places', () => {
    expect(edgesOf(block)).toEqual(['conv1 > relu', 'conv2 > sigmoid', 'first > gelu', 'head > silu']);
  });

  it('say no more than how many features they make, since how many neighbours are occupied hangs on the data', () => {
    const layers = modelOf(block, 'Backbone').nodes.flatMap((node) => (node.kind === 'layer' ? [node] : []));
    expect(
      layers.map(({ qualifiedName, width, fanIn, initialization }) => [
        qualifiedName,
        width,
        fanIn,
        initialization,
      ]),
    ).toEqual([
      ['spconv.SparseConv3d', 16, undefined, undefined],
      ['spconv.SubMConv3d', 16, undefined, undefined],
      ['spconv.SubMConv3d', 16, undefined, undefined],
      ['torch.nn.Conv2d', 8, 128, expect.anything()],
    ]);
  });

  it('of MinkowskiEngine have activations and joins of their own', () => {
    const text = `${HEAD}import MinkowskiEngine as ME
import MinkowskiEngine.MinkowskiFunctional as MF
class Net(ME.MinkowskiNetwork):
    def __init__(self, width, D):
        super().__init__(D)
        self.conv = ME.MinkowskiConvolution(in_channels=3, out_channels=width, kernel_size=3, dimension=D)  #: conv
        self.norm = ME.MinkowskiBatchNorm(width)
        self.relu = ME.MinkowskiReLU(inplace=True)  #: relu
        self.up = ME.MinkowskiConvolutionTranspose(width, width, kernel_size=2, stride=2, dimension=D)  #: up
        self.final = ME.MinkowskiLinear(2 * width, 1)  #: final
    def forward(self, x):
        y = self.relu(self.norm(self.conv(x)))
        z = MF.elu(self.up(y))  #: elu
        return self.final(ME.cat(y, z)).F.sigmoid()  #: sigmoid
`;
    expect(edgesOf(text)).toEqual(['conv > relu', 'final > sigmoid', 'up > elu']);
  });

  it('of TorchSparse take the features of what they are given', () => {
    const text = `${HEAD}import torchsparse
from torchsparse import nn as spnn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(spnn.Conv3d(4, 32, 3), spnn.BatchNorm(32), spnn.ReLU(True))  #: net
        self.last = spnn.Conv3d(32, 10, 1)  #: last
    def forward(self, coords, feats):
        x = self.net(torchsparse.SparseTensor(feats=feats, coords=coords))
        return F.softmax(self.last(x).F, dim=-1)  #: softmax
`;
    expect(edgesOf(text)).toEqual(['last > softmax', 'net > net']);
  });
});
