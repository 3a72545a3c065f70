import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PanelPage } from './panel-page';
import { spreadOf } from './times';
import { every, Workbench } from './workbench';

const gpt = readFileSync('test/fixtures/signal/models/gpt.py', 'utf8').replace('layers=6', 'layers=12');

/** What is asked, one chooser after the other, each through all that it offers. */
const questions = ['initializer', 'norm', 'residualScale'] as const;
const rounds = every ? 6 : 1;

const models = [
  ['xavier_relu_mlp.py', 'nn.Linear(256, 256)', 'Signal in Classifier'],
  ['gpt.py', 'class GPT', 'Signal in GPT'],
] as const;

describe('from a choice of what if to the moved curves', () => {
  let workbench: Workbench;
  let panel: PanelPage;
  beforeAll(async () => {
    workbench = await Workbench.open({ file: models[0][0], theme: 'dark', files: { 'gpt.py': gpt } });
    await workbench.squiggles().first().waitFor({ timeout: 120_000 });
    await workbench.putCursor(models[0][0], models[0][1], 4);
    await workbench.runCommand('Activation Lens: Show Signal Propagation');
    panel = new PanelPage(await workbench.frameWith('#signal-title', models[0][2]));
    await panel.at('[data-section="what-if"] summary').click();
  });
  afterAll(() => workbench?.close());

  const valuesOf = (question: string): Promise<readonly string[]> =>
    panel
      .at(`[data-control="what-if-${question}"] option`)
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));

  /** As somebody does who opens the chooser and reads what it offers, who never takes less than this. */
  const look = async (question: string): Promise<void> => {
    await panel.at(`[data-control="what-if-${question}"]`).focus();
    await workbench.page.waitForTimeout(700);
  };

  /** Milliseconds from the change of a chooser to the task behind the frame that shows its outcome; undefined where nothing changed. */
  const timeOf = (question: string, value: string): Promise<number | undefined> =>
    panel.frame.evaluate(
      ([name, wanted]) =>
        new Promise<number | undefined>((resolve) => {
          const chooser = document.querySelector<HTMLSelectElement>(`[data-control="what-if-${name}"]`);
          const outcome = document.querySelector('#what-if-outcome');
          if (chooser === null || outcome === null || chooser.disabled) {
            resolve(undefined);
            return;
          }
          const start = performance.now();
          const watcher = new MutationObserver(() => {
            watcher.disconnect();
            // The page draws within a frame: the next task comes behind it.
            setTimeout(() => resolve(performance.now() - start), 0);
          });
          watcher.observe(outcome, { childList: true, characterData: true, subtree: true });
          setTimeout(() => {
            watcher.disconnect();
            resolve(undefined);
          }, 500);
          chooser.value = wanted;
          chooser.dispatchEvent(new Event('change', { bubbles: true }));
        }),
      [question, value] as const,
    );

  it.each(models)('takes the time that is printed here: %s', async (file, piece, title) => {
    await workbench.openAt(file, piece, piece.length);
    await panel.at('#signal-title', { hasText: title }).waitFor();
    const times: number[] = [];
    const unlooked: number[] = [];
    for (let round = 0; round < rounds; round += 1)
      for (const question of questions) {
        const [first, ...others] = await valuesOf(question);
        for (const value of others.slice(-1)) {
          const time = await timeOf(question, value);
          if (time !== undefined) unlooked.push(time);
        }
        await look(question);
        for (const value of [first ?? '', ...others]) {
          const time = await timeOf(question, value);
          if (time !== undefined) times.push(time);
          await workbench.page.waitForTimeout(60);
        }
      }
    console.log(`What if on ${title.slice(10)}, ${String(times.length)} choices: ${spreadOf(times)}`);
    if (unlooked.length > 0)
      console.log(`${String(unlooked.length)} before the chooser was looked at: ${spreadOf(unlooked)}`);
    expect(times.length).toBeGreaterThanOrEqual(2 * rounds);
  });
});
