import { describe, expect, it } from 'vitest';
import { initializersOf, modelOf, pairsOf, traceOf } from './trace-of';

const HEAD = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

describe('PyTorch: what feeds what', () => {
  it('follows a Sequential at the top of a file', () => {
    const text = `${HEAD}model = nn.Sequential(
    nn.Linear(4, 8),  #: a
    nn.ReLU(),  #: relu
    nn.Linear(8, 2),  #: b
)
`;
    expect(pairsOf(text)).toEqual(['a > relu', 'b >']);
    expect(modelOf(text).name).toBe('model');
  });

  it('follows a class with functional calls, methods and a residual add', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.a = nn.Linear(4, width)  #: a
        self.b = nn.Linear(width, width)  #: b
        self.c = nn.Linear(width, 1)  #: c
    def forward(self, x):
        h = F.relu(self.a(x))  #: relu
        h = h + self.b(h).tanh()  #: tanh
        return torch.sigmoid(self.c(h))  #: sigmoid
`;
    expect(pairsOf(text)).toEqual(['a > relu', 'b > tanh', 'c > sigmoid']);
    const model = modelOf(text);
    expect(model.nodes.map((node) => node.kind)).toEqual([
      'input',
      'layer',
      'activation',
      'layer',
      'activation',
      'add',
      'layer',
      'activation',
    ]);
    expect(model.nodes[1]).toMatchObject({ path: 'a', fanIn: 4, width: 16 });
    expect(model.complete).toBe(true);
  });

  it('makes a class with its own defaults where what makes it leaves the widths open', () => {
    const text = `from torch import nn
class Net(nn.Module):
    def __init__(self, width=64, depth=3, dropout=0.1):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x
def build(args):
    return Net(width=args.width, depth=args.depth)
`;
    const widths = (name: string) =>
      modelOf(text, name).nodes.flatMap((node) => (node.kind === 'layer' ? [node.width] : []));
    expect(widths('Net')).toEqual([64, 64, 64]);
    expect(new Set(widths('build'))).toEqual(new Set([undefined]));
    const written = text.replace('args.width', '32').replace('args.depth', '2');
    expect(traceOf(written).models.map(({ name }) => name)).toEqual(['build']);
  });

  it('takes a container as it is in the end, whoever looked at a shape while it grew', () => {
    const text = `${HEAD}net = nn.Sequential()
net.add_module('conv', nn.Conv2d(3, 8, 3))  #: conv
net.add_module('relu', nn.ReLU())  #: relu
net(torch.ones(4, 3, 9, 9)).shape
net.add_module('flat', nn.Flatten())
net.add_module('fc', nn.Linear(392, 1))  #: fc
net.add_module('out', nn.Sigmoid())  #: out
def train(net, rows):
    for x, y in rows:
        nn.BCELoss()(net(x)[:, 0], y).backward()
train(net, rows)
`;
    expect(pairsOf(text)).toEqual(['conv > relu', 'fc > out']);
    const { nodes, outputs } = modelOf(text);
    expect(outputs.map((index) => nodes[index]?.qualifiedName)).not.toContain('torch.nn.ReLU');
  });

  it('leaves out of a row what a filter rejects', () => {
    const text = `${HEAD}def exists(value):
    return value is not None
class Net(nn.Module):
    def __init__(self, norm=False):
        super().__init__()
        self.net = nn.Sequential(*filter(exists, (
            nn.Linear(4, 8),  #: a
            nn.LayerNorm(8) if norm else None,
            nn.SiLU(),  #: silu
        )))
    def forward(self, x):
        return self.net(x)
`;
    expect(pairsOf(text)).toEqual(['a > silu']);
    expect(pairsOf(text, { bothWays: true })).toEqual(['a > silu']);
    expect(modelOf(text).nodes.map((node) => node.kind)).toEqual(['input', 'layer', 'activation']);
    expect(modelOf(text).complete).toBe(true);
  });

  it('knows the containers of torch_einops_utils', () => {
    const text = `${HEAD}from torch_einops_utils.nn import Sequential, Lambda, Residual
net = Residual(Sequential(
    nn.Linear(4, 4),  #: a
    None,
    Lambda(lambda x: F.gelu(x)),  #: gelu
))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = net
    def forward(self, x):
        return self.net(x)
`;
    expect(pairsOf(text)).toEqual(['a > gelu']);
    expect(modelOf(text, 'Net').nodes.map((node) => node.kind)).toEqual([
      'input',
      'layer',
      'activation',
      'add',
    ]);
  });

  it('follows an autograd function into its forward, and a convolution that standardises its weight', () => {
    const text = `${HEAD}from elsewhere import Registry
class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)  #: sigmoid
class Square(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x.relu()  #: relu
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
def attend(x):
    return x.softmax(-1)  #: softmax
ATTENTION = Registry()
class StandardConv(nn.Conv2d):
    def forward(self, x):
        w = self.weight
        w = (w - w.mean((1, 2, 3), keepdim=True)) / w.std((1, 2, 3), keepdim=True)
        return F.conv2d(x, w, self.bias, self.stride, self.padding)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 8)  #: a
        self.b = nn.Linear(8, 2)  #: b
        self.c = StandardConv(2, 2, 1)  #: c
    def forward(self, x):
        x = Square.apply(self.b(Swish.apply(self.a(x))))
        return ATTENTION.get_interface('eager', attend)(self.c(x))
`;
    expect(pairsOf(text)).toEqual(['a > sigmoid', 'b > relu', 'c > softmax']);
  });

  it('follows helper layers that take an activation class', () => {
    const text = `${HEAD}from functools import partial
class Block(nn.Sequential):
    def __init__(self, inp, out, norm=nn.BatchNorm2d, act=nn.ReLU):
        layers = [nn.Conv2d(inp, out, 3)]  #: conv
        if norm is not None:
            layers.append(norm(out))
        if act is not None:
            layers.append(act())  #: act
        super().__init__(*layers)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(Block(3, 8), Block(8, 8, act=partial(nn.LeakyReLU, 0.2)), Block(8, 8, act=None))
    def forward(self, x):
        return self.features(x).softmax(1)  #: softmax
`;
    expect(pairsOf(text)).toEqual(['conv > act', 'conv > softmax']);
    const activations = modelOf(text, 'Net').nodes.flatMap((node) =>
      node.kind === 'activation' ? [[node.activation, node.parameters['alpha']]] : [],
    );
    expect(activations).toEqual([
      ['relu', undefined],
      ['leaky_relu', 0.2],
      ['softmax', undefined],
    ]);
  });

  it('runs both branches of a test that it cannot decide, and only one of a test that it can', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self, kind, bias=True):
        super().__init__()
        self.a = nn.Linear(4, 4)  #: a
        if bias:
            self.act = nn.ReLU()  #: relu
        else:
            self.act = nn.ELU()  #: elu
        if kind == 'x':
            self.head = nn.Sigmoid()  #: sigmoid
        else:
            self.head = nn.Tanh()  #: tanh
        self.b = nn.Linear(4, 4)  #: b
    def forward(self, x):
        return self.head(self.b(self.act(self.a(x))))
`;
    expect(pairsOf(text)).toEqual(['a > relu', 'b > sigmoid', 'b > tanh']);
  });

  it('keeps apart what two branches put into one list', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self, flag):
        super().__init__()
        layers = []
        if flag:
            layers += [nn.Linear(4, 4), nn.ReLU()]  #: a
        else:
            layers += [nn.Linear(4, 4), nn.Dropout(), nn.Tanh()]  #: b
        self.net = nn.Sequential(*layers)
    def forward(self, x):
        return self.net(x)
