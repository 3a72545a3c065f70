/** What `trace --signal` lists of a model. */
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

describe('the steps of a model', () => {
  it('end with the network: means of its loss and what counts them are none', () => {
    const trace = traceOf(`import optax
from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.hidden = nnx.Linear(8, 16, rngs=rngs)
        self.out = nnx.Linear(16, 4, rngs=rngs)

    def __call__(self, x):
        return self.out(nnx.relu(self.hidden(x)))


def loss_fn(model: Net, batch):
    logits = model(batch['image'])
    return optax.softmax_cross_entropy_with_integer_labels(logits=logits, labels=batch['label']).mean(), logits


@nnx.jit
def train_step(model: Net, optimizer: nnx.Optimizer, metrics: nnx.MultiMetric, batch):
    grad_fn = nnx.value_and_grad(loss_fn, has_aux=True)
    (loss, logits), grads = grad_fn(model, batch)
    metrics.update(loss=loss, logits=logits, labels=batch['label'])
    optimizer.update(model, grads)


def train(batches):
    model = Net(rngs=nnx.Rngs(0))
    optimizer = nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)
    metrics = nnx.MultiMetric(loss=nnx.metrics.Average('loss'))
    for batch in batches:
        train_step(model, optimizer, metrics, batch)
`);
    const records = trace.models.filter(isNetwork).map((model) => modelRecord(model, locateIn(trace)));
    expect(records).not.toEqual([]);
    for (const { steps, complete } of records) {
      expect(steps.map(({ name }) => name)).toEqual(['Linear', 'relu', 'Linear']);
      expect(complete).toBe(true);
    }
  });
});
