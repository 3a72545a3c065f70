/** Activations that are looked up by a name which only a run knows. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { recordsOf, traceOf } from './trace-of';

const HEAD = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

function activations(text: string): readonly string[] {
  return traceOf(HEAD + text).models.flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
  );
}

const net = (made: string, called = 'self.act(self.a(x))'): string => `class Net(nn.Module):
    def __init__(self, activation, kind, config):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 2)
        self.act = ${made}
    def forward(self, x):
        return self.b(${called})
`;

describe('an activation whose name is not known', () => {
  it.each([
    ['a class of torch.nn', net('getattr(nn, activation)()')],
    ['a function of torch.nn.functional', net('getattr(F, config.hidden_act)')],
    ['one that is called at once', net('None', 'getattr(torch, self.activation)(self.a(x))')],
  ])('is one all the same: %s', (_, text) => {
    expect(activations(text)).toEqual(['unknown']);
  });

  it('is named where the class of a module is asked for', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self, act):
        super().__init__()
        act = getattr(nn, act)
        self.layers = nn.Sequential(
            nn.Linear(8, 8),
            act(),
        )
    def forward(self, x):
        return self.layers(x)
`;
    const [activation] = recordsOf(text).flatMap(({ activation: found }) => found ?? []);
    expect(activation).toMatchObject({ name: 'unknown', line: 10, named: { line: 7 } });
  });

  it('is one of the table that transformers has for Flax', () => {
    const text = `import flax.linen as nn
from transformers.modeling_flax_utils import ACT2FN
class Block(nn.Module):
    config: object
    @nn.compact
    def __call__(self, x):
        x = ACT2FN[self.config.activation_function](nn.Dense(8)(x))
        return ACT2FN["silu"](nn.Dense(4)(x))
`;
    expect(activations(text)).toEqual(['unknown', 'silu']);
  });

  it('is none where nothing says that it is an activation', () => {
    expect(activations(net('getattr(nn, kind)(8)'))).toEqual([]);
  });
});

describe('an activation that a configuration names by default', () => {
  const config = (act: string): string =>
    `from dataclasses import dataclass\nfrom transformers.activations import ACT2CLS\n@dataclass\nclass NetConfig:\n    act: str = '${act}'\n`;
  const configured = (made: string): string =>
    net(made).replace('activation, kind, config', 'config: NetConfig');

  it.each([
    ['ReLU', 'getattr(nn, config.act)()'],
    ['relu', 'getattr(F, config.act)'],
    ['relu', 'ACT2CLS[config.act]()'],
  ])('is that one, with what names it: %s by %s', (name, made) => {
    const [model] = traceOf(HEAD + config(name) + configured(made)).models;
    const found = model?.nodes.flatMap((node) =>
      node.kind === 'activation' ? [[node.activation, node.assumption]] : [],
    );
    expect(found).toEqual([['relu', { name: 'act', value: name }]]);
  });
});

describe('a table that decorators fill', () => {
  const swish = `class Swish(nn.Module):
    def forward(self, x):
        return F.silu(x)
`;
  const user = (made: string): string => `class Net(nn.Module):
    def __init__(self, act='swish'):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 2)
        self.act = ${made}
    def forward(self, x):
        return self.b(self.act(self.a(x)))
`;
  const table = `TABLE = {}
def register(name):
    def keep(made):
        TABLE[name] = made
        return made
    return keep
`;
  const registry = `class Registry:
    def __init__(self):
        self.known = {}
    def register(self, made):
        self.known[made.__name__] = made
        return made
    def get(self, name):
        return self.known[name]
ACTS = Registry()
`;

  it.each([
    [
      'a function that keeps what it decorates',
      `${table}@register('swish')\n${swish}${user('TABLE[act]()')}`,
    ],
    ['by `get`', `${table}@register(name="swish")\n${swish}${user('TABLE.get(act)()')}`],
    [
      'an object, under the name of what follows',
      `${registry}@ACTS.register\ndef swish(x):\n    return F.silu(x)\n${user('ACTS.get(act)')}`,
    ],
  ])('gives what is decorated with the key: %s', (_, text) => {
    expect(activations(text)).toEqual(['silu']);
  });

  it('gives nothing where two are decorated with it, and the default where there is one', () => {
    const twice = `${table}@register('swish')\n${swish}@register('swish')\n${swish.replace('Swish', 'Other')}`;
    expect(activations(twice + user('TABLE[act]()'))).toEqual([]);
    expect(
      activations(`${table}@register('swish')\n${swish}${user("TABLE.get('swish', nn.Tanh)()")}`),
    ).toEqual(['tanh']);
  });
});

it('an option of the program names an activation by its default, and decides nothing', () => {
  const text = `import argparse
parser = argparse.ArgumentParser()
parser.add_argument('--hidden-act', type=str, default='ReLU')
parser.add_argument('--last', default='tanh')
args = parser.parse_args()
class Net(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 2)
        self.act = getattr(nn, args.hidden_act)()
        self.last = nn.Tanh() if args.last == 'tanh' else nn.Sigmoid()
    def forward(self, x):
        return self.last(self.b(self.act(self.a(x))))
net = Net(args)
`;
  expect([...activations(text)].sort()).toEqual(['relu', 'sigmoid', 'tanh']);
});

it('a flag is no name of an activation', () => {
  const text = `from transformers.activations import ACT2FN
class Net(nn.Module):
    def __init__(self, use_activation=True):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 2)
        self.act = ACT2FN[use_activation] if isinstance(use_activation, str) else nn.SiLU()
    def forward(self, x):
        return self.b(self.act(self.a(x)))
`;
  const names = traceOf(HEAD + text, { bothWays: true }).models.flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
  );
  expect(new Set(names)).toEqual(new Set(['silu']));
});

it('a product is one whatever it is added to', () => {
  const text = `class Scores(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k = nn.Linear(8, 8), nn.Linear(8, 8)
    def forward(self, x, bias=None):
        return F.softmax(bias.baddbmm(self.q(x), self.k(x)), dim=-1)
`;
  const [model] = traceOf(HEAD + text).models;
  const product = model?.nodes.find(({ kind }) => kind === 'matmul');
  expect(product?.inputs.map((index) => model?.nodes[index]?.kind)).toEqual(['layer', 'layer']);
});

it('a finding says which default it rests on', () => {
  const text = `from torch import nn
from transformers.activations import ACT2FN
class NetConfig:
    def __init__(self, hidden_act='softmax'):
        self.hidden_act = hidden_act
class Net(nn.Module):
    def __init__(self, config: NetConfig):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 2)
        self.act = ACT2FN[config.hidden_act]
    def forward(self, x):
        return self.b(self.act(self.a(x)))
`;
  const document = createLensService().update(
    'file:///project/net.py',
    1,
    text.replaceAll("'softmax'", "'linear'"),
  );
  const findings = document.findings({ select: undefined, ignore: [], severity: {} });
  expect(findings.map(({ rule }) => rule)).toEqual(['missing-nonlinearity']);
  const [relu] = createLensService()
    .update(
      'file:///project/net.py',
      1,
      text.replace("'softmax'", "'sigmoid'").replace('self.b(self.act', 'self.act(self.act'),
    )
    .findings({ select: undefined, ignore: [], severity: {} })
    .filter(({ rule }) => rule === 'redundant-activation');
  expect(relu?.message).toContain('with the default hidden_act="sigmoid"');
});

describe('configurations that stand in the classes which they describe', () => {
  it('build the class that __init_subclass__ binds to them, their parts likewise', () => {
    const [edge] = traceOf(`${HEAD}from dataclasses import dataclass, replace
class Configurable:
    @dataclass
    class Config:
        owner = None
        def build(self):
            return self.owner(config=replace(self))
    def __init_subclass__(cls, **kwargs):
        if 'Config' in cls.__dict__:
            cls.__dict__['Config'].owner = cls
class Module(nn.Module, Configurable):
    @dataclass
    class Config(Configurable.Config):
        pass
class Linear(nn.Linear, Module):
    @dataclass
    class Config(Module.Config):
        width: int = 8
    def __init__(self, config: Config):
        super().__init__(config.width, config.width)
class Net(Module):
    @dataclass
    class Config(Module.Config):
        w: Linear.Config
    def __init__(self, config: Config):
        super().__init__()
        self.w = config.w.build()
    def forward(self, x):
        return F.silu(self.w(x))
`).models.filter(({ name }) => name === 'Net');
    expect(edge?.nodes.map(({ kind }) => kind)).toEqual(['input', 'layer', 'activation']);
  });
});

describe('a configuration that is made of another of its kind', () => {
  it('is made once, and its parameter is unknown', () => {
    expect(
      activations(`class MixedConfig:
    def __init__(self, config, classes=None):
        self.__dict__ = config.__dict__
        self.hidden_act = "gelu"
class Net(nn.Module):
    def __init__(self, config: MixedConfig):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.act = getattr(F, config.hidden_act)
    def forward(self, x):
        return self.act(self.fc(x))
`),
    ).toEqual(['gelu']);
  });
});
