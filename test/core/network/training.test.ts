import { describe, expect, it } from 'vitest';
import { modelOf, traceOf } from './trace-of';

const TORCH = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

const NET = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)
    def forward(self, x):
        return torch.sigmoid(self.fc(x))
`;

/** The loss of a model and the kind of step whose output it takes. */
function lossesOf(text: string, name: string): readonly string[] {
  const model = modelOf(text, name);
  return model.losses.map(({ qualifiedName, predictions }) => {
    const kinds = predictions.map((index) => model.nodes[index]?.qualifiedName ?? '?');
    return `${qualifiedName} of ${kinds.join(' or ')}`;
  });
}

describe('Where a model meets its loss', () => {
  it('in a trainer that keeps both', () => {
    const text = `${TORCH}${NET}class Trainer:
    def __init__(self):
        self.model = Net()
        self.criterion = nn.BCELoss()
    def step(self, x, y):
        return self.criterion(self.model(x), y)
trainer = Trainer()
for x, y in batches:
    print(trainer.step(x, y))
`;
    expect(lossesOf(text, 'Net')).toEqual(['torch.nn.BCELoss of torch.sigmoid']);
  });

  it("in the model's own method, which calls forward by name", () => {
    const text = `${TORCH}${NET}
    def fit(self, loader):
        criterion = nn.BCELoss()
        for x, y in loader:
            loss = criterion(self.forward(x), y)
`;
    expect(lossesOf(text, 'Net')).toEqual(['torch.nn.BCELoss of torch.sigmoid']);
  });

  it("in the model's own method, called from outside", () => {
    const text = `${TORCH}${NET}
    def loss(self, x, y):
        return F.binary_cross_entropy(self(x), y)
net = Net()
net.loss(torch.rand(4, 8), torch.ones(4, 2)).backward()
`;
    expect(lossesOf(text, 'net')).toEqual(['torch.nn.functional.binary_cross_entropy of torch.sigmoid']);
  });

  it('in a script of TensorFlow functions, which is one model', () => {
    const text = `import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 8])
y = tf.placeholder(tf.float32, [None, 2])
scores = tf.layers.dense(x, 2)
loss = tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=scores)
`;
    const [model, ...others] = traceOf(text).models;
    expect(others).toEqual([]);
    expect(model?.framework).toBe('tensorflow');
    expect(lossesOf(text, model?.name ?? '')).toEqual([
      'tf.nn.softmax_cross_entropy_with_logits of tf.layers.dense',
    ]);
  });

  it('in a script with a single layer, and only where it is that layer that goes in', () => {
    const text = `${TORCH}layer = nn.Linear(8, 1)
criterion = nn.BCELoss()
loss = criterion(layer(x), y)
other = nn.NLLLoss()(teacher(x), y)
`;
    expect(lossesOf(text, 'model')).toEqual(['torch.nn.BCELoss of torch.nn.Linear']);
  });
});
