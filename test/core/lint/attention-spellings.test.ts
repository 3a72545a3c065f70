import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { createLensService } from '../../../src/core/service';
import { locateIn, traceOf } from '../network/trace-of';

const folder = 'test/fixtures/attention-spellings';
const programs = readdirSync(folder);
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** The spread of the scores that the frameworks measured over five models each: PyTorch 2.13, Keras 3.15, JAX 0.10 with Flax 0.12. */
const measured: Readonly<Record<string, number>> = {
  'jax_densegeneral.py': 8.02,
  'jax_einops.py': 8.03,
  'jax_moveaxis.py': 8.03,
  'jax_split3.py': 8.06,
  'keras_ops_split.py': 7.97,
  'keras_tf_split.py': 7.97,
  'torch_baddbmm.py': 16.2,
  'torch_unbind.py': 3.99,
};

describe('attention without its scale, as people spell it', () => {
  it.each(programs)('%s is found', (name) => {
    const lens = createLensService().update('file:///model.py', 1, textOf(name));
    const [found, ...more] = lens
      .findings({ select: undefined, ignore: [], severity: {} })
      .filter(({ rule }) => rule === 'unscaled-attention');
    expect(more).toEqual([]);
    const spread = Number(/spread of ([\d.]+)/u.exec(found?.message ?? '')?.[1]);
    expect(spread / (measured[name] ?? NaN)).toBeCloseTo(1, 1);
  });

  it.each(programs.filter((name) => name.startsWith('jax')))('%s has a figure for every step', (name) => {
    const trace = traceOf(textOf(name));
    const net = trace.models.find((model) => model.name === 'net');
    const steps = net === undefined ? [] : modelRecord(net, locateIn(trace)).steps;
    expect(steps.length).toBeGreaterThan(8);
    expect(steps.filter(({ rms, gradient }) => rms === null || gradient === null)).toEqual([]);
  });
});