`;
    expect(pairsOf(text)).toEqual(['a > a', 'b > b']);
  });

  it('unrolls loops over known and unknown counts, ModuleList and ModuleDict', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self, depth, sizes=(4, 8, 16)):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))  #: a
        self.more = nn.ModuleList([nn.Linear(16, 16) for _ in range(depth)])  #: b
        self.heads = nn.ModuleDict({
            'x': nn.Linear(16, 1),  #: x
            'y': nn.Linear(16, 2),  #: y
        })
    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))  #: relu
        for layer in self.more:
            x = F.gelu(layer(x))  #: gelu
        return self.heads['x'](x).sigmoid(), self.heads['y'](x)  #: out
`;
    expect(pairsOf(text)).toEqual(['a > relu', 'b > gelu', 'x > out', 'y >']);
    expect(modelOf(text).nodes.filter((node) => node.kind === 'layer')).toHaveLength(6);
  });

  it('takes factories as they call, and functions that build', () => {
    const text = `${HEAD}def conv(inp, out):
    return nn.Conv2d(inp, out, 3)  #: conv
class Net(nn.Module):
    def __init__(self, block, counts):
        super().__init__()
        self.stem = conv(3, 4)
        self.act = nn.ReLU()  #: relu
        self.blocks = nn.Sequential(*[block(4) for n in counts for _ in range(n)])
    def forward(self, x):
        return self.blocks(self.act(self.stem(x)))
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = conv(width, width)
    def forward(self, x):
        return F.silu(x + self.conv(x))  #: silu
def net18():
    return Net(Block, [1, 1])
`;
    expect(pairsOf(text)).toEqual(['conv > relu', 'conv > silu']);
    const model = modelOf(text, 'net18');
    expect(model.nodes.filter((node) => node.kind === 'layer')).toHaveLength(3);
  });

  it('stays silent about what it cannot follow', () => {
    const text = `${HEAD}from elsewhere import mystery
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)  #: a
        self.m = mystery(4)
        self.act = nn.ReLU()
    def forward(self, x):
        return self.act(self.m(self.a(x)))
`;
    expect(pairsOf(text)).toEqual(['a >']);
    expect(modelOf(text).complete).toBe(false);
    expect(traceOf('class ReLU:\n    pass\nx = ReLU()\n').models).toEqual([]);
  });
});

