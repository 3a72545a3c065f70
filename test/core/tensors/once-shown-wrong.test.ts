/** Kinds of code whose figures were off: what PyTorch gives, averaged over seeds, or nothing with the reason. */
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord, type StepRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

function stepsOf(text: string): readonly StepRecord[] {
  const trace = traceOf(`import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n\n${text}`);
  return trace.models.filter(isNetwork).flatMap((model) => modelRecord(model, locateIn(trace)).steps);
}

function step(steps: readonly StepRecord[], module: string): StepRecord {
  const found = steps.find((own) => own.module === module);
  if (found === undefined) throw new Error(`no step of ${module}`);
  return found;
}

const near = (got: number | null, measured: number): void => {
  expect(got).not.toBeNull();
  expect((got ?? 0) / measured).toBeGreaterThan(1 / 1.15);
  expect((got ?? 0) / measured).toBeLessThan(1.15);
};

describe('layers of which a run takes one', () => {
  it('have all of the gradient in the runs that take them, as what they share has in each', () => {
    const steps = stepsOf(`class Net(nn.Module):
    def __init__(self, deep=torch.rand(1).item() > 0.5):
        super().__init__()
        self.inp = nn.Linear(32, 64)
        self.one = nn.Linear(64, 64)
        self.two = nn.Linear(64, 64)
        self.deep = deep
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        h = torch.relu(self.inp(x))
        h = self.one(h) if self.deep else self.two(h)
        return self.out(torch.relu(h))


net = Net()
net(torch.randn(64, 32))
`);
    near(step(steps, 'one').gradient, 0.1592);
    near(step(steps, 'two').gradient, 0.1592);
    near(step(steps, 'inp').gradient, 0.0667);
  });
});

describe('products with one weight that are added', () => {
  it('leave what both are made of without a gradient, and say why', () => {
    const steps = stepsOf(`class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(32, 64)
        self.weight = nn.Parameter(torch.empty(64, 64))
        nn.init.kaiming_normal_(self.weight)
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        u = torch.relu(self.a(x))
        return self.out(F.linear(u, self.weight) + F.linear(u * 0.5, self.weight))


net = Net()
net(torch.randn(64, 32))
`);
    expect(step(steps, 'a').gradient).toBeNull();
    expect(step(steps, 'a').unknown).toContain('one weight');
    near(step(steps, 'a').rms, 0.5863);
  });
});

describe('tokens', () => {
  const withTokens = (tokens: string): StepRecord =>
    step(
      stepsOf(`class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 64)
        self.fc = nn.Linear(64, 10)

    def forward(self, tokens):
        return self.fc(self.embed(${tokens}))


net = Net()
net(torch.randint(0, 100, (64, 16)))
`),
      'embed',
    );

  it('that are clamped to fewer than a table has rows may all be the same', () => {
    const { rms, signal, unknown } = withTokens('tokens.clamp(max=9)');
    near(rms, 1.07);
    expect(signal).toBeNull();
    expect(unknown).toContain('indices');
  });

  it('that are kept within their table are what they were', () => {
    near(withTokens('tokens.clamp(min=0)').signal, 1);
    near(withTokens('tokens.clamp(0, 99)').signal, 1);
  });

  it('that are drawn for each sample differ between samples', () => {
    const steps = stepsOf(`class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(100, 64)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        labels = torch.randint(0, 100, (x.shape[0], 16))
        return self.fc(self.embed(labels))


net = Net()
net(torch.randn(64, 32))
`);
    near(step(steps, 'embed').signal, 1);
  });
});

describe('a weight that borrows a shape', () => {
  it('sends no gradient to what it borrows it from, and its noise differs between samples', () => {
    const steps = stepsOf(`class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = nn.Linear(64, 32)
        self.log_std = nn.Parameter(torch.zeros(1, 32))

    def forward(self, x):
        mean = self.mean(x)
        std = torch.exp(self.log_std.expand_as(mean))
        return mean + std * torch.randn_like(mean)


net = Actor()
net(torch.randn(64, 64))
`);
    near(step(steps, 'mean').gradient, 1);
    const sum = steps.find(({ name }) => name === '+');
    near(sum?.rms ?? null, Math.sqrt(0.5852 ** 2 + 1));
    near(sum?.signal ?? null, Math.sqrt(0.5737 ** 2 + 1));
  });
});

