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
