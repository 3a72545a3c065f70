import * as vscode from 'vscode';
import { check, closeEditors, equal, findings, findingsIn, gone, lens, openText, until } from '../helpers';

const RULE = 'relu-in-recurrent-cell';
const recurrent = "import torch.nn as nn\n\nrnn = nn.RNN(10, 20, nonlinearity='relu')\n";
/** What the extension under test tells its server never to come to an end with. */
const NEVER = 'ACTIVATION LENS NEVER ENDS';

describe('The language server', () => {
  before(lens);
  afterEach(closeEditors);

  it('ends an analysis that never ends, names the document, and goes on with the others', async () => {
    const { status } = await lens();
    const bad = await openText(`${recurrent}# ${NEVER}\n`);
    const named = bad.document.uri.path.split('/').at(-1) ?? '';
    await until(`the status to name ${named}`, () => status() === `analysis of ${named} took too long`);
    equal(findingsIn(bad.document.uri), []);
    const good = await openText(recurrent);
    await findings(good.document.uri, RULE);
    await vscode.window.showTextDocument(bad.document);
    const line = bad.document.lineAt(3);
    const edit = new vscode.WorkspaceEdit();
    edit.delete(bad.document.uri, line.range);
    await vscode.workspace.applyEdit(edit);
    check(!bad.document.getText().includes(NEVER), 'the line is still there');
    await vscode.commands.executeCommand('activationLens.analyzeAgain');
    await findings(bad.document.uri, RULE);
  });

  it('forgets everything on demand, and finds the same again', async () => {
    const { document } = await openText(recurrent);
    await findings(document.uri, RULE);
    await vscode.commands.executeCommand('activationLens.restartAnalysis');
    await vscode.commands.executeCommand('activationLens.printDebugInformation');
    await findings(document.uri, RULE);
  });

  it('is begun again when it ends, and says so meanwhile', async function () {
    // A worker of the browser's tells nobody that it ended.
    if (vscode.env.uiKind === vscode.UIKind.Web && typeof process === 'undefined') this.skip();
    const { endServer, status } = await lens();
    const editor = await openText(recurrent);
    const { uri } = editor.document;
    await findings(uri, RULE);
    endServer();
    await until('the status to say that it ended', () => status() === 'the analysis ended and begins again');
    await until('another server', () => status() !== 'the analysis ended and begins again');
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(2, 0, 3, 0), 'x = 1\n');
    });
    await gone(uri, RULE);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(3, 0), "rnn = nn.RNN(10, 20, nonlinearity='relu')\n");
    });
    await findings(uri, RULE);
  });
});
