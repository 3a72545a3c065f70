/** Shapes, sizes, signals and gradients outside PyTorch against what the frameworks gave: `scripts/measure-frameworks.py` wrote them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { figuresOf, signalOf } from '../../../src/core/tensors/pass';
import { modelRecord, type StepRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

const figures = ['rms', 'signal', 'gradient'] as const;
type Measured = Readonly<
  Partial<Record<(typeof figures)[number], number>> & { name: string; line: number; shape: number[] }
>;
const folder = join(import.meta.dirname, '../../reference/signal/elsewhere');
const measured = new Map(
  Object.entries(
    JSON.parse(readFileSync(join(folder, 'measured.json'), 'utf8')) as Readonly<
      Record<string, readonly Measured[]>
    >,
  ),
);

/** The steps of the largest network of a program, by name and line in the order in which they stand. */
function predictedSteps(name: string): ReadonlyMap<string, StepRecord[]> {
  const trace = traceOf(readFileSync(join(folder, `${name}.py`), 'utf8'));
  const steps = trace.models
    .filter(isNetwork)
    .map((model) => modelRecord(model, locateIn(trace)).steps)
    .reduce((longest, own) => (own.length > longest.length ? own : longest), []);
  const byPlace = new Map<string, StepRecord[]>();
  for (const step of steps) {
    const key = `${step.name} ${String(step.line)}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), step]);
  }
  return byPlace;
}

const ROUNDING = 1e-5;

describe('programs of other frameworks', () => {
  it('are all measured', () => {
    const programs = readdirSync(folder).filter((file) => file.endsWith('.py'));
    expect(programs.map((file) => file.slice(0, -3)).sort()).toEqual([...measured.keys()].sort());
  });

  it('have one number a step, in the table and in the chart', () => {
    let given = 0;
    for (const name of measured.keys())
      for (const model of traceOf(readFileSync(join(folder, `${name}.py`), 'utf8')).models.filter(
        isNetwork,
      )) {
        const drawn = signalOf(model);
        for (const { index } of model.nodes) {
          const { signal, gradient } = figuresOf(model, index);
          for (const [figure, chart] of [
            [signal, drawn.signal(index)],
            [gradient, drawn.gradient(index)],
          ] as const) {
            // Scores and weights of attention are in no chart.
            if (figure === undefined || figure === 0 || chart === undefined) continue;
            expect(chart.stretch, `${name} ${String(index)}`).toBe(0);
            expect(chart.value / figure).toBeCloseTo(1, 4);
          }
          given += signal === undefined ? 0 : 1;
        }
      }
    expect(given).toBeGreaterThan(200);
  });

  for (const [name, steps] of measured)
    it(name, () => {
      const left = predictedSteps(name);
      const ratios: number[] = [];
      let known = 0;
      let asked = 0;
      for (const real of steps) {
        const step = left.get(`${real.name} ${String(real.line)}`)?.shift();
        const shape = step?.shape ?? real.shape;
        expect(shape).toHaveLength(real.shape.length);
        for (const [index, length] of shape.entries())
          if (typeof length === 'number') expect(length).toBe(real.shape[index]);
        for (const figure of figures) {
          const own = real[figure];
          // Below, what differs is the rounding of 32 bits; logits end with what is counted.
          if (own === undefined || own === 0 || (figure === 'signal' && own < ROUNDING * (real.rms ?? 0)))
            continue;
          asked += 1;
          const got = step?.[figure] ?? undefined;
          if (got === undefined || got === 0) continue;
          known += 1;
          ratios.push(Math.max(got / own, own / got));
        }
      }
      expect(known / asked).toBeGreaterThan(0.85);
      expect(ratios.filter((ratio) => ratio <= 1.25).length / ratios.length).toBeGreaterThan(0.85);
      for (const ratio of ratios) expect(ratio).toBeLessThan(1.8);
    });
});
