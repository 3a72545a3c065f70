import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../src/core/phrase';
import { createLensService } from '../../src/core/service';
import { signalOfModel } from '../../src/server/panel/signal-model';
import { answersIn, whatIfAnswer } from '../../src/server/panel/what-if-answer';
import type { ToExtension, ToPanel } from '../../src/protocol';
import { violations } from './axe';
import { bundle, launch, open, type PanelPage } from './browser';
import type { ThemeName } from './themes';

let browser: Browser;
let script: string;
beforeAll(async () => {
  [browser, script] = await Promise.all([launch(), bundle()]);
}, 60_000);
afterAll(() => browser.close());

const path = 'examples/xavier_relu_mlp.py';
const uri = `file:///${path}`;
const code = createLensService().update(uri, 1, readFileSync(path, 'utf8'));
const [model] = code.models();
if (model === undefined) throw new Error('no model');
const placed = (range = code.rangeOf(model.place)) =>
  range && {
    uri,
    range,
    writable: [],
    label: `xavier_relu_mlp.py:${String(code.text.slice(0, range.start).split('\n').length)}`,
  };
const shown = signalOfModel(model, (place) => placed(code.rangeOf(place)));
if (shown === undefined) throw new Error('no signal');
const message: Extract<ToPanel, { type: 'signal' }> = {
  type: 'signal',
  models: [shown],
  selected: 0,
  others: [],
  cursor: [],
  reveal: true,
};

const lineAt = (offset: number): string => String(code.text.slice(0, offset).split('\n').length);

/** Answers what the page asked, as the extension does; gives what else it said. */
async function answered(panel: PanelPage): Promise<readonly ToExtension[]> {
  const others: ToExtension[] = [];
  for (let round = 0; round < 3; round += 1)
    for (const asked of await panel.said()) {
      if (asked.type !== 'whatIf') {
        if (asked.type !== 'state') others.push(asked);
        continue;
      }
      if (model !== undefined)
        await panel.post(
          whatIfAnswer(code, model, answersIn(asked.answers), new Map(), asked.request, english, lineAt),
        );
    }
  return others;
}

async function withSections(
  act: (panel: PanelPage) => Promise<void>,
  options: { readonly theme?: ThemeName; readonly width?: number } = {},
): Promise<void> {
  const panel = await open(browser, script, { width: 700, height: 900, ...options });
  try {
    await panel.post(message);
    for (const section of ['what-if', 'measured'])
      await panel.page.click(`[data-section="${section}"] > summary`);
    await panel.page.waitForTimeout(60);
    await answered(panel);
    await act(panel);
    expect(panel.errors).toEqual([]);
  } finally {
    panel.close();
  }
}

const textOf = async ({ page }: PanelPage, selector: string): Promise<string> =>
  (await page.textContent(selector)) ?? '';
const choose = async (panel: PanelPage, question: string, value: string): Promise<void> => {
  await panel.page.selectOption(`[data-control="what-if-${question}"]`, value);
  await answered(panel);
  await panel.page.waitForTimeout(60);
};

