import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { modelList } from '../../../src/server/panel/model-list';

function list(code: string) {
  return modelList(createLensService().update('file:///model.py', 1, code));
}

describe('Go to Model or Activation', () => {
  it('lists by model, with the layer before, counts, each place once, own functions and the rest', () => {
    const entries = list(`import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 8)
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.act(self.fc1(x))
        x = self.act(self.fc2(x))
        return F.log_softmax(x, dim=-1)


def squared(x, scale=1.0):
    return scale * torch.relu(x) ** 2


spare = nn.GELU()
`);
    const models = entries.filter(({ kind }) => kind === 'model');
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({ label: 'Net', layers: 2, activations: 3 });
    const rows = entries.map((entry) => [
      entry.kind,
      entry.label,
      entry.kind === 'activation' ? entry.layer : undefined,
      entry.kind === 'activation' ? entry.times : undefined,
    ]);
    expect(rows.slice(0, 3)).toEqual([
      ['model', 'Net', undefined, undefined],
      ['activation', 'nn.ReLU()', 'fc1', 2],
      ['activation', 'F.log_softmax(x, dim=-1)', 'fc2', 1],
    ]);
    expect(rows).toContainEqual(['activation', 'nn.GELU()', undefined, 0]);
    expect(rows.some(([kind, label]) => kind === 'function' && String(label).startsWith('squared'))).toBe(
      true,
    );
    const starts = entries.map(({ range }) => range.start);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('names a class by its name and a part by its attribute, and lists what is called where it is made', () => {
    const entries = list(`from torch import nn


class Net(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.fc = nn.Linear(size, 8)
        self.rnn = nn.RNN(8, 8, nonlinearity="relu")
        self.act = nn.ReLU()

    def forward(self, x):
        return self.rnn(self.act(self.fc(x)).tanh())


class Agent(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.critic = nn.Sequential(nn.Linear(size, 8), nn.Tanh(), nn.Linear(8, 1))

    def forward(self):
        raise NotImplementedError

    def act(self, x):
        return self.critic(x)

    def evaluate(self, x):
        return self.critic(x)


model = Net(4)
`);
    expect(
      entries.map((entry) =>
        entry.kind === 'activation'
          ? [entry.label, entry.layer, entry.within, entry.times]
          : [entry.label, ...(entry.kind === 'model' ? [entry.layers, entry.activations] : [])],
      ),
    ).toEqual([
      ['Net', 2, 3],
      ['"relu"', 'rnn', true, 1],
      ['nn.ReLU()', 'fc', false, 1],
      ['self.act(self.fc(x)).tanh()', 'fc', false, 1],
      ['Agent.critic', 2, 1],
      ['nn.Tanh()', '0 Linear', false, 1],
    ]);
  });

  it('counts what two methods call once', () => {
    const [model, ...activations] = list(`from torch import nn


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 8), nn.Tanh())
        self.policy = nn.Linear(8, 2)
        self.value = nn.Linear(8, 1)

    def act(self, x):
        return self.policy(self.body(x))

    def evaluate(self, x):
        return self.value(self.body(x))
`);
    expect(model).toMatchObject({ kind: 'model', label: 'Agent', layers: 3, activations: 1 });
    expect(activations).toMatchObject([{ label: 'nn.Tanh()', layer: 'body.0', times: 1, last: undefined }]);
  });

  it('has nothing of a file without any', () => {
    expect(list('x = 1\n')).toEqual([]);
  });
});
