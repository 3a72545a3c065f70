import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { blocksOf } from '../../../src/core/signal/blocks';
import { overTime } from '../../../src/core/signal/over-time';
import { layerShares } from '../../../src/core/signal/pre-activations';
import { stretchesOf } from '../../../src/core/signal/stretches';

/** What `measure.py` measured in PyTorch, mean of 5 seeds. */
interface Measured {
  readonly layered: Readonly<
    Record<
      string,
      {
        readonly shares: Readonly<Record<string, Readonly<Record<'dead' | 'flat' | 'linear', number>>>>;
        readonly blocks: Readonly<
          Record<
            string,
            { readonly squaredMean: number; readonly variance: number; readonly residual?: number }
          >
        >;
      }
    >
  >;
  readonly overTime: Readonly<
    Record<string, Readonly<Record<'signal' | 'size' | 'gradient', readonly number[]>>>
  >;
}

const folder = 'test/fixtures/signal';
const measured = JSON.parse(readFileSync(`${folder}/measured.json`, 'utf8')) as Measured;
const code = readFileSync(`${folder}/networks.py`, 'utf8');
const models = new Map(
  createLensService()
    .update('file:///networks.py', 1, code)
    .models()
    .map((model) => [model.name, model]),
);
function modelOf(name: string) {
  const model = models.get(name);
  if (model === undefined) throw new Error(`${name} is not traced.`);
  return model;
}

describe.each(Object.entries(measured.layered))('%s', (name, { shares }) => {
  it('has the shares of dead units, flat and straight values that PyTorch has', () => {
    const model = modelOf(name);
    const predicted = new Map(
      model.nodes.flatMap((node) => {
        const own = node.kind === 'activation' ? layerShares(model, node) : undefined;
        return own === undefined || node.path === undefined ? [] : [[node.path, own.shares] as const];
      }),
    );
    const behindNormal = Object.entries(shares).filter(([path]) => predicted.has(path));
    expect(behindNormal.length).toBeGreaterThanOrEqual(2);
    for (const [path, figures] of behindNormal)
      for (const kind of ['dead', 'flat', 'linear'] as const)
        expect
          .soft(Math.abs((predicted.get(path)?.[kind] ?? NaN) - figures[kind]), `${path} ${kind}`)
          // Whether a unit is stuck hangs on a threshold.
          .toBeLessThan(kind === 'dead' ? 0.06 : 0.03);
  });
});

// A plain stack of layers has no blocks.
const inBlocks = Object.entries(measured.layered).filter(([, { blocks }]) => Object.keys(blocks).length > 0);
it.each(inBlocks)('%s has the means and variances along its blocks that PyTorch has', (name, { blocks }) => {
  const predicted = new Map(blocksOf(modelOf(name)).map((block) => [block.name, block]));
  for (const [block, figures] of Object.entries(blocks)) {
    const own = predicted.get(block);
    for (const kind of ['squaredMean', 'variance', 'residual'] as const) {
      const value = figures[kind];
      if (value === undefined) continue;
      // A mean over a thousand inputs is never exactly zero.
      expect
        .soft(
          Math.abs((own?.[kind] ?? NaN) - value) / Math.max(value, 0.05 * figures.variance),
          `${block} ${kind}`,
        )
        .toBeLessThan(0.15);
    }
  }
});

describe('over time', () => {
  it.each(Object.entries(measured.overTime))(
    '%s has the states and gradients that PyTorch has',
    (name, runs) => {
      const model = modelOf(name);
      const [layer] = stretchesOf(model);
      const own = layer && overTime(model, layer.layer);
      expect(own?.signal).toHaveLength(runs.signal.length);
      for (const line of ['signal', 'size', 'gradient'] as const)
        for (const [step, value] of runs[line].entries()) {
          const off = Math.abs(Math.log10((own?.[line][step] ?? NaN) / value));
          // A gradient may be off by a few per cent a step: what is drawn are decades.
          const steps = line === 'gradient' ? runs[line].length - 1 - step : 0;
          expect.soft(off, `${line} ${step}`).toBeLessThan(0.06 + 0.01 * steps);
        }
    },
  );
});