describe('what if', () => {
  it('draws the change beside what there is, and says what becomes of it', () =>
    withSections(async (panel) => {
      expect(await textOf(panel, '#what-if-outcome')).toContain('Choose a change');
      expect(await panel.page.isDisabled('#what-if-apply')).toBe(true);
      await choose(panel, 'initializer', 'he');
      expect(await textOf(panel, '#what-if-outcome')).toBe(
        'Signal 0.472 instead of 0.0728 behind the last hidden layer, gradient 0.0807 instead of 0.0143 at the first; 7 layers.',
      );
      expect(await textOf(panel, '#view-signal .legend')).toContain('what if');
      expect((await panel.page.innerText('#what-if-edits .edits')).split(/\s*\n\s*/).slice(0, 3)).toEqual([
        '24',
        '− nn.init.xavier_uniform_(self.hidden1.weight)',
        '+ nn.init.kaiming_uniform_(self.hidden1.weight, nonlinearity="relu")',
      ]);
      await panel.page.click('#what-if-apply');
      const [said] = (await answered(panel)).filter(({ type }) => type === 'applyWhatIf');
      expect(said).toMatchObject({ answers: { initializer: 'he' }, as: 'edit', origin: { uri } });
      await panel.post({ type: 'whatIfWritten' });
      // The changed model comes before the answer to what was asked because of the writing.
      await panel.post({ ...message, models: [{ ...shown }] });
      await answered(panel);
      await panel.page.waitForTimeout(60);
      expect(await textOf(panel, '#what-if-outcome')).toContain('Choose a change');
      expect(await textOf(panel, '#view-signal .legend')).not.toContain('what if');
    }));

  it('draws what a chooser offers without asking once somebody looked at it', () =>
    withSections(async (panel) => {
      await panel.page.focus('[data-control="what-if-initializer"]');
      for (let round = 0; round < 8; round += 1) await answered(panel);
      await panel.page.selectOption('[data-control="what-if-initializer"]', 'he');
      await panel.page.waitForTimeout(60);
      expect(await textOf(panel, '#what-if-outcome')).toContain('Signal 0.472 instead of 0.0728');
      expect((await panel.said()).filter(({ type }) => type === 'whatIf')).toEqual([]);
    }));

  it('says why a question has no answers, and what cannot be written', () =>
    withSections(async (panel) => {
      expect(await panel.page.isDisabled('[data-control="what-if-residualScale"]')).toBe(true);
      expect(await textOf(panel, '[data-section="what-if"]')).toContain('There is no residual branch.');
      await choose(panel, 'depth', '12');
      expect(await textOf(panel, '#what-if-outcome')).toContain('14 layers.');
      expect(await panel.page.isDisabled('#what-if-apply')).toBe(true);
      expect(await textOf(panel, '[data-section="what-if"]')).toContain('the rest can be copied as code');
      await panel.page.click('#what-if-copy');
      expect((await answered(panel)).filter(({ type }) => type === 'applyWhatIf')).toMatchObject([
        { as: 'copy' },
      ]);
    }));

  it('has presets, a finding’s among them, and keeps the answers while the code is typed in', () =>
    withSections(async (panel) => {
      await panel.page.click('[data-preset="0"]');
      await answered(panel);
      expect(await panel.page.inputValue('[data-control="what-if-initializer"]')).toBe('he');
      await panel.post({ ...message, reveal: false });
      await panel.page.waitForTimeout(60);
      await answered(panel);
      await panel.page.waitForTimeout(60);
      expect(await panel.page.inputValue('[data-control="what-if-initializer"]')).toBe('he');
      expect(await textOf(panel, '#view-signal .legend')).toContain('what if');
    }));

  it('begins anew with another model, and goes on with the first', () =>
    withSections(async (panel) => {
      const show = async (name: string) => {
        await panel.post({ ...message, models: [{ ...shown, name }] });
        await panel.page.waitForTimeout(60);
        await answered(panel);
        await panel.page.waitForTimeout(60);
      };
      await choose(panel, 'initializer', 'he');
      await show('Other');
      expect(await panel.page.inputValue('[data-control="what-if-initializer"]')).toBe('');
      expect(await textOf(panel, '#what-if-outcome')).toContain('Choose a change');
      expect(await textOf(panel, '#view-signal .legend')).not.toContain('what if');
      await show(shown.name);
      expect(await panel.page.inputValue('[data-control="what-if-initializer"]')).toBe('he');
      expect(await textOf(panel, '#view-signal .legend')).toContain('what if');
    }));
});

