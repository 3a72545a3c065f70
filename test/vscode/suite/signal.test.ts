import * as vscode from 'vscode';
import { check, closeEditors, cursorOn, equal, lens, openText, setting, until } from '../helpers';

const variants = [60, 70, 80].map(
  (depth) =>
    `def deep${depth}():\n    return nn.Sequential(*[layer for _ in range(${depth}) for layer in block(64)])\n`,
);
/** Linting traces the first variant only. */
const code = `import torch.nn as nn

def block(width):
    return [nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width)]

${variants.join('\n')}`;

async function showsModel(name: string): Promise<void> {
  const { panelState } = await lens();
  await until(`the Signal tab to show ${name}`, () => panelState()?.model === name);
}

describe('The Signal tab', () => {
  afterEach(closeEditors);

  it('shows the variant of an architecture in which the command runs, and follows the cursor into another', async () => {
    const editor = await openText(code);
    cursorOn(editor, 'range(80)');
    await vscode.commands.executeCommand('activationLens.showSignalPropagation');
    await showsModel('deep80');
    const { panelState } = await lens();
    equal(panelState()?.tab, 'signal');
    cursorOn(editor, 'range(70)');
    await showsModel('deep70');
    cursorOn(editor, 'range(60)');
    await showsModel('deep60');
  });

  it('shows the model to which the cursor went while the page was on its way', async () => {
    const editor = await openText(code);
    cursorOn(editor, 'range(80)');
    await vscode.commands.executeCommand('activationLens.showSignalPropagation');
    cursorOn(editor, 'range(60)');
    await showsModel('deep60');
  });

  it('has a lens above every variant, counted for those in view', async () => {
    await setting('codeLens', true);
    try {
      const { document } = await openText(code);
      const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        100,
      );
      const titles = lenses.map(({ range, command }) => [
        document.lineAt(range.start.line).text,
        /\d+(?= layers)/.exec(command?.title ?? '')?.[0],
      ]);
      for (const depth of [60, 70, 80])
        check(
          titles.some(([line, layers]) => line === `def deep${depth}():` && layers === String(2 * depth - 1)),
          `no lens above deep${depth}: ${JSON.stringify(titles)}`,
        );
    } finally {
      await setting('codeLens', undefined);
    }
  });
});
