"""What PyTorch makes of the changed models that `core/what-if` predicts: python scripts/measure-what-if.py > test/reference/what-if.json

Each case is a model of test/reference/what-if/*.py with one change built into it by hand. Signal: half the mean square between outputs for two
independent inputs, its root; gradient: RMS at the output for N(0, 1) at the model's. Training mode, averaged over draws of the weights.
"""

import json
import math

import torch
import torch.nn.functional as F
from torch import nn

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU, "tanh": nn.Tanh, "silu": nn.SiLU}


def start(layer, init):
    weight = layer.weight
    if init == "he":
        nn.init.kaiming_normal_(weight, nonlinearity="relu")
    elif init == "xavier":
        nn.init.xavier_uniform_(weight)
    elif init == "lecun":
        nn.init.kaiming_normal_(weight, nonlinearity="linear")
    elif init == "orthogonal":
        nn.init.orthogonal_(weight)
    elif init == "normal":
        nn.init.normal_(weight, 0, 0.02)


def norm_of(kind, width):
    return {"batch": nn.BatchNorm1d, "layer": nn.LayerNorm, "rms": nn.RMSNorm}[kind](width)


class Mlp(nn.Module):
    def __init__(self, activation="relu", initializer="xavier", norm=None, residual=False, depth=5, width=1, dropout=0.0):
        super().__init__()
        wide = int(256 * width)
        self.layers = nn.ModuleList([nn.Linear(784, wide)] + [nn.Linear(wide, wide) for _ in range(depth)])
        self.output = nn.Linear(wide, 10)
        self.act = ACTIVATIONS[activation]()
        self.drop = nn.Dropout(dropout)
        self.residual, self.place = residual, norm and norm["place"]
        self.norms = nn.ModuleList([norm_of(norm["kind"], wide) if norm else nn.Identity() for _ in self.layers])
        for layer in self.layers:
            start(layer, initializer)

    def forward(self, x):
        for index, (layer, norm) in enumerate(zip(self.layers, self.norms)):
            if self.residual and index > 0:
                inner = norm(x) if self.place == "before" else x
                x = x + self.drop(self.act(layer(inner)))
                if self.place == "after":
                    x = norm(x)
            elif self.residual:
                x = self.act(layer(x))
            else:
                y = layer(x)
                if self.place == "before":
                    y = norm(y)
                y = self.act(y)
                if self.place == "after":
                    y = norm(y)
                x = self.drop(y)
        return self.output(x)

    def measured(self):
        return [*self.layers, self.output]


class Block(nn.Module):
    def __init__(self, width, heads, activation, kind):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = norm_of(kind, width), norm_of(kind, width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.act = ACTIVATIONS[activation]()

    def attend(self, x):
        batch, time, width = x.size()
        q, k, v = (
            part.view(batch, time, self.heads, width // self.heads).transpose(1, 2)
            for part in self.qkv(x).split(width, dim=2)
        )
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.proj(y.transpose(1, 2).reshape(batch, time, width))

    def forward(self, x, after):
        if after:
            x = self.norm1(x + self.attend(x))
            return self.norm2(x + self.down(self.act(self.up(x))))
        x = x + self.attend(self.norm1(x))
        return x + self.down(self.act(self.up(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, activation="gelu", initializer="normal", norm=None, depth=12, residualScale=False):
        super().__init__()
        kind, self.after = (norm or {}).get("kind", "layer"), (norm or {}).get("place") == "after"
        self.tokens, self.positions = nn.Embedding(512, 128), nn.Embedding(32, 128)
        self.blocks = nn.ModuleList([Block(128, 4, activation, kind) for _ in range(depth)])
        self.norm = nn.Identity() if self.after else norm_of(kind, 128)
        self.head = nn.Linear(128, 512, bias=False)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                start(module, initializer)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, 0, 0.02)
        if residualScale:
            with torch.no_grad():
                for block in self.blocks:
                    block.proj.weight /= math.sqrt(2 * depth)
                    block.down.weight /= math.sqrt(2 * depth)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.positions(torch.arange(tokens.size(1)))
        for block in self.blocks:
            x = block(x, self.after)
        return self.head(self.norm(x))

    def measured(self):
        return [layer for block in self.blocks for layer in (block.qkv, block.proj, block.up, block.down)] + [self.head]


CASES = {
    "mlp": [
        {},
        {"activation": "gelu"},
        {"activation": "tanh"},
        {"initializer": "he"},
        {"initializer": "lecun"},
        {"initializer": "orthogonal"},
        {"initializer": "normal"},
        {"initializer": "he", "activation": "silu"},
        {"norm": {"kind": "batch", "place": "before"}},
        {"norm": {"kind": "layer", "place": "before"}},
        {"norm": {"kind": "rms", "place": "after"}},
        {"residual": True},
        {"residual": True, "norm": {"kind": "layer", "place": "before"}},
        {"depth": 12, "initializer": "he"},
        {"depth": 2},
        {"width": 2, "initializer": "normal"},
        {"dropout": 0.3},
    ],
    "gpt": [
        {},
        {"residualScale": True},
        {"initializer": "xavier"},
        {"initializer": "he"},
        {"activation": "relu"},
        {"norm": {"kind": "rms", "place": "before"}},
        {"norm": {"kind": "layer", "place": "after"}},
        {"depth": 4, "residualScale": True},
    ],
}


def measure(make, inputs, draws):
    sums = None
    for draw in range(draws):
        torch.manual_seed(draw)
        model = make().train()
        outputs = []
        hooks = [layer.register_forward_hook(lambda _, __, out: outputs.append(out)) for layer in model.measured()]
        state = torch.random.get_rng_state()
        result = model(inputs())
        first = outputs[:]
        for out in first:
            out.retain_grad()
        result.backward(torch.randn_like(result))
        gradients = [out.grad.square().mean().item() for out in first]
        outputs.clear()
        with torch.no_grad():
            model(inputs())
        signals = [(one - other).square().mean().item() / 2 for one, other in zip(first, outputs)]
        for hook in hooks:
            hook.remove()
        row = [signals, gradients]
        sums = row if sums is None else [[a + b for a, b in zip(old, new)] for old, new in zip(sums, row)]
        del state
    return [[float(f"{math.sqrt(value / draws):.4g}") for value in one] for one in sums]


def main():
    torch.set_num_threads(1)
    found = []
    for name, make, inputs, draws in (
        ("mlp", Mlp, lambda: torch.randn(256, 784), 4),
        ("gpt", Gpt, lambda: torch.randint(0, 512, (8, 32)), 2),
    ):
        for changes in CASES[name]:
            signal, gradient = measure(lambda: make(**changes), inputs, draws)
            found.append({"model": name, "changes": changes, "signal": signal, "gradient": gradient})
    print(json.dumps(found, separators=(",", ":")).replace('{"model"', '\n{"model"'))


main()
