/** Layers that OpenMMLab builds from configurations. */
import { describe, expect, it } from 'vitest';
import { pairsOf, traceOf } from './trace-of';

const T = 'import torch\nimport torch.nn.functional as F\nfrom torch import nn\n';

describe('layers built from configurations', () => {
  it('a block of convolution, normalisation and activation feeds what its configuration says', () => {
    const text = `${T}from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
class Head(BaseModule):
    def __init__(self, act_cfg=dict(type='GELU')):
        super().__init__()
        self.plain = ConvModule(8, 16, 3, padding=1, norm_cfg=dict(type='BN'))  #: plain
        self.own = ConvModule(16, 16, 1, act_cfg=act_cfg)  #: own
        self.last = ConvModule(16, 4, 1, act_cfg=None)  #: last
    def forward(self, x):
        return torch.sigmoid(self.last(self.own(self.plain(x))))  #: sigmoid
`;
    expect(pairsOf(text)).toEqual(['last > sigmoid', 'own > own', 'plain > plain']);
    const [model] = traceOf(text).models;
    const steps = model?.nodes.map((node) => (node.kind === 'activation' ? node.activation : node.kind));
    expect(steps).toEqual(['input', 'layer', 'norm', 'relu', 'layer', 'gelu', 'layer', 'sigmoid']);
    const biases = model?.nodes.flatMap((node) => (node.kind === 'layer' ? [node.bias] : []));
    expect(biases).toEqual([false, true, true]);
    expect(model?.weightsLoaded).toBe(true);
  });

  it('a normalisation has the name that its builder gives it', () => {
    const text = `${T}from mmcv.cnn import build_activation_layer, build_conv_layer, build_norm_layer
from mmcv.runner import BaseModule
class Block(BaseModule):
    def __init__(self, width, conv_cfg=None, norm_cfg=dict(type='BN'), act_cfg=dict(type='Swish')):
        super().__init__()
        self.norm1_name, norm1 = build_norm_layer(norm_cfg, width, postfix=1)
        self.conv1 = build_conv_layer(conv_cfg, width, width, 3, padding=1, bias=False)  #: conv
        self.add_module(self.norm1_name, norm1)
        self.act = build_activation_layer(act_cfg)  #: act
    @property
    def norm1(self):
        return getattr(self, self.norm1_name)
    def forward(self, x):
        return self.act(self.norm1(self.conv1(x)))
`;
    expect(pairsOf(text)).toEqual(['conv > act']);
    const steps = traceOf(text).models.flatMap(({ nodes }) => nodes.map(({ kind }) => kind));
    expect(steps).toEqual(['input', 'layer', 'norm', 'activation']);
  });

  it('a feed-forward network adds what comes in', () => {
    const text = `${T}from mmcv.cnn.bricks.transformer import FFN
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)  #: first
        self.ffn = FFN(8, 32, act_cfg=dict(type='GELU'))  #: ffn
    def forward(self, x):
        x = self.first(x)
        return torch.tanh(self.ffn(x, identity=x))  #: tanh
`;
    expect([...pairsOf(text)].sort()).toEqual(['ffn > ffn', 'ffn > tanh', 'first > tanh']);
  });
});

describe('a copy of mmcv in the program', () => {
  const files: Readonly<Record<string, string>> = {
    'file:///project/annotator/mmcv/cnn/__init__.py':
      'from .bricks import build_conv_layer, build_norm_layer\n',
  };
  const source = {
    read: (uri: string) => files[uri],
    resolve: (module: string) =>
      module === 'annotator.mmcv.cnn' ? 'file:///project/annotator/mmcv/cnn/__init__.py' : undefined,
  };

  it('builds what the library builds', () => {
    const text = `${T}from annotator.mmcv.cnn import build_conv_layer, build_norm_layer
class Block(nn.Module):
    def __init__(self, width, conv_cfg=None, norm_cfg=dict(type='BN')):
        super().__init__()
        self.norm1_name, norm1 = build_norm_layer(norm_cfg, width, postfix=1)
        self.conv1 = build_conv_layer(conv_cfg, width, width, 3, bias=False)  #: conv
        self.add_module(self.norm1_name, norm1)
        self.relu = nn.ReLU(inplace=True)  #: relu
    @property
    def norm1(self):
        return getattr(self, self.norm1_name)
    def forward(self, x):
        return self.relu(self.norm1(self.conv1(x)))
`;
    expect(pairsOf(text, { source })).toEqual(['conv > relu']);
  });
});