describe('PyTorch: how weights start', () => {
  it('tells explicit initialisers by attribute, apply and loops, and defaults', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 8)  #: a
        self.b = nn.Conv2d(3, 8, 3)  #: b
        self.c = nn.Linear(8, 8)  #: c
        self.d = nn.Linear(8, 8)  #: d
        self.e = nn.Embedding(8, 8)  #: e
        nn.init.xavier_uniform_(self.a.weight)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode='fan_out', nonlinearity='relu')
        self.c.weight.data.normal_(0, 0.02)
        for name, p in self.e.named_parameters():
            if p.dim() > 1 and 'weight' in name:
                nn.init.orthogonal_(p)
    def forward(self, x):
        return self.a(x), self.b(x), self.c(x), self.d(x), self.e(x)
`;
    expect(initializersOf(text)).toEqual([
      'a: xavier_uniform',
      'b: kaiming_normal',
      'c: normal',
      'd: torch_default_linear (default)',
      'e: orthogonal',
    ]);
    const [layer] = modelOf(text).nodes.flatMap((node) => (node.kind === 'layer' ? [node] : []));
    expect(layer?.initialization?.weightVarianceTimesFanIn).toBeCloseTo((2 / 12) * 4, 12);
  });

  it.each([
    ["nn.init.calculate_gain('relu')", 2],
    ["nn.init.calculate_gain(nonlinearity='leaky_relu', param=0.5)", 1.6],
    ["nn.init.calculate_gain('leaky_relu')", 2 / (1 + 0.01 ** 2)],
    ["torch.nn.init.calculate_gain('tanh', None)", 25 / 9],
    ["nn.init.calculate_gain('gelu')", undefined],
    ["nn.init.calculate_gain('leaky_relu', slope)", undefined],
  ])('works out %s as the gain of an initialiser', (gain, expected) => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        nn.init.xavier_uniform_(self.a.weight, gain=${gain})
    def forward(self, x):
        return self.a(x)
`;
    const [layer] = modelOf(text).nodes.flatMap((node) => (node.kind === 'layer' ? [node] : []));
    expect(layer?.initialization?.initializer).toBe('xavier_uniform');
    const variance = layer?.initialization?.weightVarianceTimesFanIn;
    if (expected === undefined) expect(variance).toBeUndefined();
    else expect(variance).toBeCloseTo(expected, 12);
  });

  it('follows apply with a function of the file, and says nothing where branches differ', () => {
    const text = `${HEAD}def init_weights(m):
    classname = m.__class__.__name__
    if classname.find('Linear') != -1:
        m.weight.data.normal_(0.0, 0.02)
class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.a = nn.Linear(4, 4)  #: a
        self.b = nn.Linear(4, 4)  #: b
        self.apply(init_weights)
        if kind == 'he':
            nn.init.kaiming_normal_(self.b.weight)
        else:
            nn.init.xavier_normal_(self.b.weight)
    def forward(self, x):
        return self.b(self.a(x))
`;
    expect(initializersOf(text)).toEqual(['a: normal', 'b: unknown']);
  });
});

