import * as vscode from 'vscode';
import {
  apply,
  check,
  closeEditors,
  equal,
  findings,
  gone,
  lens,
  openText,
  quickFixes,
  until,
} from '../helpers';

const recurrent = "import torch.nn as nn\n\nrnn = nn.RNN(10, 20, nonlinearity='relu')\n";

describe('Quick fixes', () => {
  before(lens);
  afterEach(closeEditors);

  it('leave correct code, and the squiggle goes', async () => {
    const { document } = await openText(recurrent);
    const [finding] = await findings(document.uri, 'relu-in-recurrent-cell');
    check(finding, 'no finding');
    const actions = await quickFixes(document.uri, finding.range);
    const suggestion = actions.find(({ title }) => title.includes('tanh'));
    check(suggestion?.title.includes('changes training'), `it does not say so: ${String(suggestion?.title)}`);
    check(actions.filter(({ isPreferred }) => isPreferred).length <= 1, 'more than one is preferred');
    await apply(suggestion);
    await gone(document.uri, 'relu-in-recurrent-cell');
    check(/nn\.RNN\(10, 20(, nonlinearity='tanh')?\)/.test(document.getText()), document.getText());
  });

  it('replace Xavier before ReLU by He', async () => {
    const { document } = await openText(
      `import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.b = nn.Linear(64, 64)
        self.act = nn.ReLU()
        nn.init.xavier_uniform_(self.a.weight)
        nn.init.kaiming_uniform_(self.b.weight, nonlinearity='relu')

    def forward(self, x):
        return self.act(self.b(self.act(self.a(x))))
`,
    );
    const [finding] = await findings(document.uri, 'relu-xavier-init');
    check(finding, 'no finding');
    const actions = await quickFixes(document.uri, finding.range);
    await apply(actions.find(({ edit }) => edit !== undefined));
    await gone(document.uri, 'relu-xavier-init');
    check(
      document.getText().includes("nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')"),
      document.getText(),
    );
    check(
      actions.some(({ command }) => command?.command === 'activationLens.showSignalPropagation'),
      'no way to the Signal tab',
    );
  });

  it('silence a rule on the line', async () => {
    const { document } = await openText(recurrent);
    const [finding] = await findings(document.uri, 'relu-in-recurrent-cell');
    check(finding, 'no finding');
    const actions = await quickFixes(document.uri, finding.range);
    await apply(actions.find(({ title }) => title === 'Ignore relu-in-recurrent-cell on this line'));
    equal(
      document.lineAt(2).text,
      "rnn = nn.RNN(10, 20, nonlinearity='relu')  # activation-lens: ignore[relu-in-recurrent-cell]",
    );
    await gone(document.uri, 'relu-in-recurrent-cell');
  });

  it('silence a rule in the file', async () => {
    const { document } = await openText(`#!/usr/bin/env python\n${recurrent}`);
    const [finding] = await findings(document.uri, 'relu-in-recurrent-cell');
    check(finding, 'no finding');
    const actions = await quickFixes(document.uri, finding.range);
    await apply(actions.find(({ title }) => title === 'Ignore relu-in-recurrent-cell in this file'));
    equal(document.lineAt(1).text, '# activation-lens: ignore-file[relu-in-recurrent-cell]');
    await gone(document.uri, 'relu-in-recurrent-cell');
  });

  it('turn a rule off', async () => {
    const { document } = await openText(recurrent);
    const [finding] = await findings(document.uri, 'relu-in-recurrent-cell');
    check(finding, 'no finding');
    const actions = await quickFixes(document.uri, finding.range);
    const off = actions.find(({ title }) => title === 'Turn relu-in-recurrent-cell off');
    check(off?.command, 'no such action');
    try {
      await vscode.commands.executeCommand(off.command.command, ...(off.command.arguments ?? []));
      await gone(document.uri, 'relu-in-recurrent-cell');
    } finally {
      await vscode.workspace
        .getConfiguration('activationLens')
        .update('lint.severity', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('are part of Fix All only where they are safe', async () => {
    const { document } = await openText(`${recurrent}x = 1  # activation-lens: ignore[relu-xavier-init]\n`);
    await findings(document.uri, 'unused-suppression');
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const kind = vscode.CodeActionKind.SourceFixAll.append('activation-lens');
    const [action] = await quickFixes(document.uri, all, kind);
    await apply(action);
    await gone(document.uri, 'unused-suppression');
    equal(document.lineAt(3).text, 'x = 1');
    check(document.getText().includes("nonlinearity='relu'"), 'a suggestion was applied');
  });

  it('take another framework’s default in one press', async () => {
    const { document } = await openText('import torch.nn as nn\n\nact = nn.LeakyReLU()\n');
    const at = new vscode.Position(2, 'act = nn.Leaky'.length);
    const adopt = await until('the default of Keras', async () =>
      (await quickFixes(document.uri, new vscode.Range(at, at), vscode.CodeActionKind.RefactorRewrite)).find(
        ({ title }) => title.startsWith('Take negative_slope=0.3'),
      ),
    );
    check(adopt.title.includes('changes training'), adopt.title);
    await apply(adopt);
    equal(document.lineAt(2).text, 'act = nn.LeakyReLU(negative_slope=0.3)');
  });
});
