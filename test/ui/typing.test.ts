import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellOf, longFile } from '../vscode/long-file';
import { Workbench } from './workbench';

/** Milliseconds between keystrokes: ten a second. */
const interval = 100;

interface Sampler {
  /** How long each squiggle stood on a line that no longer deserved it, in milliseconds. */
  readonly stale: number[];
  /** How often lines were looked at while they had squiggles. */
  samples: number;
  /** How many stand there now. */
  standing(): number;
  stop(): void;
}
declare global {
  interface Window {
    squiggleSampler?: Sampler;
  }
}

/** Looks at every frame which lines of the editor have squiggles. A squiggle under a line whose text is without `'relu'` is stale. */
function sample(): void {
  const since = new Map<string, number>();
  const sampler: Sampler = { stale: [], samples: 0, standing: () => since.size, stop: () => undefined };
  let running = true;
  const look = (): void => {
    const now = performance.now();
    const texts = new Map<string, string>();
    for (const line of document.querySelectorAll<HTMLElement>('.editor-instance .view-lines > .view-line'))
      texts.set(line.style.top, (line.textContent ?? '').replaceAll('\u00a0', ' '));
    const standing = new Set<string>();
    for (const squiggle of document.querySelectorAll<HTMLElement>('.editor-instance .squiggly-warning')) {
      const top = squiggle.parentElement?.style.top ?? '';
      const text = texts.get(top);
      if (text === undefined) continue;
      sampler.samples += 1;
      if (!text.includes("'relu'")) standing.add(top);
    }
    for (const top of standing) if (!since.has(top)) since.set(top, now);
    for (const [top, start] of since)
      if (!standing.has(top)) {
        sampler.stale.push(now - start);
        since.delete(top);
      }
    if (running) requestAnimationFrame(look);
  };
  sampler.stop = () => {
    running = false;
  };
  window.squiggleSampler = sampler;
  look();
}

describe('typing through a file of 2,000 lines', () => {
  let workbench: Workbench;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'activation-lens-typing-'));
    writeFileSync(join(folder, 'long.py'), longFile(2_000));
    workbench = await Workbench.open({
      folder,
      file: 'long.py',
      theme: 'light',
      settings: {
        'editor.quickSuggestions': 'off',
        // Its lines lie over the place that a click into the editor meets.
        'editor.stickyScroll.enabled': false,
        'editor.autoClosingQuotes': 'never',
        'files.autoSave': 'off',
      },
    });
  });
  afterAll(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows no stale squiggle on a line that the typing fixed', async () => {
    const { page } = workbench;
    // What an attempt before this one typed.
    await workbench.runCommand('File: Revert File');
    await expect.poll(() => workbench.squiggles().count(), { timeout: 30_000 }).toBeGreaterThan(0);
    const outlived: number[] = [];
    // From below upwards: what is typed moves the lines below it.
    for (const index of [90, 2]) {
      const piece = cellOf(index);
      await workbench.putCursor('long.py', piece, piece.indexOf('relu') + 4);
      await expect.poll(() => workbench.squiggles().count(), { timeout: 30_000 }).toBeGreaterThan(0);
      await page.evaluate(sample);
      for (const key of ['Backspace', 'Backspace', 'Backspace', 'Backspace', ...'tanh']) {
        await page.keyboard.press(key);
        await page.waitForTimeout(interval);
      }
      // On along the line, and on lines below, as one types.
      await page.keyboard.press('End');
      for (const key of ['Enter', ...'self.x = 1']) {
        await page.keyboard.press(key);
        await page.waitForTimeout(interval);
      }
      // The way to the extension host and back takes its time; what is stale for good stays.
      await expect
        .poll(() => page.evaluate(() => window.squiggleSampler?.standing() ?? NaN), { timeout: 30_000 })
        .toBe(0);
      const seen = await page.evaluate(() => {
        const { squiggleSampler: sampler } = window;
        sampler?.stop();
        return { stale: sampler?.stale ?? [], samples: sampler?.samples ?? 0 };
      });
      expect(seen.samples).toBeGreaterThan(0);
      outlived.push(...seen.stale);
    }
    console.log(
      `The longest that a squiggle outlived its reason: ${Math.max(0, ...outlived).toFixed(0)} ms.`,
    );
    await workbench.picture('typing');
  }, 180_000);
});