describe('similarities of two embeddings', () => {
  it('have no softmax that takes away of the gradient what all have in common', () => {
    const steps = stepsOf(`class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 32, bias=False)
        self.b = nn.Linear(64, 32, bias=False)

    def forward(self, x):
        return self.a(x[:, 0]) @ self.b(x[:, 1]).t()


net = Pair()
net(torch.randn(64, 2, 64))
`);
    near(step(steps, 'a').gradient, 4.64);
    near(step(steps, 'b').gradient, 4.59);
  });
});

describe('a mask that a function of attention is given', () => {
  const projected = (mask: string): StepRecord =>
    step(
      stepsOf(`class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(64, 192, bias=False)
        self.proj = nn.Linear(64, 64, bias=False)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, 4, 16).permute(2, 0, 3, 1, 4)
        i, j = torch.arange(t)[:, None], torch.arange(t)[None, :]
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=${mask})
        return self.proj(y.transpose(1, 2).reshape(b, t, c))


net = Block()
net(torch.randn(8, 32, 64))
`),
      'proj',
    );

  it.each([
    'torch.tril(torch.ones(t, t, dtype=torch.bool))',
    'torch.ones(t, t).tril().bool()',
    'torch.triu(torch.full((t, t), float("-inf")), diagonal=1)',
    'j <= i',
    'i >= j',
  ])('hides what comes later: %s', (mask) => {
    near(projected(mask).rms, 0.1244);
  });

  it('leaves no figure where nobody knows what it hides', () => {
    for (const mask of ['(j <= i) & (i - j < 8)', 'j >= i', 'i - j < 8', 'j[:, 4:] <= i']) {
      const { rms, unknown } = projected(mask);
      expect(rms).toBeNull();
      expect(unknown).toContain('mask');
    }
  });
});

describe('the sum over pairs of a factorisation machine', () => {
  it.each([
    'e.sum(dim=1) ** 2 - (e ** 2).sum(dim=1)',
    'torch.sum(e, dim=1).pow(2) - torch.sum(e.pow(2), dim=1)',
  ])('is known though both parts depend on each other: %s', (difference) => {
    const steps = stepsOf(`class Machine(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(1000, 16)
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        e = self.embed(x)
        return self.head(${difference})


net = Machine()
net(torch.randint(0, 1000, (256, 10)))
`);
    near(steps.find(({ name }) => name === '-')?.rms ?? null, 13.4);
  });
});

describe('a mean over tokens that layers have mixed', () => {
  const mixer = (layer: string, mix: string, mean: string): readonly StepRecord[] =>
    stepsOf(`class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(48, 128)
        self.norm = nn.LayerNorm(128)
        self.mix = nn.${layer}
        self.last = nn.LayerNorm(128)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        x = self.embed(x)
        y = self.norm(x)
        x = x + F.gelu(${mix})
        return self.head(${mean})


net = Mixer()
net(torch.randn(16, 64, 48))
`);

  it.each([
    ['Linear(64, 64)', 'self.mix(y.transpose(1, 2)).transpose(1, 2)', 'self.last(x).mean(dim=1)'],
    ['Conv1d(64, 64, 1)', 'self.mix(y)', 'self.last(x).mean(dim=1)'],
    ['Conv1d(64, 64, 1)', 'self.mix(y)', 'self.last(x).amax(dim=1)'],
  ])('is not told, and why is said: %s, %s, %s', (layer, mix, mean) => {
    const steps = mixer(layer, mix, mean);
    near(step(steps, 'last').rms, 1);
    const { rms, signal, unknown } = step(steps, 'head');
    expect([rms, signal]).toEqual([null, null]);
    expect(unknown).toContain('layers that mix positions');
  });

  it('is told where each token is by itself', () => {
    const steps = mixer('Linear(128, 128)', 'self.mix(y)', 'self.last(x).mean(dim=1)');
    expect(step(steps, 'head').rms).not.toBeNull();
  });
});
