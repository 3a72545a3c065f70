import * as vscode from 'vscode';
import { check, closeEditors, cursorOn, equal, hoverText, lens, openText, setting } from '../helpers';

const code = `import torch.nn as nn

act = nn.LeakyReLU(0.2)
layer = nn.Linear(3, 4)
`;

async function hoverOver(text: string): Promise<readonly vscode.Hover[]> {
  const editor = await openText(code);
  const position = cursorOn(editor, text);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    editor.document.uri,
    position.translate(0, 4),
  );
  return hovers.filter((hover) => hoverText(hover).includes('ReLU'));
}

describe('Hover', () => {
  before(lens);
  afterEach(async () => {
    await setting('hover', undefined);
    await closeEditors();
  });

  it('says what the activation is, with its picture, its argument and a way to plot it', async () => {
    const [hover] = await hoverOver('nn.LeakyReLU');
    check(hover, 'there is no hover');
    const said = hoverText(hover);
    for (const part of ['Leaky ReLU', 'data:image/svg+xml', '0.2', 'command:activationLens.plotActivation'])
      check(said.includes(part), `no ${part} in ${said.slice(0, 600)}`);
    check(said.length < 100_000, `${String(said.length)} characters are cut by the editor`);
    equal(hover.range?.start.line, 2);
  });

  it('trusts its own command only', async () => {
    const [hover] = await hoverOver('nn.LeakyReLU');
    const [content] = hover?.contents ?? [];
    check(content instanceof vscode.MarkdownString || typeof content === 'object', 'no Markdown');
    check((content as vscode.MarkdownString).isTrusted !== true, 'everything is trusted');
  });

  it('says more when asked to', async () => {
    const [short] = await hoverOver('nn.LeakyReLU');
    await setting('hover', 'full');
    const [full] = await hoverOver('nn.LeakyReLU');
    check(short && full && hoverText(full).length > hoverText(short).length, 'full is not longer than short');
  });

  it('can be switched off', async () => {
    await setting('hover', 'off');
    equal((await hoverOver('nn.LeakyReLU')).length, 0);
  });

  it('says nothing over what is no activation', async () => {
    equal((await hoverOver('act =')).filter((hover) => hoverText(hover).includes('Leaky')).length <= 1, true);
    equal((await hoverOver('layer')).length, 0);
  });
});
