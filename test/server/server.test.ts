/** What an editor gets from the language server, capability by capability. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InlayHint,
} from 'vscode-languageserver/node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { project } from '../cli/command-line';
import { randomEdits } from './random-edits';
import { bundleServer, TestClient, uriOf, usual, type ClientOptions } from './client';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const rnn = "import torch.nn as nn\n\nrnn = nn.RNN(10, 20, nonlinearity='relu')\n";
const log = 'import torch\n\ny = torch.log(torch.softmax(x, 0))\n';
const deep = `import torch.nn as nn

net = nn.Sequential(
    nn.Linear(256, 256), nn.Sigmoid(),
    nn.Linear(256, 256), nn.Sigmoid(),
    nn.Linear(256, 256), nn.Sigmoid(),
    nn.Linear(256, 256), nn.Sigmoid(),
    nn.Linear(256, 10),
)
`;
const RULE = 'relu-in-recurrent-cell';
const rules = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const at = (line: number, character: number) => ({ line, character });
const span = (line: number, start: number, end: number) => ({ start: at(line, start), end: at(line, end) });

let bundle: Awaited<ReturnType<typeof bundleServer>>;
beforeAll(async () => {
  bundle = await bundleServer();
});
afterAll(() => {
  bundle.dispose();
});

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function start(options: ClientOptions = {}): Promise<TestClient> {
  const client = await TestClient.start(bundle.cli, options);
  cleanUp.push(() => client.stop());
  return client;
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const made = project(files);
  cleanUp.push(made.dispose);
  return made.directory;
}

const textOf = (hover: Hover | null): string =>
  hover !== null && typeof hover.contents === 'object' && 'value' in hover.contents
    ? hover.contents.value
    : '';

describe('diagnostics', () => {
  it('are sent for what is opened, follow its edits, and go when it is closed', async () => {
    const client = await start();
    const uri = 'untitled:model.py';
    await client.open(uri, rnn);
    const [finding] = await client.diagnostics(uri);
    expect(finding).toMatchObject({
      code: RULE,
      source: 'activation-lens',
      severity: 2,
      range: { start: { line: 2 } },
    });
    expect(finding?.codeDescription?.href).toMatch(/\/docs\/rules\/relu-in-recurrent-cell\.md$/);
    const version = await client.edit(uri, [
      { range: span(2, 35, 39), text: 'tanh' },
      { range: span(0, 0, 0), text: '# above\n' },
    ]);
    expect(await client.diagnostics(uri, (_, now) => now === version)).toEqual([]);
    const again = await client.edit(uri, [{ range: span(3, 35, 39), text: 'relu' }]);
    const moved = await client.diagnostics(uri, (_, now) => now === again);
    expect(moved.map(({ range }) => range.start.line)).toEqual([3]);
    await client.close(uri);
    expect(await client.diagnostics(uri, (found) => found.length === 0)).toEqual([]);
  });

  it('are given when they are asked for, once for each version and configuration', async () => {
    const folder = folderOf({ 'a.py': rnn });
    const capabilities = { ...usual, textDocument: { ...usual.textDocument, diagnostic: {} } };
    const client = await start({ folders: [folder], capabilities });
    const uri = uriOf(join(folder, 'a.py'));
    const pull = (previousResultId?: string) =>
      client.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri },
        ...(previousResultId === undefined ? {} : { previousResultId }),
      });
    await client.open(uri, rnn);
    const first = await pull();
    expect(first.kind === 'full' && rules(first.items)).toEqual([RULE]);
    expect(await pull(first.resultId)).toMatchObject({ kind: 'unchanged' });
    await client.until('watchers', () => client.asked.includes('client/registerCapability'));
    writeFileSync(join(folder, 'pyproject.toml'), `[tool.activation-lens]\nignore = ["${RULE}"]\n`);
    await client.changedOnDisk(uriOf(join(folder, 'pyproject.toml')));
    await client.until('a refresh', () => client.asked.includes('workspace/diagnostic/refresh'));
    const second = await pull(first.resultId);
    expect(second.kind === 'full' && second.items).toEqual([]);
    expect(client.published.size).toBe(1);
    expect([...client.published.keys()][0]).toMatch(/pyproject\.toml$/);
  });

  it('follow settings, and tell what is wrong in a pyproject.toml', async () => {
    const folder = folderOf({ 'a.py': rnn, 'pyproject.toml': '[tool.activation-lens]\nselct = []\n' });
    const client = await start({ folders: [folder] });
    const uri = uriOf(join(folder, 'a.py'));
    await client.open(uri, rnn);
    expect(rules(await client.diagnostics(uri))).toEqual([RULE]);
    const [problem] = await client.diagnostics(uriOf(join(folder, 'pyproject.toml')));
    expect(problem?.message).toContain('Did you mean select?');
    client.settings = { lint: { severity: { [RULE]: 'error' } } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(await client.diagnostics(uri, ([one]) => one?.severity === 1)).toHaveLength(1);
    client.settings = { lint: { enable: false } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(await client.diagnostics(uri, (found) => found.length === 0)).toEqual([]);
  });

  it('leave out what the baseline knows', async () => {
    const known = { path: 'a.py', rule: RULE, severity: 'warning', text: rnn.split('\n')[2], count: 1 };
    const folder = folderOf({
      'pyproject.toml': '[tool.activation-lens]\nbaseline = "known.json"\n',
      'known.json': JSON.stringify({ version: 1, known: [known] }),
    });
    const client = await start({ folders: [folder] });
    const uri = uriOf(join(folder, 'a.py'));
    await client.open(uri, `${rnn}other = nn.RNN(1, 2, nonlinearity='relu')\n`);
    expect((await client.diagnostics(uri)).map(({ range }) => range.start.line)).toEqual([3]);
  });

  it('rest on files of every folder, as they are open or on disk, also of folders that come later', async () => {
    const head = (end: string): string => `from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(8, 4)

    def forward(self, x):
        return self.last(x)${end}
`;
    const uses = `from torch import nn
from block import Head


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head()
        self.loss = nn.CrossEntropyLoss()

    def forward(self, x, y):
        return self.loss(self.head(x), y)
`;
    const one = folderOf({ 'block.py': head('') });
    const two = folderOf({ 'block.py': head('.softmax(-1)') });
    const doubled = 'softmax-before-cross-entropy';
    const client = await start({ folders: [one] });
    const [first, second] = [uriOf(join(one, 'a.py')), uriOf(join(two, 'a.py'))];
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: uriOf(two), name: 'two' }], removed: [] },
    });
    await client.open(first, uses);
    await client.open(second, uses);
    expect(rules(await client.diagnostics(second, (found) => found.length > 0))).toEqual([doubled]);
    expect(await client.diagnostics(first)).toEqual([]);
    writeFileSync(join(one, 'block.py'), head('.softmax(-1)'));
    await client.changedOnDisk(uriOf(join(one, 'block.py')));
    const [found] = await client.diagnostics(first, (now) => now.length > 0);
    expect(found?.code).toBe(doubled);
    expect(found?.relatedInformation?.map(({ location }) => location.uri)).toContain(
      uriOf(join(one, 'block.py')),
    );
  });
});

describe('hover', () => {
  const relu = 'import torch.nn as nn\n\nact = nn.LeakyReLU(0.2)\n';
  async function hoverOf(options: ClientOptions): Promise<string> {
    const client = await start(options);
    await client.open('untitled:a.py', relu);
    const params = { textDocument: { uri: 'untitled:a.py' }, position: at(2, 12) };
    const hover = await client.connection.sendRequest<Hover | null>('textDocument/hover', params);
    expect(hover?.range).toEqual(span(2, 6, 23));
    return textOf(hover);
  }

  it('has the picture where images are shown', async () => {
    const capabilities = { ...usual, general: { markdown: { parser: 'marked', allowedTags: ['img'] } } };
    expect(await hoverOf({ capabilities })).toMatch(/^\*\*Leaky ReLU\*\*.*\n!\[.*\]\(data:image\/svg\+xml,/);
    expect(await hoverOf({ parameters: { initializationOptions: { hoverPictures: true } } })).toContain(
      'data:image',
    );
  });

  it('draws the curve with characters elsewhere, and writes no Markdown for who reads none', async () => {
    const markdown = await hoverOf({});
    expect(markdown).not.toContain('data:');
    expect(markdown).toMatch(/```text\n +\S+ [\u2800-\u28ff]+\n/);
    const plain = { ...usual, textDocument: { hover: { contentFormat: ['plaintext' as const] } } };
    const text = await hoverOf({ capabilities: plain });
    expect(text).toMatch(/^Leaky ReLU · nn\.LeakyReLU\(0\.2\)\n/);
    expect(text).toMatch(/[\u2801-\u28ff]{3}/);
    expect(text).not.toMatch(/[*`\\]/);
  });

  it('speaks the editor’s language', async () => {
    const client = await start({ parameters: { locale: 'zh-cn' } });
    await client.open('untitled:a.py', rnn);
    const [finding] = await client.diagnostics('untitled:a.py');
    expect(finding?.message).toMatch(/\p{Script=Han}/u);
  });
});

describe('actions', () => {
  const ask = (client: TestClient, uri: string, line: number, only?: readonly string[]) =>
    client.connection.sendRequest<readonly CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: span(line, 4, 8),
      context: { diagnostics: client.published.get(uri)?.diagnostics ?? [], ...(only && { only }) },
    });

  it('fix a finding, silence its rule here and in the file', async () => {
    const client = await start();
    const uri = 'untitled:a.py';
    await client.open(uri, log);
    await client.diagnostics(uri);
    const actions = await ask(client, uri, 2);
    const [fix] = actions;
    expect(fix).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(rules(fix?.diagnostics ?? [])).toEqual(['log-of-softmax']);
    expect(fix?.edit?.changes?.[uri]?.map(({ newText }) => newText).join('')).toContain('log_softmax');
    expect(actions.map(({ title }) => title).slice(-2)).toEqual([
      'Ignore log-of-softmax on this line',
      'Ignore log-of-softmax in this file',
    ]);
    expect(actions.at(-2)?.edit?.changes?.[uri]).toEqual([
      { range: { start: at(2, 34), end: at(2, 34) }, newText: '  # activation-lens: ignore[log-of-softmax]' },
    ]);
  });

  it('fix all that is safe when that is asked for', async () => {
    const client = await start();
    const uri = 'untitled:a.py';
    await client.open(uri, `${log}z = torch.log(torch.softmax(y, 0))\n`);
    for (const only of ['source.fixAll', 'source.fixAll.activationLens', 'source']) {
      const actions = await ask(client, uri, 0, [only]);
      expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.activationLens']);
      const edits = actions[0]?.edit?.changes?.[uri] ?? [];
      expect(new Set(edits.map(({ range }) => range.start.line))).toEqual(new Set([2, 3]));
    }
    expect(await ask(client, uri, 0, ['source.organizeImports'])).toEqual([]);
  });
});

describe('hints, lenses and commands', () => {
  it('tell what is left of the signal', async () => {
    const client = await start();
    client.settings = { codeLens: true, inlayHints: { signal: 'all', shape: true } };
    const uri = 'untitled:a.py';
    await client.open(uri, deep);
    const hints = await client.connection.sendRequest<readonly InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: at(0, 0), end: at(9, 0) },
    });
    expect(hints.map(({ position }) => position.line)).toContain(6);
    expect(hints.some(({ label }) => typeof label === 'string' && label.includes('signal'))).toBe(true);
    const lenses = await client.connection.sendRequest<readonly CodeLens[]>('textDocument/codeLens', {
      textDocument: { uri },
    });
    expect(lenses.map(({ range }) => range.start.line)).toEqual([2]);
    const { command } = lenses[0] ?? {};
    expect(command?.title).toMatch(/signal/);
    const resolved = await client.connection.sendRequest<CodeLens>('codeLens/resolve', {
      range: lenses[0]?.range,
      data: lenses[0]?.data as unknown,
    });
    expect(resolved.command?.title).toBe(command?.title);
    const told = await client.connection.sendRequest<readonly string[]>('workspace/executeCommand', {
      command: command?.command,
      arguments: command?.arguments,
    });
    expect(told).toHaveLength(6);
    expect(client.messages.at(-1)).toBe(told.join('\n'));
  });

  it('lint the whole workspace with progress, until that is cancelled', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`m${String(index)}.py`, rnn]));
    const folder = folderOf({
      ...files,
      'open.py': rnn,
      'known/pyproject.toml': '[tool.activation-lens]\nselect = []\n',
      'known/k.py': rnn,
    });
    const client = await start({ folders: [folder] });
    await client.open(uriOf(join(folder, 'open.py')), rnn);
    const run = () =>
      client.connection.sendRequest('workspace/executeCommand', { command: 'activation-lens.lintWorkspace' });
    expect(await run()).toEqual({ files: 31, findings: 30, cancelled: false });
    expect(client.published.get(uriOf(join(folder, 'm7.py')))?.diagnostics).toHaveLength(1);
    expect(client.progress).toContainEqual(expect.objectContaining({ kind: 'end' }));
    expect(client.progress).toContainEqual(
      expect.objectContaining({ kind: 'report', message: '31 of 31 files, 30 findings' }),
    );
    let token: unknown;
    client.connection.onRequest('window/workDoneProgress/create', (params: { token: unknown }) => {
      token = params.token;
      return null;
    });
    client.progress.length = 0;
    const second = run();
    await client.until('the beginning', () => client.progress.length > 1);
    await client.connection.sendNotification('window/workDoneProgress/cancel', { token });
    expect(await second).toMatchObject({ cancelled: true });
  });

  it('give up what the editor cancels', async () => {
    const client = await start();
    await client.open('untitled:a.py', deep.repeat(40));
    const source = client.connection;
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const cancel = new CancellationTokenSource();
    const params = { textDocument: { uri: 'untitled:a.py' }, position: at(3, 8) };
    const asked = source.sendRequest('textDocument/hover', params, cancel.token);
    cancel.cancel();
    await expect(asked).rejects.toMatchObject({ code: -32800 });
  });
});

describe('notebooks', () => {
  it('are one program, whose cells have their own diagnostics and edits', async () => {
    const client = await start();
    const [notebook, one, two, three] = ['', '#1', '#2', '#3'].map((id) => `file:///n/a.ipynb${id}`) as [
      string,
      string,
      string,
      string,
    ];
    const cell = (document: string) => ({ kind: 2, document });
    const item = (uri: string, text: string) => ({ uri, languageId: 'python', version: 1, text });
    await client.connection.sendNotification('notebookDocument/didOpen', {
      notebookDocument: {
        uri: notebook,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: [cell(one), cell(two)],
      },
      cellTextDocuments: [
        item(one, '%matplotlib inline\nimport torch.nn as nn'),
        item(two, "KIND = 'tanh'\nrnn = nn.RNN(1, 2, nonlinearity=KIND)"),
      ],
    });
    expect(await client.diagnostics(two)).toEqual([]);
    await client.connection.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: notebook, version: 2 },
      change: {
        cells: {
          textContent: [
            { document: { uri: two, version: 2 }, changes: [{ range: span(0, 8, 12), text: 'relu' }] },
          ],
        },
      },
    });
    const found = await client.diagnostics(two, (now) => now.length > 0);
    expect(found.map(({ range }) => range.start.line)).toEqual([1]);
    await client.connection.sendNotification('notebookDocument/didChange', {
      notebookDocument: { uri: notebook, version: 3 },
      change: {
        cells: {
          structure: {
            array: { start: 1, deleteCount: 1, cells: [cell(three)] },
            didOpen: [item(three, 'import torch\ny = torch.log(torch.softmax(x, 0))')],
            didClose: [{ uri: two }],
          },
        },
      },
    });
    expect(rules(await client.diagnostics(three))).toEqual(['log-of-softmax']);
    expect(await client.diagnostics(two, (now) => now.length === 0)).toEqual([]);
    const actions = await client.connection.sendRequest<readonly CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: three },
      range: span(1, 4, 8),
      context: { diagnostics: [], only: ['notebook.source.fixAll'] },
    });
    expect(Object.keys(actions[0]?.edit?.changes ?? {})).toEqual([three]);
    await client.connection.sendNotification('notebookDocument/didClose', {
      notebookDocument: { uri: notebook },
      cellTextDocuments: [{ uri: one }, { uri: three }],
    });
    expect(await client.diagnostics(three, (now) => now.length === 0)).toEqual([]);
  });
});

describe('edits by chance', () => {
  // A few here; ACTIVATION_LENS_EDITS=2000 runs as many.
  it('give the diagnostics of the same text opened afresh', async () => {
    const edits = Number(process.env['ACTIVATION_LENS_EDITS'] ?? 100);
    expect(await randomEdits(bundle.cli, edits, 1)).toBeUndefined();
  }, 600_000);
});

describe('the process', () => {
  it('says what it is and can, and ends when it is told to', async () => {
    const client = await TestClient.start(bundle.cli);
    expect(client.initialized?.serverInfo?.name).toBe('activation-lens');
    expect(client.initialized?.capabilities).toMatchObject({
      textDocumentSync: { change: 2 },
      hoverProvider: true,
      inlayHintProvider: true,
      codeLensProvider: { resolveProvider: true },
      workspace: { workspaceFolders: { supported: true } },
    });
    expect(await client.stop()).toBe(0);
  });
});

describe('an analysis that never ends', () => {
  it('is ended, named, and all others go on; it begins again when the file is saved', async () => {
    const never = await bundleServer((path, source) =>
      path.endsWith('/src/server/analyst.ts')
        ? source.replace(
            'const view = this.#views.viewOf(job.uri);',
            "const view = this.#views.viewOf(job.uri); if (view?.lens.text.includes('NEVER')) for (;;);",
          )
        : source,
    );
    cleanUp.push(never.dispose);
    const folder = folderOf({});
    const client = await TestClient.start(never.cli, { folders: [folder], arguments: ['--time-limit', '2'] });
    cleanUp.push(() => client.stop());
    const [bad, good] = [uriOf(join(folder, 'bad one.py')), uriOf(join(folder, 'good.py'))];
    await client.open(good, rnn);
    await client.diagnostics(good);
    await client.open(bad, `${rnn}# NEVER\n`);
    const hover = client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: bad },
      position: at(2, 8),
    });
    await client.edit(good, [{ range: span(2, 35, 39), text: 'tanh' }]);
    const [stopped] = await client.diagnostics(bad);
    expect(stopped?.message).toContain('the analysis of bad one.py was ended after 2 s');
    expect(client.messages).toEqual([stopped?.message]);
    expect(await hover).toBeNull();
    expect(await client.diagnostics(good, (found) => found.length === 0)).toEqual([]);
    await client.edit(bad, [{ range: span(3, 0, 7), text: '' }]);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: bad } });
    expect(rules(await client.diagnostics(bad, ([one]) => one?.code === RULE))).toEqual([RULE]);
  });
});
