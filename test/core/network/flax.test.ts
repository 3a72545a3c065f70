import { describe, expect, it } from 'vitest';
import { initializersOf, modelOf, pairsOf, recordsOf, traceOf } from './trace-of';

const LINEN = 'import jax\nimport jax.numpy as jnp\nfrom flax import linen as nn\nimport optax\n';
const NNX = 'import jax\nfrom flax import nnx\n';

describe('Flax: what feeds what', () => {
  it('follows a compact module with fields', () => {
    const text = `${LINEN}from typing import Callable, Sequence
class MLP(nn.Module):
    features: Sequence[int] = (32, 32)
    act: Callable = nn.gelu
    @nn.compact
    def __call__(self, x, train: bool = True):
        for size in self.features:
            x = nn.Dense(size)(x)  #: hidden
            x = nn.LayerNorm()(x)
            x = self.act(x)  #: gelu
        x = nn.Dropout(0.1, deterministic=not train)(x)
        return nn.Dense(1, kernel_init=nn.initializers.zeros)(x)  #: out
`;
    expect(pairsOf(text)).toEqual(['hidden > gelu', 'out >']);
    expect(initializersOf(text)).toEqual(['hidden: lecun_normal (default)', 'out: zeros']);
    expect(modelOf(text)).toMatchObject({ name: 'MLP', framework: 'jax', complete: true });
  });

  it('follows setup, submodules, Sequential with functions, and the loss of a training step', () => {
    const text = `${LINEN}class Block(nn.Module):
    width: int
    def setup(self):
        self.conv = nn.Conv(self.width, (3, 3), kernel_init=nn.initializers.he_normal())  #: conv
        self.norm = nn.BatchNorm(use_running_average=True)
    def __call__(self, x):
        return nn.relu(self.norm(self.conv(x)) + x)  #: relu
class Net(nn.Module):
    def setup(self):
        self.blocks = [Block(8) for _ in range(2)]
        self.head = nn.Sequential([nn.Dense(16), nn.tanh, nn.Dense(10)])  #: head
    def __call__(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean(axis=(1, 2)))
def train(params, x, y):
    model = Net()
    def loss_fn(params):
        logits = model.apply({'params': params}, x)
        return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()
    return jax.grad(loss_fn)(params)
`;
    expect(pairsOf(text)).toEqual(['conv > relu', 'head >', 'head > head']);
    expect(modelOf(text, 'Net').losses).toHaveLength(1);
  });

  it('follows nnx modules', () => {
    const text = `${NNX}class Net(nnx.Module):
    def __init__(self, din, dout, *, rngs: nnx.Rngs):
        self.a = nnx.Linear(din, 32, rngs=rngs)  #: a
        self.bn = nnx.BatchNorm(32, rngs=rngs)
        self.b = nnx.Linear(32, dout, rngs=rngs)  #: b
    def __call__(self, x):
        x = nnx.relu(self.bn(self.a(x)))  #: relu
        return jax.nn.sigmoid(self.b(x))  #: sigmoid
model = Net(4, 1, rngs=nnx.Rngs(0))
`;
    expect(pairsOf(text)).toEqual(['a > relu', 'b > sigmoid']);
  });

  it('follows what nnx keeps in collections of its own', () => {
    const text = `${NNX}class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.convs, self.norms = nnx.List(), nnx.List([])
        for _ in range(2):
            self.convs.append(nnx.Conv(8, 8, (3, 3), rngs=rngs))  #: conv
            self.norms.append(nnx.BatchNorm(8, rngs=rngs))
        self.heads = nnx.Dict(a=nnx.Linear(8, 2, rngs=rngs))  #: head
        self.last = nnx.data([nnx.Linear(2, 1, rngs=rngs)])  #: last
    def __call__(self, x):
        for i in range(0, len(self.convs)):
            x = nnx.relu(self.norms[i](self.convs[i](x)))  #: relu
        x = nnx.tanh(self.heads['a'](x))  #: tanh
        for layer in self.last:
            x = layer(x)
        return nnx.sigmoid(x)  #: sigmoid
`;
    expect(pairsOf(text)).toEqual(['conv > relu', 'head > tanh', 'last > sigmoid']);
  });

  it('says of an activation from a table of another file where it is asked for', () => {
    const table = 'file:///project/acts.py';
    const source = {
      read: (uri: string) =>
        uri === table
          ? 'import jax\nTABLE = {"silu": jax.nn.silu, "tanh": jax.nn.tanh}\ndef get_activation(name):\n    return TABLE.get(name)\n'
          : undefined,
      resolve: (module: string) => (module === 'acts' ? table : undefined),
    };
    const text = `${NNX}from acts import get_activation
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, act: str = "silu"):
        self.a = nnx.Linear(4, 32, rngs=rngs)
        self.act = get_activation(act)
    def __call__(self, x):
        return self.act(self.a(x))
`;
    const [activation] = recordsOf(text, { source }).flatMap(({ activation: found }) => found ?? []);
    expect(activation).toMatchObject({
      name: 'silu',
      line: 9,
      named: { path: 'file:///project/model.py', line: 7 },
    });
  });

  it('draws uniform weights between the bounds that are given', () => {
    const drawn = (bounds: string) => `import jax
import jax.numpy as jnp
def init(key):
    return {'w': jax.random.uniform(key, (784, 32)${bounds})}
def predict(params, x):
    return jnp.tanh(jnp.dot(x, params['w']))
params = init(jax.random.PRNGKey(0))
y = predict(params, jnp.ones((4, 784)))
`;
    const starts = (bounds: string) =>
      traceOf(drawn(bounds)).models.flatMap(({ nodes }) =>
        nodes.flatMap((node) => (node.kind === 'layer' ? [node.initialization?.arguments['high']] : [])),
      );
    expect(starts('')).toEqual([1]);
    expect(starts(', minval=-limit, maxval=limit')).toEqual([undefined]);
  });

  it('hears weights and initialisers through the names of their axes', () => {
    const text = `${LINEN}from flax.linen import partitioning
class Dense(nn.Module):
    features: int
    @nn.compact
    def __call__(self, x):
        kernel = partitioning.param_with_axes('kernel', nn.initializers.he_normal(), (8, self.features), jnp.float32, axes=('a', 'b'))
        kernel = jnp.asarray(kernel, jnp.float32)
        return jax.lax.dot_general(x, kernel, (((1,), (0,)), ((), ())))  #: kernel
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.tanh(partitioning.with_sharding_constraint(Dense(8)(x), ('a', 'b')))  #: tanh
        x = nn.Dense(4, kernel_init=nn.with_logical_partitioning(nn.initializers.he_normal(), ('b', 'c')))(x)  #: dense
        return nn.relu(nn.with_logical_constraint(x, ('a', 'c')))  #: relu
`;
    expect(pairsOf(text)).toEqual(['dense > relu', 'kernel > tanh']);
    expect(initializersOf(text)).toEqual(['dense: kaiming_normal', 'kernel: kaiming_normal']);
  });

  it('follows as many blocks as `nn.scan` repeats, each with weights of its own', () => {
    const text = `${LINEN}class Block(nn.Module):
    width: int
    @nn.compact
    def __call__(self, x, _):
        return x + nn.Dense(self.width)(nn.tanh(x)), None
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        blocks = nn.scan(Block, variable_axes={'params': 0}, split_rngs={'params': True}, length=4)
        x, _ = blocks(8)(nn.Dense(8)(x), None)
        return nn.Dense(4)(x)
`;
    const layers = modelOf(text, 'Net').nodes.filter(({ kind }) => kind === 'layer');
    expect(layers).toHaveLength(6);
    expect(new Set(layers.map((layer) => (layer.kind === 'layer' ? layer.instance : 0))).size).toBe(6);
  });

  it('follows a scan over rows once', () => {
    const text = `${LINEN}class Step(nn.Module):
    @nn.compact
    def __call__(self, h, x):
        h = nn.tanh(nn.Dense(8)(h) + nn.Dense(8)(x))
        return h, h
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        step = nn.scan(Step, variable_broadcast='params', split_rngs={'params': False}, in_axes=1)
        _, y = step()(jnp.zeros((4, 8)), x)
        return nn.Dense(4)(y)
`;
    expect(modelOf(text, 'Net').nodes.filter(({ kind }) => kind === 'layer')).toHaveLength(3);
  });
});

