import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench, type Row } from './workbench';

type Encoded = number | string;
interface Series {
  readonly id: string;
  readonly f: readonly Encoded[];
  readonly df: readonly Encoded[];
  /** Where PyTorch's own float64 is off by more than 1e-13 (tails that cancel): the exact values. */
  readonly 'exactWhereRelDiffOver1e-13'?: readonly {
    readonly x: number;
    readonly f: Encoded;
    readonly df: Encoded;
  }[];
}
const reference = JSON.parse(readFileSync(join(__dirname, '../reference/values.json'), 'utf8')) as {
  readonly grid: readonly number[];
  readonly series: readonly Series[];
};

/** Where each of these stands in examples/, and the measured series that its table must agree with. */
const stories = [
  {
    file: 'xavier_relu_mlp.py',
    piece: 'self.activation = nn.ReLU()',
    within: 22,
    series: 'relu',
    title: 'nn.ReLU()',
  },
  {
    file: 'custom_activation.py',
    piece: 'F.leaky_relu(x, 0.2)',
    within: 4,
    series: 'leaky_relu_0.2',
    title: 'F.leaky_relu',
  },
  {
    file: 'gelu_transformer.py',
    piece: 'nn.GELU(approximate="tanh")',
    within: 4,
    series: 'gelu_tanh',
    title: 'nn.GELU',
  },
  { file: 'keras_glorot_relu.py', piece: 'activation="selu"', within: 13, series: 'selu', title: 'selu' },
] as const;

/** Points where neither the measured nor the exact value is met to 1e-12 relative (subnormals: to their own precision). */
function misses(rows: readonly Row[], series: Series): readonly unknown[] {
  const exact = new Map((series['exactWhereRelDiffOver1e-13'] ?? []).map((point) => [point.x, point]));
  const isClose = (shown: number, written: Encoded | undefined): boolean => {
    const expected = Number(written);
    const rounding = Math.abs(expected) < 2.3e-308 ? 1e-320 : 0;
    return shown === expected || Math.abs(shown - expected) <= 1e-12 * Math.abs(expected) + rounding;
  };
  return reference.grid.flatMap((x, index) => {
    const row = rows.find((candidate) => candidate.x === x);
    const better = exact.get(x);
    const good =
      row !== undefined &&
      (isClose(row.f, series.f[index]) || isClose(row.f, better?.f)) &&
      (isClose(row.slope, series.df[index]) || isClose(row.slope, better?.df));
    return good ? [] : [{ x, row, f: series.f[index], df: series.df[index], better }];
  });
}

describe('the panel', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ file: 'xavier_relu_mlp.py', theme: 'dark' });
  });
  afterAll(() => workbench?.close());

  it('opens beside the editor from the palette, draws a chart, and leaves the cursor in the editor', async () => {
    await workbench.putCursor('xavier_relu_mlp.py', 'self.activation = nn.ReLU()', 22);
    await workbench.runCommand('Activation Lens: Plot Activation');
    await workbench.panel('nn.ReLU()');
    await expect.poll(() => workbench.drawnPixels(), { timeout: 10_000 }).toBeGreaterThan(500);
    const focused = await workbench.page.evaluate(
      () => document.activeElement?.closest('.monaco-editor') !== null,
    );
    expect(focused).toBe(true);
  });

  it.each(stories)(
    'follows the cursor to $title in $file with the values that were measured',
    async ({ file, piece, within, series, title }) => {
      await workbench.openFile(file);
      await workbench.putCursor(file, piece, within);
      const rows = await workbench.values(title);
      const measured = reference.series.find(({ id }) => id === series);
      if (measured === undefined) throw new Error(`no series ${series}`);
      expect(misses(rows, measured)).toEqual([]);
    },
  );

  it('keeps the last plot where there is nothing to plot', async () => {
    await workbench.openFile('xavier_relu_mlp.py');
    await workbench.putCursor('xavier_relu_mlp.py', 'self.activation = nn.ReLU()', 22);
    await workbench.panel('nn.ReLU()');
    await workbench.putCursor('xavier_relu_mlp.py', 'import torch', 2);
    await workbench.page.waitForTimeout(1000);
    await workbench.panel('nn.ReLU()');
  });

  it('survives a reload of the window', async () => {
    // The workbench writes its state down every five seconds, and not for sure when its page goes away.
    await workbench.page.waitForTimeout(7000);
    await workbench.reloadWindow();
    await workbench.page.waitForSelector('.view-line', { timeout: 60_000 });
    const rows = await workbench.values('nn.ReLU()');
    expect(rows.find(({ x }) => x === 2)).toEqual({ x: 2, f: 2, slope: 1 });
  });
});
