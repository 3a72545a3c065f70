/** A class token among 196 patches, with `nn.MultiheadAttention`: what comes back from it alone. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

const text = `${readFileSync('test/fixtures/signal/models/vit.py', 'utf8')}

net = ViT()
x = torch.randn(8, 3, 224, 224)
net(x)
`;

/** PyTorch 1.13 by hooks, squares averaged over seeds: RMS of the gradient for one of N(0, 1) at the logits. */
const measured = new Map([
  ['patches', 0.122],
  ['layers.0.norm1', 0.07737],
  ['layers.0.attention.attention', 1.754],
  ['layers.0.mlp.0', 0.06555],
  ['layers.0.mlp.2', 0.3707],
  ['layers.1.attention.attention', 0.3664],
  ['layers.1.mlp.1', 0.07596],
  ['layers.2.mlp.0', 0.03857],
  ['layers.3.norm2', 0.03897],
  ['layers.4.attention.attention', 0.1909],
]);

it('gives every layer in front of it the gradient that PyTorch has', () => {
  const trace = traceOf(text);
  const [record] = trace.models.filter(isNetwork).map((model) => modelRecord(model, locateIn(trace)));
  const traced = new Map(record?.steps.map(({ module, gradient }) => [module, gradient]));
  for (const [module, gradient] of measured) {
    const own = traced.get(module) ?? NaN;
    expect.soft(Math.max(own / gradient, gradient / own), `${module}: ${String(own)}`).toBeLessThan(1.25);
  }
});
