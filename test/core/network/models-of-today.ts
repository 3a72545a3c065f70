/** Models as they are written today: from a configuration, by other methods than `forward`, with attention by hand. Marks as in `hand-written.ts`. */
import type { HandWritten } from './hand-written';

const T = 'import torch\nimport torch.nn.functional as F\nfrom torch import nn\n';
const K3 = 'import keras\nfrom keras import layers\n';

export const modelsOfToday: readonly HandWritten[] = [
  {
    name: 'an activation by the default of a configuration that the parameter is annotated with',
    text: `${T}from transformers.activations import ACT2FN
class Config:
    def __init__(self, width=8, hidden_act="silu"):
        self.width = width
        self.hidden_act = hidden_act
class MLP(nn.Module):
    def __init__(self, config: "Config"):
        super().__init__()
        self.gate = nn.Linear(config.width, 16)  #: gate
        self.up = nn.Linear(config.width, 16)  #: up
        self.down = nn.Linear(16, config.width)  #: down
        self.act = ACT2FN[config.hidden_act]  #: act
    def forward(self, x):
        return self.down(self.act(self.gate(x)) * self.up(x))
`,
    pairs: ['down >', 'gate > act', 'up >'],
  },
  {
    name: 'a dataclass beside the model is its configuration, also without an annotation',
    text: `${T}from dataclasses import dataclass
from transformers.activations import get_activation
@dataclass
class GPTConfig:
    n_embd: int = 32
    activation: str = "gelu_new"
class MLP(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.fc = nn.Linear(config.n_embd, 4 * config.n_embd)  #: fc
        self.act = get_activation(config.activation)  #: act
        self.proj = nn.Linear(4 * config.n_embd, config.n_embd)  #: proj
    def forward(self, x):
        return self.proj(self.act(self.fc(x)))
`,
    pairs: ['fc > act', 'proj >'],
  },
  {
    name: 'a name that only the caller knows is an unknown activation: the chain goes on through it',
    text: `${T}from transformers.activations import ACT2FN
class MLP(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 8)  #: layers
        self.act = ACT2FN[kind]  #: act
    def forward(self, x):
        return F.relu(self.b(self.act(self.a(x))))  #: relu
`,
    pairs: ['layers > act', 'layers > relu'],
  },
  {
    name: 'a table that cannot be read gives the function in view, and attention has both factors as producers',
    text: `${T}TABLE = {}
def eager(module, q, k, v, scale):
    weights = F.softmax(torch.matmul(q, k.transpose(2, 3)) * scale, dim=-1)  #: softmax
    return torch.matmul(weights, v)
class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.q = nn.Linear(8, 8)  #: q
        self.k = nn.Linear(8, 8)  #: k
        self.v = nn.Linear(8, 8)  #: v
        self.o = nn.Linear(8, 8)  #: o
    def forward(self, x):
        q, k, v = (f(x).view(2, 3, 4, 2).transpose(1, 2) for f in (self.q, self.k, self.v))
        attend = eager
        if self.config.attention != "eager":
            attend = TABLE[self.config.attention]
        return self.o(attend(self, q, k, v, 0.5).reshape(2, 3, 8))
`,
    pairs: ['k > softmax', 'o >', 'q > softmax', 'v >'],
  },
  {
    name: 'einops moves elements, and einsum multiplies',
    text: `${T}from einops import rearrange
from einops.layers.torch import Rearrange
class Attention(nn.Module):
    def __init__(self, dim=8, heads=2):
        super().__init__()
        self.heads = heads
        self.to_qkv = nn.Linear(dim, dim * 3)  #: qkv
        self.attend = nn.Softmax(dim=-1)  #: softmax
        self.to_out = nn.Sequential(Rearrange('b h n d -> b n (h d)'), nn.Linear(dim, dim), nn.GELU())  #: out
    def forward(self, x):
        q, k, v = map(lambda t: rearrange(t, 'b n (h d) -> b h n d', h=self.heads), self.to_qkv(x).chunk(3, dim=-1))
        attn = self.attend(torch.einsum('b h i d, b h j d -> b h i j', q, k))
        return self.to_out(torch.einsum('b h i j, b h j d -> b h i d', attn, v))
`,
    pairs: ['out > out', 'qkv > softmax'],
  },
  {
    name: 'a module without forward is entered by its other methods',
    text: `${T}class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.critic = nn.Sequential(
            nn.Linear(4, 64),  #: critic
            nn.Tanh(),  #: tanh
            nn.Linear(64, 1),  #: value
        )
        self.trunk, self.actor = nn.Linear(4, 64), nn.Linear(64, 2)  #: actor
    def get_value(self, x):
        return self.critic(x)
    def get_action(self, x):
        return self.actor(torch.relu(self.trunk(x)))  #: relu
`,
    pairs: ['actor >', 'actor > relu', 'critic > tanh', 'value >'],
  },
  {
    name: 'a part that its owner never calls is a model of its own',
    text: `${T}class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 4)  #: inner
        self.act = nn.ReLU()  #: relu
    def forward(self, x):
        return self.act(self.layer(x))
class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.head = Inner(), nn.Linear(3, 2)  #: head
    def forward(self, x):
        return self.head(x)
    def generate(self, x):
        return self.inner(x)
`,
    pairs: ['head >', 'inner > relu'],
  },
  {
    name: 'the halves of a GAN, and what a method of a plain class builds',
    text: `${K3}generator = keras.Sequential([
    layers.Dense(64),  #: dense
    layers.LeakyReLU(),  #: leaky
    layers.Dense(1, activation="tanh"),  #: out
])
class GAN(keras.Model):
    def __init__(self, generator):
        super().__init__()
        self.generator = generator
    def train_step(self, data):
        self.generator(data)
        return {}
class Tuner:
    def build(self, hp):
        return keras.Sequential([
            layers.Dense(8, activation="relu"),  #: built
        ])
gan = GAN(generator)
`,
    pairs: ['built > built', 'dense > leaky', 'out > out'],
  },
  {
    name: 'Equinox: layers in a list under vmap, and a stack of layers of its own',
    text: `import equinox as eqx
import jax
class Net(eqx.Module):
    layers: list
    head: eqx.nn.MLP
    def __init__(self, key):
        a, b = jax.random.split(key)
        self.layers = [
            eqx.nn.Linear(3, 8, key=a),  #: first
            eqx.nn.Linear(8, 4, key=b),  #: second
        ]
        self.head = eqx.nn.MLP(4, 2, 16, 2, key=b)  #: head
    def __call__(self, x):
        hidden = jax.nn.gelu(jax.vmap(self.layers[0])(x))  #: gelu
        return self.head(jax.vmap(self.layers[1])(hidden))
`,
    pairs: ['first > gelu', 'head >', 'head > head', 'second >'],
  },
  {
    name: 'Haiku: layers where they are called, a function among the layers of a Sequential, a transformed function',
    text: `import haiku as hk
import jax
class Block(hk.Module):
    def __call__(self, x):
        x = hk.Conv2D(32, 3)(x)  #: conv
        return jax.nn.relu(hk.BatchNorm(True, True, 0.9)(x, True))  #: relu
class Head(hk.Module):
    def __init__(self, n):
        super().__init__()
        self.net = hk.Sequential([
            hk.Linear(n),  #: linear
            jax.nn.tanh,  #: tanh
            hk.nets.MLP([8, 2]),  #: mlp
        ])
    def __call__(self, x):
        return self.net(x)
forward = hk.transform(lambda x: Head(16)(Block()(x)))
`,
    pairs: ['conv > relu', 'linear > tanh', 'mlp >', 'mlp > mlp'],
  },
  {
    name: 'JAX by hand: a list of weights is a list of layers, where they are made',
    text: `import jax
import jax.numpy as jnp
def init(key, sizes=(784, 256, 10)):
    return [
        (jax.random.normal(key, (m, n)) * (2 / m) ** 0.5, jnp.zeros(n))  #: weights
        for m, n in zip(sizes[:-1], sizes[1:])
    ]
def predict(params, x):
    for w, b in params[:-1]:
        x = jax.nn.relu(x @ w + b)  #: relu
    w, b = params[-1]
    return x @ w + b
logits = predict(init(jax.random.PRNGKey(0)), jnp.ones((4, 784)))
`,
    pairs: ['weights >', 'weights > relu'],
  },
  {
    name: 'a configuration that nobody in view gives is the one that the parameter, or its class, says it takes',
    text: `${T}from dataclasses import dataclass
from transformers.activations import ACT2FN
@dataclass
class TextConfig:
    width: int = 8
    hidden_act: str = "relu"
class Config:
    text_config: dict | None = None
class MLP(nn.Module):
    def __init__(self, config: TextConfig):
        super().__init__()
        self.fc = nn.Linear(config.width, 16)  #: fc
        self.act = ACT2FN[config.hidden_act]  #: act
    def forward(self, x):
        return self.act(self.fc(x))
class Model(nn.Module):
    def __init__(self, config: Config, other):
        super().__init__()
        self.text = MLP(config.text_config)
    def forward(self, x):
        return self.text(x)
`,
    pairs: ['fc > act'],
  },
  {
    name: 'a layer of a class that extends the framework\u2019s is made where its class hands its arguments on, too',
    text: `${T}
class Same(nn.Conv2d):
    def __init__(self, channels, out):
        super().__init__(channels, out, 3)  #: own
    def forward(self, x):
        return super().forward(F.pad(x, (1, 1, 1, 1)))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = Same(3, 8)  #: conv
    def forward(self, x):
        return F.relu(self.conv(x))  #: relu
`,
    pairs: ['conv > relu', 'own > relu'],
  },
  {
    name: 'what a cache keeps of a tensor goes on, and a convolution by hand is the layer whose weight it takes',
    text: `${T}
class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inside = nn.Linear(8, 8)  #: inside
        self.conv = nn.Conv1d(8, 8, 4, groups=8)  #: conv
    def forward(self, x, cache):
        mixed = F.relu(cache.update_conv_state(self.inside(x), 0))  #: relu
        return F.silu(F.conv1d(mixed, weight=self.conv.weight.squeeze(1).unsqueeze(1), bias=self.conv.bias, groups=8))  #: silu
`,
    pairs: ['conv > silu', 'inside > relu'],
  },
  {
    name: 'blocks under names that only a size gives are there all the same',
    text: `${T}
class UNet(nn.Module):
    def __init__(self, size, levels=2):
        super().__init__()
        self.blocks = nn.ModuleDict()
        for level in range(levels):
            self.blocks[f"{size >> level}_conv"] = nn.Conv2d(4, 4, 3)  #: conv
    def forward(self, x):
        for name, block in self.blocks.items():
            x = F.silu(block(x))  #: silu
        return x
`,
    pairs: ['conv > silu'],
  },
  {
    name: 'a text that a table is asked for with a default is the default',
    text: `${T}from transformers.activations import ACT2FN
class Net(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.fc = nn.Linear(8, 8)  #: fc
        self.act = ACT2FN[options.get("activation", "silu")]  #: act
    def forward(self, x):
        return self.act(self.fc(x))
`,
    pairs: ['fc > act'],
  },
  {
    name: 'a kernel of one\u2019s own under a name that everybody has in such a table is what the name says',
    text: `${T}import kernels
class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return kernels.swish_forward[(1,)](x)
swish = Swish.apply
ACT2FN = {"relu": F.relu, "silu": swish}
class Net(nn.Module):
    def __init__(self, hidden_act="silu"):
        super().__init__()
        self.fc = nn.Linear(8, 8)  #: fc
        self.act = ACT2FN[hidden_act]  #: act
    def forward(self, x):
        return self.act(self.fc(x))
`,
    pairs: ['fc > act'],
  },
  {
    name: 'a layer of a Transformer that is told its activation has a linear layer before it',
    text: `${T}
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(  #: layer
            d_model=32,
            nhead=4,
            activation="gelu",  #: gelu
        )
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)  #: stack
    def forward(self, x):
        return self.encoder(x)
`,
    pairs: ['layer > gelu', 'stack >'],
  },
  {
    name: 'a normalised weight, imported from the module that defines it',
    text: `${T}from torch.nn.utils.spectral_norm import spectral_norm
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            spectral_norm(nn.Conv2d(3, 8, 3)),  #: conv
            nn.LeakyReLU(0.2),  #: act
        )
    def forward(self, x):
        return self.body(x)
`,
    pairs: ['conv > act'],
  },
  {
    name: 'blocks kept under tuples',
    text: `${T}from collections import OrderedDict
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = OrderedDict()
        self.convs["up", 0] = nn.Conv2d(8, 8, 3)  #: up
        self.convs["out", 0] = nn.Conv2d(8, 1, 3)  #: out
        self.decoder = nn.ModuleList(list(self.convs.values()))
    def forward(self, x):
        x = F.elu(self.convs["up", 0](x))  #: elu
        return torch.sigmoid(self.convs["out", 0](x))  #: sigmoid
`,
    pairs: ['out > sigmoid', 'up > elu'],
  },
  {
    name: 'an embedding that is turned by a function is the head that it is multiplied as',
    text: `${T}
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(100, 32)  #: embedding
        self.out = nn.Linear(32, 32)  #: out
    def forward(self, x):
        x = self.out(self.embedding(x))
        logits = (x @ torch.transpose(self.embedding.weight.to(x.dtype), 0, 1)).float()
        return F.log_softmax(logits, dim=-1)  #: log
`,
    pairs: ['embedding >', 'embedding > log', 'out >'],
  },
  {
    name: 'a buffer whose parts are copied into',
    text: `${T}
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k = nn.Linear(8, 8), nn.Linear(8, 8)  #: qk
    def forward(self, x):
        q, k = self.q(x), self.k(x)
        keys = k.new_empty(*k.shape[:-1], 8)
        keys[..., :4].copy_(k[..., :4])
        keys[..., 4:].copy_(k[..., 4:])
        return F.softmax(keys.transpose(-1, -2), dim=-1)  #: softmax
`,
    pairs: ['qk > softmax', 'qk >'],
  },
];
