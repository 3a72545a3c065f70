import * as vscode from 'vscode';
import {
  check,
  closeEditors,
  equal,
  findings,
  findingsIn,
  gone,
  lens,
  lineOf,
  openFixture,
  openText,
  settled,
} from '../helpers';

describe('Squiggles', () => {
  before(lens);
  afterEach(closeEditors);

  it('stand on the lines of a PyTorch file that earn them, with the figure', async () => {
    const { document } = await openFixture('torch_model.py');
    const [xavier] = await findings(document.uri, 'relu-xavier-init');
    equal(xavier?.range.start.line, lineOf(document, 'xavier_uniform_'));
    check(/×\s?0\.\d+|0\.\d+/.test(xavier?.message ?? ''), `no figure in: ${String(xavier?.message)}`);
    check((xavier?.relatedInformation ?? []).length > 0, 'it does not say what makes it risky');
    const [recurrent] = await findings(document.uri, 'relu-in-recurrent-cell');
    equal(recurrent?.range.start.line, lineOf(document, 'nn.RNN'));
  });

  it('stand on the lines of a Keras file that earn them, and nowhere else', async () => {
    const { document } = await openFixture('keras_model.py');
    await findings(document.uri, 'relu-xavier-init');
    const recurrent = await findings(document.uri, 'relu-in-recurrent-cell');
    equal(
      recurrent.map(({ range }) => range.start.line).sort(),
      [lineOf(document, 'layers.LSTM'), lineOf(document, 'layers.GRU')].sort(),
    );
  });

  it('stay away from IRNN, Xavier with tanh, He with ReLU, and a class of one’s own', async () => {
    const { document } = await openFixture('quiet.py');
    await settled();
    equal(findingsIn(document.uri), []);
  });

  it('link to a page about the rule', async () => {
    const { document } = await openFixture('torch_model.py');
    const [finding] = await findings(document.uri, 'relu-in-recurrent-cell');
    check(typeof finding?.code === 'object', 'the code has no target');
    equal(finding.code.target.scheme, 'command');
    await vscode.commands.executeCommand('activationLens.showRuleDocumentation', 'relu-in-recurrent-cell');
    const page = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: 'activation-lens-rule', path: '/relu-in-recurrent-cell.md' }),
    );
    check(page.getText().startsWith('# '), 'the page is empty');
  });

  it('go at once from a line that an edit touched, and move with lines above', async () => {
    const editor = await openText("import torch.nn as nn\n\nrnn = nn.RNN(10, 20, nonlinearity='relu')\n");
    const { uri } = editor.document;
    await findings(uri, 'relu-in-recurrent-cell');
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(1, 0), 'x = 1\n');
    });
    equal(
      findingsIn(uri).map(({ range }) => range.start.line),
      [3],
    );
    await editor.edit((edit) => {
      const at = editor.document.getText().indexOf('relu');
      edit.replace(
        new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 4)),
        'tanh',
      );
    });
    equal(findingsIn(uri), []);
    await settled();
    equal(findingsIn(uri), []);
  });

  it('appear while typing', async () => {
    const editor = await openText('import torch.nn as nn\n');
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(1, 0), "rnn = nn.RNN(10, 20, nonlinearity='relu')\n");
    });
    await findings(editor.document.uri, 'relu-in-recurrent-cell');
  });

  it('survive broken code', async () => {
    const { document } = await openText(
      "import torch.nn as nn\nrnn = nn.RNN(10, 20, nonlinearity='relu')\nclass (:\n",
    );
    await findings(document.uri, 'relu-in-recurrent-cell');
  });

  it('go when the document closes', async () => {
    const { document } = await openFixture('torch_model.py');
    await findings(document.uri, 'relu-in-recurrent-cell');
    await closeEditors();
    // VS Code itself closes a document some time after its last editor; changing its language closes it at once.
    const text = await vscode.workspace.openTextDocument(document.uri);
    await vscode.languages.setTextDocumentLanguage(text, 'plaintext');
    await gone(document.uri, 'relu-in-recurrent-cell');
    await vscode.languages.setTextDocumentLanguage(text, 'python');
  });
});
