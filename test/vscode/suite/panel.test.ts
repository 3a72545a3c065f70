import * as vscode from 'vscode';
import { check, closeEditors, cursorOn, equal, fixture, lens, openText, pause, until } from '../helpers';

const code = `import torch.nn as nn
import torch.nn.functional as F

relu = nn.ReLU()
leaky = nn.LeakyReLU(0.2)
gelu = nn.GELU(approximate='tanh')

def forward(x):
    count = 1
    return F.leaky_relu(x, 0.3)
`;

async function shows(title: string): Promise<void> {
  const { panelState } = await lens();
  await until(`the panel to show ${title}`, () => panelState()?.title === title);
}

describe('The panel', () => {
  afterEach(closeEditors);

  it('opens beside the editor and leaves the focus there', async () => {
    const editor = await openText(code);
    cursorOn(editor, 'nn.LeakyReLU');
    await vscode.commands.executeCommand('activationLens.plotActivation');
    await shows('nn.LeakyReLU(0.2)');
    equal(vscode.window.activeTextEditor?.document.uri.toString(), editor.document.uri.toString());
    const group = vscode.window.tabGroups.all.find(({ tabs }) =>
      tabs.some(({ input }) => input instanceof vscode.TabInputWebview),
    );
    check(
      group !== undefined && group.viewColumn !== editor.viewColumn,
      'the panel is not beside the editor',
    );
    check(!group.isActive, 'the panel took the focus');
    const { panelState } = await lens();
    check((panelState()?.points ?? 0) > 100, 'nothing was drawn');
  });

  it('follows the cursor, and keeps the last plot where there is none', async () => {
    const editor = await openText(code);
    cursorOn(editor, 'nn.ReLU');
    await vscode.commands.executeCommand('activationLens.plotActivation');
    await shows('nn.ReLU()');
    cursorOn(editor, 'nn.GELU');
    await shows("nn.GELU(approximate='tanh')");
    cursorOn(editor, 'count = 1');
    await pause(400);
    await shows("nn.GELU(approximate='tanh')");
    cursorOn(editor, 'F.leaky_relu');
    await shows('F.leaky_relu(x, 0.3)');
  });

  it("draws a function of one's own, by the command in its body and by following onto its name", async () => {
    const own =
      'import torch\n\n\ndef swish(x):\n    return x * torch.sigmoid(x)\n\n\nact = torch.nn.ReLU()\n';
    const editor = await openText(own);
    cursorOn(editor, 'return');
    await vscode.commands.executeCommand('activationLens.plotActivation');
    await shows('swish');
    cursorOn(editor, 'torch.nn.ReLU');
    await shows('torch.nn.ReLU()');
    cursorOn(editor, 'return');
    await pause(400);
    await shows('torch.nn.ReLU()');
    cursorOn(editor, 'swish');
    await shows('swish');
  });

  it('draws again when the code changes under the cursor', async () => {
    const editor = await openText(code);
    cursorOn(editor, 'nn.LeakyReLU');
    await vscode.commands.executeCommand('activationLens.plotActivation');
    await shows('nn.LeakyReLU(0.2)');
    const at = editor.document.positionAt(editor.document.getText().indexOf('0.2'));
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(at, at.translate(0, 3)), '0.25');
    });
    await shows('nn.LeakyReLU(0.25)');
  });

  it('does not open a second one', async () => {
    const editor = await openText(code);
    cursorOn(editor, 'nn.ReLU');
    await vscode.commands.executeCommand('activationLens.plotActivation');
    await shows('nn.ReLU()');
    await vscode.commands.executeCommand('activationLens.plotActivation');
    const panels = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview);
    equal(panels.length, 1);
  });

  it('opens no document on a link but those that are open or belong to the workspace', async () => {
    await openText('count = 1\n');
    const folder = vscode.workspace.workspaceFolders?.[0];
    check(folder, 'the suite runs in test/fixtures/workspace');
    const stranger = vscode.Uri.joinPath(folder.uri, '..', 'stranger-of-the-workspace.py');
    await vscode.workspace.fs.writeFile(
      stranger,
      new TextEncoder().encode('import torch\n\ntorch.relu(x)\n'),
    );
    const dotted = `${folder.uri.toString()}/../stranger-of-the-workspace.py`;
    for (const uri of [stranger.toString(), dotted, 'no uri', '__proto__']) {
      const asked = vscode.commands.executeCommand('activationLens.plotActivation', uri, 0, 0);
      await pause(150);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await asked;
    }
    const opened = vscode.workspace.textDocuments.filter(({ uri }) => uri.path.includes('stranger'));
    equal(opened.length, 0);
    await vscode.workspace.fs.delete(stranger);
    await vscode.commands.executeCommand(
      'activationLens.plotActivation',
      fixture('torch_model.py').toString(),
      ...(await placeOf('torch_model.py', 'ReLU')),
    );
    await shows('nn.ReLU()');
  });
});

async function placeOf(name: string, text: string): Promise<readonly [number, number]> {
  const lines = new TextDecoder().decode(await vscode.workspace.fs.readFile(fixture(name))).split('\n');
  const line = lines.findIndex((written) => written.includes(text));
  return [line, lines[line]?.indexOf(text) ?? -1];
}
