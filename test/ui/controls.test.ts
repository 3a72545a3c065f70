import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PanelPage } from './panel-page';
import { Workbench } from './workbench';

const study = `import torch
import torch.nn.functional as F
from torch import nn

rectifier = nn.ReLU()
squashed = nn.Tanh()
leaky = nn.LeakyReLU(0.2)
steep = nn.LeakyReLU(0.3)
exponential = nn.ELU(alpha=1.5)
bounded = nn.ELU(alpha=0.5)
unwritten = nn.LeakyReLU()
clipped = nn.Hardtanh()
scaled = nn.SELU()


def swish(x):
    return x * torch.sigmoid(x)


def rounded(x):
    return x.round_to_even_somehow()


uncalled = nn.CELU
`;
const file = 'study.py';

/** What only the workbench can show of them; the page's own suite has the rest. */
describe("the panel's controls in the workbench", () => {
  let workbench: Workbench;
  const plot = (piece: string, title = piece): Promise<PanelPage> => workbench.plot(file, piece, title, 4);

  beforeAll(async () => {
    workbench = await Workbench.open({ file, theme: 'light', files: { [file]: study } });
    await workbench.putCursor(file, 'nn.ReLU()', 4);
    await workbench.runCommand('Activation Lens: Plot Activation');
    await workbench.panel('nn.ReLU()');
  });
  beforeEach(async () => {
    await (await workbench.panelPage()).tidy();
  });
  afterAll(() => workbench?.close());

  describe('parameters', () => {
    it.each([
      { call: 'nn.LeakyReLU(0.3)', set: '0.35', written: 'steep = nn.LeakyReLU(0.35)' },
      {
        call: 'nn.LeakyReLU()',
        set: '0.35',
        written: 'unwritten = nn.LeakyReLU(negative_slope=0.35)',
      },
      { call: 'nn.ELU(alpha=0.5)', set: '0.75', written: 'bounded = nn.ELU(alpha=0.75)' },
    ])('are written back into $call', async ({ call, set, written }) => {
      const panel = await plot(call);
      const write = panel.at('[data-control="write-alpha"]');
      expect(await write.isDisabled()).toBe(true);
      await panel.at('[data-parameter="alpha"] input.number').fill(set);
      await write.click();
      await expect.poll(() => workbench.shownText()).toContain(written);
      await expect.poll(() => panel.text('#title')).toBe(written.split(' = ')[1]);
      await expect.poll(() => panel.heard()).toContain('alpha');
      await workbench.page.locator('.editor-instance .view-lines').first().click();
      await expect
        .poll(() => workbench.savedText(file))
        .toBe(study.replace(call, written.split(' = ')[1] ?? ''));
      await workbench.page.keyboard.press('Control+z');
      await expect.poll(() => workbench.shownText()).toContain(call);
      await expect.poll(() => workbench.savedText(file)).toBe(study);
    });
  });

  describe('comparing', () => {
    it('takes one from the palette', async () => {
      const panel = await plot('nn.ReLU()');
      await workbench.runCommand('Activation Lens: Compare with Another');
      const input = workbench.page.locator('.quick-input-widget input').first();
      await input.fill('Mish');
      await workbench.page
        .locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Mish' })
        .waitFor();
      await input.press('Enter');
      await expect
        .poll(() => panel.at('#functions .function-name').allTextContents())
        .toEqual(['nn.ReLU()', 'Mish']);
    });
  });

  describe('following', () => {
    it('stays with a pinned activation and goes on when it is let go', async () => {
      const panel = await plot('nn.Tanh()');
      await panel.at('#follow').click();
      await expect.poll(() => panel.isOn('#follow')).toBe(false);
      await workbench.putCursor(file, 'nn.ReLU()', 4);
      await workbench.putCursor(file, 'nn.SELU()', 4);
      await workbench.page.waitForTimeout(600);
      expect(await panel.text('#title')).toBe('nn.Tanh()');
      await panel.at('#follow').click();
      await expect.poll(() => panel.text('#title')).toBe('nn.SELU()');
    });

    it('jumps from the panel to the source, also from another file', async () => {
      const panel = await plot('nn.SELU()');
      expect(await panel.text('#jump')).toBe('study.py:13');
      await panel.at('#follow').click();
      await workbench.page.locator('.editor-instance .view-lines').first().click();
      await workbench.openFile('relu_rnn.py');
      await panel.at('#jump').click();
      await workbench.isSelected(file, 'nn.SELU()');
    });

    it("draws a function of one's own and says what it equals", async () => {
      const panel = await plot('swish(x)', 'swish');
      await expect.poll(() => panel.value('f', '2')).toBeCloseTo(2 / (1 + Math.exp(-2)), 12);
      expect(await panel.text('#note')).toContain('This is SiLU');
      await workbench.putCursor(file, 'rounded(x)', 2);
      await expect.poll(() => panel.text('#status')).toContain('Still showing');
      expect(await panel.text('#title')).toContain('swish');
    });
  });

  describe('without a mouse', () => {
    const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
    /** Tab until something has the focus, as one does. */
    const tabTo = async (panel: PanelPage, target: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses += 1) {
        if ((await panel.focused()) === target) return;
        await press('Tab');
      }
      throw new Error(`Tab does not reach ${target}; the focus is at ${await panel.focused()}`);
    };

    it('the panel is reached from the editor, its toggles and its chart worked', async () => {
      const panel = await plot('nn.LeakyReLU(0.2)');
      await press('Control+2');
      await tabTo(panel, '#follow');
      await press('Space');
      await expect.poll(() => panel.isOn('#follow')).toBe(false);
      await press('Enter');
      await expect.poll(() => panel.isOn('#follow')).toBe(true);
      await tabTo(panel, 'chart');
      await press('End');
      await expect.poll(() => panel.heard()).toBe('x = 5, f(x) = 5, f′(x) = 1');
    });
  });
});
