import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spreadOf } from './times';
import { Workbench } from './workbench';

/** One a line, so that each press of an arrow key is a move from one curve to another. */
const calls = [
  'nn.ReLU(),',
  'nn.GELU(),',
  'nn.SiLU(),',
  'nn.LeakyReLU(0.2),',
  'nn.Softplus(),',
  'nn.Hardswish(),',
  'nn.Tanh(),',
  'nn.SELU(),',
  'nn.Mish(),',
  'nn.Sigmoid(),',
  'nn.Softmax(dim=-1),',
  'nn.ELU(0.5),',
];
const file = 'moves.py';
const program = [
  'import torch',
  'from torch import nn',
  '',
  '',
  'class Net(nn.Module):',
  '    def __init__(self):',
  '        super().__init__()',
  '        self.body = nn.Sequential(',
  ...calls.map((call) => `            ${call}`),
  '        )',
  '',
].join('\n');
/** Enough to see that every move has its curve; more of them for a steady figure. */
const rounds = Number(process.env['ACTIVATION_LENS_ROUNDS'] ?? 1);

interface Drawing {
  readonly title: string;
  /** Milliseconds since the epoch, on the clock that all frames of a page share. */
  readonly at: number;
}

declare global {
  interface Window {
    drawings: Drawing[];
    presses: number[];
  }
}

/** Notes when the panel has put a new curve on the screen: title and chart change in one frame, and the task after it is noted. */
function watchDrawings(panel: Frame): Promise<void> {
  return panel.evaluate(() => {
    window.drawings = [];
    const title = document.querySelector('#title');
    if (title === null) throw new Error('The panel has no title.');
    new MutationObserver(() => {
      const shown = title.textContent ?? '';
      setTimeout(() => {
        window.drawings.push({ title: shown, at: performance.timeOrigin + performance.now() });
      }, 0);
    }).observe(title, { childList: true, characterData: true, subtree: true });
  });
}

describe('from a move of the cursor to the drawn curve', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ file: 'xavier_relu_mlp.py', theme: 'dark' });
  });
  afterAll(() => workbench?.close());

  it('takes the time that is printed here', async () => {
    const { page } = workbench;
    writeFileSync(join(workbench.folder, file), program);
    await workbench.openFile(file);
    await workbench.putCursor(file, calls[0] ?? '', 4);
    await workbench.runCommand('Activation Lens: Plot Activation');
    const panel = await workbench.panel('nn.ReLU()');
    await watchDrawings(panel);
    await page.evaluate(() => {
      window.presses = [];
      window.addEventListener(
        'keydown',
        (event) => window.presses.push(performance.timeOrigin + event.timeStamp),
        { capture: true },
      );
    });
    await workbench.putCursor(file, calls[0] ?? '', 4);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (let move = 1; move < calls.length; move += 1) {
        const line = round % 2 === 0 ? move : calls.length - 1 - move;
        const title = (calls[line] ?? '').replace(/,$/, '');
        await Promise.all([
          panel.evaluate(() => (window.drawings = [])),
          page.evaluate(() => (window.presses = [])),
        ]);
        await page.keyboard.press(round % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
        await panel.waitForFunction(
          (wanted) => window.drawings.some((drawing) => drawing.title === wanted),
          title,
          { polling: 50, timeout: 10_000 },
        );
        const drawn = await panel.evaluate(
          (wanted) => window.drawings.find((drawing) => drawing.title === wanted)?.at ?? NaN,
          title,
        );
        const pressed = await page.evaluate(() => window.presses[0] ?? NaN);
        times.push(drawn - pressed);
        // As a person looks at one curve before going on to the next: at no fixed beat.
        await page.waitForTimeout(60 + ((move * 37) % 90));
      }
    }
    console.log(
      `Cursor to curve, ${String(times.length)} moves over ${String(calls.length)} activations: ${spreadOf(times)}`,
    );
    expect(times.length).toBe(rounds * (calls.length - 1));
    expect(times.every((time) => time > 0)).toBe(true);
  });
});
