import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellOfLine, cells, notebook, oneFile } from '../core/notebook/twenty-cells';
import { Workbench } from './workbench';

interface Problem {
  readonly message: string;
  readonly line: number;
  readonly character: number;
}

/** What the Problems view lists under a file, in its order. */
async function problems(workbench: Workbench, file: string): Promise<readonly Problem[]> {
  const rows = await workbench.page.locator('.markers-panel .monaco-list-row').evaluateAll((elements) =>
    elements.map((row) => ({
      level: row.getAttribute('aria-level'),
      label: row.getAttribute('aria-label') ?? '',
    })),
  );
  const start = rows.findIndex(({ level, label }) => level === '1' && label.includes(`in file ${file} `));
  const own = start < 0 ? [] : rows.slice(start + 1);
  const end = own.findIndex(({ level }) => level === '1');
  return own.slice(0, end < 0 ? own.length : end).flatMap(({ level, label }) => {
    const found = /^(\w+: .*) at line (\d+) and character (\d+)\./.exec(label);
    if (level !== '2' || found === null) return [];
    const [, message = '', line, character] = found;
    return [{ message, line: Number(line), character: Number(character) }];
  });
}

/** Numbers of the cells that show squiggles, as far as cells are in view. */
const cellsWithSquiggles = (workbench: Workbench): Promise<readonly number[]> =>
  workbench.page
    .locator('.notebookOverlay .monaco-list-row:has([class*=squiggly-])')
    .evaluateAll((rows) =>
      rows.map((row) => Number(row.getAttribute('data-index')) + 1).sort((a, b) => a - b),
    );

describe('a notebook in the notebook editor', () => {
  let workbench: Workbench;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'activation-lens-notebook-'));
    writeFileSync(join(folder, 'study.py'), oneFile);
    writeFileSync(join(folder, 'study.ipynb'), notebook);
    // Tall enough for all twenty cells: those out of view have no squiggles to count.
    workbench = await Workbench.open({
      folder,
      file: 'study.py',
      theme: 'light',
      viewport: { width: 1280, height: 3200 },
    });
  });
  afterAll(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('of twenty cells has the findings of the same program in one file, in their cells', async () => {
    await workbench.runCommand('Problems: Focus on Problems View');
    await expect
      .poll(async () => (await problems(workbench, 'study.py')).length, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(6);
    await workbench.openFile('study.ipynb');
    await workbench.page.locator('.notebookOverlay .code-cell-row').first().waitFor({ timeout: 60_000 });
    const inFile = await problems(workbench, 'study.py');
    const lines = oneFile.split('\n');
    const expected = inFile.map(({ message, line, character }) => {
      const text = lines[line - 1] ?? '';
      const cell = cellOfLine(text);
      return { cell, message, line: (cells[cell - 1]?.text.split('\n').indexOf(text) ?? -1) + 1, character };
    });
    await expect
      .poll(() => problems(workbench, 'study.ipynb'), { timeout: 60_000 })
      .toEqual(expected.map(({ message, line, character }) => ({ message, line, character })));
    await workbench.runCommand('View: Hide Panel');
    const expectedCells = [...new Set(expected.map(({ cell }) => cell))].sort((a, b) => a - b);
    // Up to the last one: none is cut off.
    expect(expectedCells).toEqual([10, 12, 15, 18, 19, 20]);
    await expect.poll(() => cellsWithSquiggles(workbench), { timeout: 60_000 }).toEqual(expectedCells);
    await workbench.picture('notebook');
  });

  it('loses the findings of a cell that is deleted', async () => {
    const before = await cellsWithSquiggles(workbench);
    expect(before).toContain(15);
    const cell = workbench.page.locator('.notebookOverlay .monaco-list-row[data-index="14"]');
    await cell.locator('.view-line').first().click();
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('Notebook: Delete Cell');
    const left = before
      .filter((number) => number !== 15)
      .map((number) => (number > 15 ? number - 1 : number));
    await expect.poll(() => cellsWithSquiggles(workbench), { timeout: 20_000 }).toEqual(left);
    await workbench.runCommand('Problems: Focus on Problems View');
    await expect
      .poll(async () => (await problems(workbench, 'study.ipynb')).length, { timeout: 20_000 })
      .toBe((await problems(workbench, 'study.py')).length - 1);
  });
});
