/** The figures that messages of findings hold, against what PyTorch gave: `scripts/measure-findings.py` wrote them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';

const folder = join(import.meta.dirname, '../../reference/findings');
const records = JSON.parse(readFileSync(join(folder, 'measured.json'), 'utf8')) as Readonly<
  Record<string, { readonly rule: string; readonly measured: readonly number[] }>
>;

const NEAR = 1.25;
const NUMBER = /(?:×|spread of |make pre-activations |gives )(\d[\d.]*(?:e-?\d+)?)/g;

describe('figures of findings', () => {
  for (const [name, { rule, measured }] of Object.entries(records))
    it(`${name}: ${rule}`, () => {
      const text = readFileSync(join(folder, `${name}.py`), 'utf8');
      const document = createLensService().update(`file:///project/${name}.py`, 1, text);
      const [finding] = document.findings({ select: [rule], ignore: [], severity: {} });
      const said = [...(finding?.message ?? '').matchAll(NUMBER)].map(([, figure]) =>
        Number((figure ?? '').replace(/\.$/, '')),
      );
      expect(said).toHaveLength(measured.length);
      for (const [place, figure] of said.entries()) {
        const factor = figure / (measured[place] ?? Number.NaN);
        expect(Math.max(factor, 1 / factor)).toBeLessThan(NEAR);
      }
    });
});