describe('PyTorch: losses and optimisers', () => {
  it('finds them where the file trains the model', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 3)
    def forward(self, x):
        return F.softmax(self.a(x), dim=1)
def main(loader):
    net = Net()
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    for x, y in loader:
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
`;
    const model = modelOf(text, 'Net');
    expect(model.losses).toHaveLength(1);
    const [loss] = model.losses;
    expect(loss).toMatchObject({
      qualifiedName: 'torch.nn.CrossEntropyLoss',
      arguments: { label_smoothing: 0.1 },
    });
    expect(model.nodes[loss?.predictions[0] ?? -1]).toMatchObject({
      kind: 'activation',
      activation: 'softmax',
    });
    expect(model.optimizers).toMatchObject([{ qualifiedName: 'torch.optim.Adam', arguments: { lr: 0.01 } }]);
  });
});

describe('PyTorch: scripts', () => {
  it('runs what stands under the main guard', () => {
    const text = `${HEAD}def build(width):
    return nn.Sequential(nn.Linear(4, width), nn.ReLU(), nn.Linear(width, 1))  #: net
if __name__ == '__main__':
    model = build(8)
    model.apply(lambda m: nn.init.orthogonal_(m.weight) if isinstance(m, nn.Linear) else None)
    loss = nn.MSELoss()(model(torch.randn(2, 4)), torch.randn(2, 1))
`;
    const model = modelOf(text, 'model');
    expect(model.nodes.flatMap((node) => (node.kind === 'layer' ? [node.width] : []))).toEqual([8, 1]);
    expect(model.losses).toHaveLength(1);
    expect(initializersOf(text)).toEqual(['net: orthogonal']);
  });
});

describe('PyTorch: bounds', () => {
  it('ends in bounded time on recursion, huge lists and a class that inherits itself', () => {
    const started = Date.now();
    traceOf(`${HEAD}class A(A):\n    def forward(self, x):\n        return self(x)\nA()(1)\n`);
    traceOf(`${HEAD}class R(nn.Module):
    def __init__(self, depth=0):
        super().__init__()
        self.inner = R(depth + 1)
        self.other = R(depth + 2)
    def forward(self, x):
        return self.forward(self.inner(x) + self.other(x))
`);
    const { models } = traceOf(`${HEAD}model = nn.Sequential(*[nn.Linear(8, 8) for _ in range(10000)])\n`);
    expect(models[0]?.nodes.length ?? 0).toBeGreaterThan(1000);
    expect(Date.now() - started).toBeLessThan(8000);
  });
});

describe('PyTorch: methods that call the model', () => {
  const withMethod = (decorator: string) => `${HEAD}class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
    def forward(self, x):
        return torch.relu(self.fc(x))
${decorator}    def generate(self, x):
        for _ in range(3):
            x = self(x)
        return x
`;
  const layers = (text: string) => modelOf(text).nodes.filter(({ kind }) => kind === 'layer').length;

  it('are not a part of it where they keep no gradient, since nothing is trained there', () => {
    expect(layers(withMethod('    @torch.no_grad()\n'))).toBe(1);
    expect(layers(withMethod(''))).toBeGreaterThan(1);
  });
});

describe('FairScale', () => {
  it('has layers whose weights are spread over devices, as LLaMA uses them, and says nothing of how they start', () => {
    const text = `${HEAD}from fairscale.nn.model_parallel.layers import ColumnParallelLinear, RowParallelLinear

class FeedForward(nn.Module):
    def __init__(self, dim: int = 64, hidden_dim: int = 256):
        super().__init__()
        self.w1 = ColumnParallelLinear(dim, hidden_dim, bias=False, gather_output=False, init_method=lambda x: x)  #: w1
        self.w2 = RowParallelLinear(hidden_dim, dim, bias=False, input_is_parallel=True, init_method=lambda x: x)  #: w2
        self.w3 = ColumnParallelLinear(dim, hidden_dim, bias=False, gather_output=False, init_method=lambda x: x)  #: w3

    def forward(self, x):
        return self.w2(F.silu(self.w1(x)) * self.w3(x))  #: silu
`;
    expect(pairsOf(text)).toEqual(['w1 > silu', 'w2 >', 'w3 >']);
    expect(initializersOf(text)).toEqual(['w1: unknown', 'w2: unknown', 'w3: unknown']);
  });
});

describe('PyTorch: other files', () => {
  it('follows imports within the workspace only', () => {
    const files: Readonly<Record<string, string>> = {
      'file:///project/blocks.py': `${HEAD}class Block(nn.Module):
    def __init__(self, act=nn.ReLU):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.act = act()
    def forward(self, x):
        return self.act(self.fc(x))
`,
    };
    const source = {
      read: (uri: string) => files[uri],
      resolve: (module: string) => (module === 'blocks' ? 'file:///project/blocks.py' : undefined),
    };
    const text = `${HEAD}from .blocks import Block\nmodel = nn.Sequential(Block(nn.Tanh), nn.Linear(4, 1))\n`;
    const trace = traceOf(text, { source });
    const activation = trace.models[0]?.nodes.find((node) => node.kind === 'activation');
    expect(activation).toMatchObject({ activation: 'tanh', path: '0.act' });
    expect(activation?.place.unit.uri).toBe('file:///project/blocks.py');
    expect(traceOf(text).models[0]?.complete).toBe(false);
  });
});

describe('einops_exts', () => {
  it.each([
    ['one pattern', `'b n (h d) -> b h n d', h=8`],
    ['a pattern for each', `('b n (h d) -> b h n d', 'b m (h d) -> b h m d'), h=8`],
  ])('lays several tensors out at once, by %s', (_name, written) => {
    const text = `import torch
from torch import einsum, nn
from einops_exts import rearrange_many
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.to_q = nn.Linear(64, 64)  #: query
        self.to_k = nn.Linear(64, 64)  #: key
    def forward(self, x):
        q, k = rearrange_many((self.to_q(x), self.to_k(x)), ${written})
        return einsum('... i d, ... j d -> ... i j', q, k).softmax(dim=-1)  #: softmax
`;
    expect(pairsOf(text)).toEqual(['key > softmax', 'query > softmax']);
  });
});

describe('a part of a layer’s weight', () => {
  it('is a weight: layers whose width a run chooses', () => {
    const text = `import torch.nn.functional as F
from torch import nn
class Slim(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, 64, 3)
        self.fc = nn.Linear(64, 64)
        self.width = width
    def forward(self, x):
        h = F.relu(F.conv2d(x, self.conv.weight[: self.width]))  #: relu
        return F.gelu(F.linear(h, self.fc.weight[: self.width, :]))  #: gelu
`;
    const reached = pairsOf(text).map((pair) => pair.replace(/^.*> /, ''));
    expect(reached).toEqual(expect.arrayContaining(['relu', 'gelu']));
  });
});
