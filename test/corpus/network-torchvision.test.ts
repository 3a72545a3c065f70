import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const packages = process.env['ACTIVATION_LENS_PACKAGES'] ?? '/usr/lib/python3/dist-packages';
const present = existsSync(path.join(packages, 'torchvision', 'models', 'resnet.py'));
if (!present && process.env['CI'] === undefined)
  console.log(
    'skipped: torchvision 0.14.1 is not installed here (ACTIVATION_LENS_PACKAGES names its folder)',
  );

/** `recall 117/118 = 0.992, precision 126/127 = 0.992` after a heading. */
function figures(report: string, heading: string): { readonly recall: number; readonly precision: number } {
  const match = new RegExp(`${heading}: recall \\S+ = ([\\d.]+), precision \\S+ = ([\\d.]+)`).exec(report);
  return { recall: Number(match?.[1]), precision: Number(match?.[2]) };
}

describe.skipIf(!present && process.env['CI'] === undefined)('torchvision as PyTorch ran it', () => {
  const report = present
    ? execFileSync(process.execPath, ['scripts/measure-trace.mjs'], { encoding: 'utf8', timeout: 110_000 })
    : '';

  it('finds at least 97 % of what feeds what, and 98 % of what it says is so', () => {
    const { recall, precision } = figures(report, 'edges');
    expect(recall).toBeGreaterThanOrEqual(0.97);
    expect(precision).toBeGreaterThanOrEqual(0.98);
  });

  it('finds at least 95 % of the explicit initialisers, and invents none', () => {
    const { recall, precision } = figures(report, 'explicit initialisers');
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(precision).toBe(1);
  });
});