describe('layers whose weights a wrapper computes', () => {
  it.each(['SpectralNorm', 'WeightNorm'])(
    '%s hands on what its layer makes, and nobody knows how its weights start',
    (name) => {
      const text = `import jax
from flax import linen as nn
class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.${name}(nn.Dense(8))(x, update_stats=train)  #: dense
        return nn.relu(x)  #: relu
`;
      expect(pairsOf(text)).toEqual(['dense > relu']);
      const nodes = traceOf(text).models.flatMap((model) => model.nodes);
      expect(nodes.map(({ kind }) => kind)).toEqual(['input', 'layer', 'activation']);
      const [layer] = nodes.flatMap((node) => (node.kind === 'layer' ? [node] : []));
      expect(layer).toMatchObject({ qualifiedName: 'flax.linen.Dense', reparametrization: name });
    },
  );
});

describe('names that make a model with some of its arguments', () => {
  const blocks = `${LINEN}import functools
from typing import Any
class Block(nn.Module):
    norm: Any
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(8, (3, 3))(x)  #: conv
        return nn.relu(self.norm()(x))  #: relu
class Bottleneck(nn.Module):
    norm: Any
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(8, (1, 1))(x)  #: narrow
        return nn.gelu(self.norm()(x))  #: gelu
class ResNet(nn.Module):
    sizes: Any
    block: Any
    @nn.compact
    def __call__(self, x):
        norm = functools.partial(nn.BatchNorm, use_running_average=True)
        for size in self.sizes:
            for _ in range(size):
                x = self.block(norm=norm)(x)
        return nn.Dense(10)(x)
`;

  it('are followed with what they have, once for each choice of blocks', () => {
    const text = `${blocks}ResNet18 = functools.partial(ResNet, sizes=[2, 2], block=Block)
ResNet34 = functools.partial(ResNet, sizes=[3, 4], block=Block)
ResNet50 = functools.partial(ResNet, sizes=[1], block=Bottleneck)
`;
    expect(pairsOf(text)).toEqual(expect.arrayContaining(['conv > relu', 'narrow > gelu']));
    expect(traceOf(text).models.map(({ name }) => name)).toEqual(['ResNet18', 'ResNet50']);
  });

  it('are left to the function that calls them', () => {
    const text = `${blocks}ResNet18 = functools.partial(ResNet, sizes=[2], block=Block)
def create():
    return ResNet18(), ResNet18(block=Bottleneck)
`;
    expect(traceOf(text).models.map(({ name }) => name)).not.toContain('ResNet18');
  });
});

describe('weights that are brought to the type of what they meet', () => {
  it.each([
    ['several values', 'x, w = nn.dtypes.promote_dtype(x, self.w, dtype=self.dtype)'],
    ['a tuple', 'x, w = nn.dtypes.promote_dtype((x, self.w), dtype=self.dtype)'],
  ])('stay weights, given as %s', (_name, promoted) => {
    const text = `${LINEN}class Einsum(nn.Module):
    dtype: object = None
    def setup(self):
        self.w = self.param('w', nn.initializers.lecun_normal(), (2, 8, 16))  #: weight
    def __call__(self, x):
        ${promoted}
        return jnp.einsum('...td,cdD->c...tD', x, w)  #: product
class Gated(nn.Module):
    def setup(self):
        self.up = Einsum()
    def __call__(self, x):
        out = self.up(x)
        return nn.gelu(out[0]) * out[1]  #: gelu
`;
    expect(pairsOf(text).some((pair) => /^(?:weight|product) > gelu$/.test(pair))).toBe(true);
  });
});
