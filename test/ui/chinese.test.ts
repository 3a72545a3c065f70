import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

describe('a workbench in Chinese', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({
      file: 'relu_rnn.py',
      theme: 'light',
      language: 'zh-cn',
      settings: { 'activationLens.hover': 'full' },
    });
  });
  afterAll(() => workbench?.close());

  it('offers its fixes in Chinese', async () => {
    await expect.poll(() => workbench.squiggles().count(), { timeout: 20_000 }).toBeGreaterThan(0);
    const call = 'nn.RNN(64, hidden, nonlinearity="relu"';
    await workbench.putCursor('relu_rnn.py', call, call.length - 2);
    await workbench.quickFix('使用 tanh（会改变训练）');
    await expect.poll(() => workbench.shownText(), { timeout: 10_000 }).toContain('nonlinearity="tanh"');
  });

  it('hovers in Chinese', async () => {
    await workbench.openFile('gelu_transformer.py');
    await workbench.putCursor('gelu_transformer.py', 'nn.GELU(approximate="tanh")', 4);
    await workbench.runCommand('Show or Focus Hover');
    const hover = workbench.page.locator('.monaco-hover:not(.hidden)').first();
    await hover.locator('img').first().waitFor({ timeout: 15_000 });
    const said = await hover.innerText();
    expect(said).toContain('值域');
    expect(said).toContain('用 He 初始化');
    expect(said).toContain('注意：');
    await workbench.picture('hover-chinese');
    await workbench.page.keyboard.press('Escape');
  });

  it('draws the panel in Chinese', async () => {
    await workbench.runCommand('绘制激活函数');
    const panel = await workbench.panel();
    await expect.poll(() => panel.locator('#facts').innerText(), { timeout: 10_000 }).toContain('值域');
    expect(await panel.locator('html').getAttribute('lang')).toBe('zh-cn');
    await workbench.picture('panel-chinese');
  });
});
