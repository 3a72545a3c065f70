import * as vscode from 'vscode';
import {
  apply,
  check,
  closeEditors,
  equal,
  findings,
  findingsIn,
  fixture,
  gone,
  hoverText,
  lens,
  quickFixes,
} from '../helpers';

/** A new one each time: what a test edits must not reach the next. */
async function openNotebook(): Promise<vscode.NotebookDocument> {
  const { Code, Markup } = vscode.NotebookCellKind;
  const notebook = await vscode.workspace.openNotebookDocument(
    'jupyter-notebook',
    new vscode.NotebookData([
      new vscode.NotebookCellData(Markup, "# nn.ReLU() in words, unbalanced ( and '''", 'markdown'),
      new vscode.NotebookCellData(
        Code,
        '%matplotlib inline\n!pip install torch\nimport torch.nn as nn',
        'python',
      ),
      new vscode.NotebookCellData(Code, 'act = nn.LeakyReLU(0.2)', 'python'),
      new vscode.NotebookCellData(Code, "files = !ls\nrnn = nn.RNN(10, 20, nonlinearity='relu')", 'python'),
    ]),
  );
  await vscode.window.showNotebookDocument(notebook, { viewColumn: vscode.ViewColumn.One });
  return notebook;
}

describe('Notebooks', () => {
  before(lens);

  it('are read from disk', async () => {
    const notebook = await vscode.workspace.openNotebookDocument(fixture('notebook.ipynb'));
    await findings(notebook.cellAt(3).document.uri, 'relu-in-recurrent-cell');
  });
  afterEach(closeEditors);

  it('are one program: an import in one cell counts in the next, the squiggle stands in its cell', async () => {
    const notebook = await openNotebook();
    const cell = notebook.cellAt(3).document;
    const [finding] = await findings(cell.uri, 'relu-in-recurrent-cell');
    equal(finding?.range.start.line, 1);
    for (const index of [0, 1, 2]) equal(findingsIn(notebook.cellAt(index).document.uri), []);
  });

  it('have hovers in their cells', async () => {
    const notebook = await openNotebook();
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      notebook.cellAt(2).document.uri,
      new vscode.Position(0, 10),
    );
    check(
      hovers.some((hover) => hoverText(hover).includes('Leaky')),
      'no hover in the cell',
    );
  });

  it('are fixed in the cell', async () => {
    const notebook = await openNotebook();
    const cell = notebook.cellAt(3).document;
    const [finding] = await findings(cell.uri, 'relu-in-recurrent-cell');
    check(finding, 'no finding');
    const actions = await quickFixes(cell.uri, finding.range);
    await apply(actions.find(({ title }) => title.includes('tanh')));
    await gone(cell.uri, 'relu-in-recurrent-cell');
    check(cell.getText().startsWith('files = !ls\nrnn = nn.RNN(10, 20'), cell.getText());
  });

  it('take all safe fixes at once as a notebook, each in its cell, and nothing that changes training', async () => {
    const { Code, Markup } = vscode.NotebookCellKind;
    const sources = [
      '%matplotlib inline\nimport torch\nimport torch.nn.functional as F',
      "print('no fix here')\nfirst = torch.log(F.softmax(torch.randn(8, 4), dim=1))",
      "rnn = torch.nn.RNN(10, 20, nonlinearity='relu')",
      '!ls\nsecond = torch.log(F.softmax(torch.randn(8, 4), dim=-1))',
    ];
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        new vscode.NotebookCellData(Markup, 'log(softmax(x))', 'markdown'),
        ...sources.map((source) => new vscode.NotebookCellData(Code, source, 'python')),
      ]),
    );
    await vscode.window.showNotebookDocument(notebook, { viewColumn: vscode.ViewColumn.One });
    const cells = notebook.getCells().map(({ document }) => document);
    const [, , first, rnn, second] = cells;
    check(first && rnn && second, 'no cells');
    await findings(first.uri, 'log-of-softmax');
    await findings(rnn.uri, 'relu-in-recurrent-cell');
    const everything = new vscode.Range(0, 0, first.lineCount, 0);
    const asFile = await quickFixes(first.uri, everything, vscode.CodeActionKind.SourceFixAll);
    equal(
      asFile.map(({ title }) => title),
      [],
    );
    const kind = vscode.CodeActionKind.Notebook.append('source.fixAll.activation-lens');
    const actions = await quickFixes(first.uri, everything, kind);
    equal(
      actions.map(({ kind: offered }) => offered?.value),
      ['notebook.source.fixAll.activation-lens'],
    );
    const untouched = cells.map((cell) => cell.getText());
    await apply(actions[0]);
    await gone(first.uri, 'log-of-softmax');
    await gone(second.uri, 'log-of-softmax');
    for (const [index, cell] of cells.entries()) {
      const text = cell.getText();
      if (cell === first || cell === second) {
        check(/log_softmax/.test(text) && text.split('\n').length === 2, text);
        equal(text.split('\n')[0], untouched[index]?.split('\n')[0]);
      } else equal(text.replace(/^.*log_softmax.*\n/m, ''), untouched[index]);
    }
    await findings(rnn.uri, 'relu-in-recurrent-cell');
  });

  it('lose a cell’s squiggles with the cell, and with its language', async () => {
    const notebook = await openNotebook();
    const cell = notebook.cellAt(3).document;
    await findings(cell.uri, 'relu-in-recurrent-cell');
    await vscode.languages.setTextDocumentLanguage(cell, 'plaintext');
    await gone(cell.uri, 'relu-in-recurrent-cell');
    await vscode.languages.setTextDocumentLanguage(cell, 'python');
    await findings(cell.uri, 'relu-in-recurrent-cell');
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(3, 4))]);
    await vscode.workspace.applyEdit(edit);
    await gone(cell.uri, 'relu-in-recurrent-cell');
  });
});