describe('measured', () => {
  const written = readFileSync('test/reference/measured/torch.json', 'utf8');
  const give = async (panel: PanelPage, text: string): Promise<void> => {
    await panel.page.setInputFiles('#measured-file', {
      name: 'signal.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    });
    await panel.page.waitForTimeout(120);
  };

  it('draws a file beside the prediction, and takes it away', () =>
    withSections(async (panel) => {
      await give(panel, written);
      expect(await textOf(panel, '#measured-status')).toBe(
        '7 of 7 layers of the file are layers of this model. No layer differs by more than a factor of 2.',
      );
      expect(await textOf(panel, '#view-signal .legend')).toContain('measured');
      await panel.page.click('#measured-remove');
      await panel.page.waitForTimeout(60);
      expect(await textOf(panel, '#view-signal .legend')).not.toContain('measured');
    }));

  it('takes a file that is dropped', () =>
    withSections(async (panel) => {
      await panel.page.evaluate((text) => {
        const files = new DataTransfer();
        files.items.add(new File([text], 'signal.json'));
        document
          .querySelector('#measured-drop')
          ?.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }));
      }, written);
      await panel.page.waitForTimeout(120);
      expect(await textOf(panel, '#measured-status')).toContain('7 of 7 layers');
    }));

  it.each([
    ['no json', 'This is no JSON.'],
    ['{}', 'The file has no list “layers”.'],
    ['{"layers":[{"name":"a"},{"name":1}]}', 'Layer 2 of the file has no name, or a figure that is none.'],
    [
      '{"layers":[{"name":"stranger","output":1}]}',
      'No layer of the file has the name of a layer of this model.',
    ],
    [' '.repeat(2_000_001), 'The file is larger than 2 MB.'],
  ])('has a clear word on %.30s', (text, words) =>
    withSections(async (panel) => {
      await give(panel, text);
      await expect.poll(() => textOf(panel, '#measured-status'), { timeout: 10_000 }).toBe(words);
    }),
  );

  it('lists layers that differ by more than a factor of 2, each a way into the code', () =>
    withSections(async (panel) => {
      const { layers } = JSON.parse(written) as { layers: { name: string; output: number }[] };
      const other = layers.map((layer) =>
        layer.name === 'hidden2' ? { ...layer, output: layer.output * 3 } : layer,
      );
      await give(panel, JSON.stringify({ layers: other }));
      expect(await panel.page.locator('#measured-differences li').allTextContents()).toEqual([
        expect.stringMatching(/^hidden2: signal 2\.\d+ measured, 0\.717 predicted$/),
      ]);
      await panel.page.click('#measured-differences button');
      const [jump] = (await answered(panel)).filter(({ type }) => type === 'jumpToSource');
      expect(jump).toMatchObject({ origin: { label: 'xavier_relu_mlp.py:16' } });
    }));
});

describe('for everyone', () => {
  it('fits 320 pixels, and every control has a name and is reached with the Tab key', () =>
    withSections(
      async ({ page }) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
        await page.focus('[data-section="what-if"] > summary');
        const reached = new Set<string>();
        for (let press = 0; press < 30; press += 1) {
          await page.keyboard.press('Tab');
          reached.add(
            await page.evaluate(() => {
              const at = document.activeElement;
              return at?.getAttribute('data-control') ?? at?.id ?? '';
            }),
          );
        }
        for (const control of [
          'what-if-activation',
          'what-if-initializer',
          'what-if-depth',
          'what-if-dropout',
          'measured-open',
        ])
          expect([...reached]).toContain(control);
      },
      { width: 320 },
    ));
});

describe.each(['light', 'dark', 'high-contrast', 'high-contrast-light'] as readonly ThemeName[])(
  'axe-core in %s',
  (theme) => {
    it('finds nothing in a change with its edits beside what a run measured', () =>
      withSections(
        async (panel) => {
          await choose(panel, 'initializer', 'he');
          const file = JSON.parse(readFileSync('test/reference/measured/torch.json', 'utf8')) as {
            layers: { output: number }[];
          };
          const layers = file.layers.map((layer, index) =>
            index === 1 ? { ...layer, output: layer.output * 3 } : layer,
          );
          await panel.page.setInputFiles('#measured-file', {
            name: 'signal.json',
            mimeType: 'application/json',
            buffer: Buffer.from(JSON.stringify({ layers })),
          });
          await panel.page.waitForSelector('#measured-differences li');
          expect(await violations(panel)).toEqual([]);
        },
        { theme },
      ));
  },
);
