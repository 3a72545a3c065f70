import * as vscode from 'vscode';
import {
  check,
  closeEditors,
  equal,
  findings,
  findingsIn,
  fixture,
  gone,
  lens,
  openFixture,
  openText,
  setting,
  settled,
  until,
} from '../helpers';

const RULE = 'relu-in-recurrent-cell';
const recurrent = "import torch.nn as nn\n\nrnn = nn.RNN(10, 20, nonlinearity='relu')\n";

describe('Settings', () => {
  before(lens);
  afterEach(async () => {
    for (const name of ['lint.enable', 'lint.severity', 'lint.ignore', 'lint.select'])
      await setting(name, undefined);
    await closeEditors();
  });

  it('switch linting off and on', async () => {
    const { document } = await openText(recurrent);
    await findings(document.uri, RULE);
    await setting('lint.enable', false);
    await gone(document.uri, RULE);
    await setting('lint.enable', undefined);
    await findings(document.uri, RULE);
  });

  it('set a rule’s severity', async () => {
    const { document } = await openText(recurrent);
    await findings(document.uri, RULE);
    await setting('lint.severity', { [RULE]: 'error' });
    await until('an error', () =>
      findingsIn(document.uri, RULE).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
    );
    await setting('lint.severity', { [RULE]: 'off' });
    await gone(document.uri, RULE);
  });

  it('ignore and select rules', async () => {
    const { document } = await openText(recurrent);
    await findings(document.uri, RULE);
    await setting('lint.ignore', [RULE]);
    await gone(document.uri, RULE);
    await setting('lint.ignore', undefined);
    await findings(document.uri, RULE);
    await setting('lint.select', ['relu-xavier-init']);
    await gone(document.uri, RULE);
  });

  it('that make no sense are put aside', async () => {
    const { document } = await openText(recurrent);
    await setting('lint.severity', { 'no-such-rule': 'loud', [RULE]: 7 });
    await setting('lint.ignore', 'everything');
    await settled();
    await findings(document.uri, RULE);
  });

  it('give way to nothing but themselves: pyproject.toml holds where they are silent', async () => {
    const { document } = await openFixture('configured/ignored.py');
    await settled();
    equal(findingsIn(document.uri, RULE), []);
    await setting('lint.ignore', []);
    await findings(document.uri, RULE);
  });

  it('leave out what the project’s baseline knows, until its line changes', async () => {
    const { document } = await openFixture('known/old.py');
    const lines = (): readonly number[] =>
      findingsIn(document.uri, RULE).map(({ range }) => range.start.line);
    await findings(document.uri, RULE);
    equal(lines(), [2]);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(3, 13, 3, 15), '11');
    await vscode.workspace.applyEdit(edit);
    await until('a second finding', () => lines().length === 2);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('reach files that are not open: Lint Workspace', async () => {
    await closeEditors();
    const result = await vscode.commands.executeCommand<{
      readonly files: number;
      readonly findings: number;
    }>('activationLens.lintWorkspace');
    check(result.files >= 2 && result.findings >= 2, JSON.stringify(result));
    equal(
      findingsIn(fixture('unopened.py'), RULE).map(({ range }) => range.start.line),
      [2],
    );
    const [inNotebook] = findingsIn(fixture('unopened.ipynb'), RULE);
    check(inNotebook, 'no finding in the notebook');
    check(inNotebook.message.startsWith('Cell 4, line 2:'), inNotebook.message);
    const bytes = await vscode.workspace.fs.readFile(fixture('unopened.ipynb'));
    const line = new TextDecoder().decode(bytes).split('\n')[inNotebook.range.start.line] ?? '';
    const { start, end } = inNotebook.range;
    check(/^.relu.$/.test(line.slice(start.character, end.character)), `it stands at ${line}`);
    equal(findingsIn(fixture('configured/ignored.py')), []);
  });
});
