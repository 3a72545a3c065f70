import { describe, expect, it } from 'vitest';
import { createLensService } from '../../src/core/service';
import { createConfigurationsOf, type Configuration } from '../../src/editor/configuration';
import { findingsOf } from '../../src/editor/findings';
import { createProjectFiles, type Places } from '../../src/editor/project-files';

/** A world in which files have plain paths. */
const places: Places<string> = {
  key: (path) => path,
  parent: (path) => path.replace(/\/[^/]*$/, '') || '/',
  resolve: (folder, path) => (path.startsWith('/') ? path : `${folder === '/' ? '' : folder}/${path}`),
  below: (file, folder) => (file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : undefined),
  styleOf: () => 'posix',
};

const rnn = (size: number) => `rnn = nn.RNN(${String(size)}, 20, nonlinearity='relu')\n`;
const entry = { path: 'a.py', rule: 'relu-in-recurrent-cell', severity: 'warning', count: 1 };
const known = (text: string) => JSON.stringify({ version: 1, known: [{ ...entry, text: text.trim() }] });

async function configurationOf(
  path: string,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly configuration: Configuration; readonly said: readonly string[] }> {
  const said: string[] = [];
  const read = (asked: string) => Promise.resolve(Object.hasOwn(files, asked) ? files[asked] : undefined);
  const say = () => '';
  const projects = createProjectFiles<string>({ places, read, report: () => undefined, say });
  const configurations = createConfigurationsOf<string>({
    ...{ places, projects, read },
    settings: () => ({ enable: true, lint: {}, folder: undefined }),
    complain: (message) => said.push(message),
  });
  return { configuration: await configurations.of(path), said };
}

const linesOf = (text: string, configuration: Configuration): readonly number[] => {
  const lens = createLensService().update('file:///a.py', 1, text);
  return findingsOf(lens, configuration).map(({ start }) => text.slice(0, start).split('\n').length);
};

describe('a baseline in the editor', () => {
  const files = {
    '/p/pyproject.toml': '[tool.activation-lens]\nbaseline = "lint/known.json"\n',
    '/p/lint/known.json': known(rnn(1)).replace('"a.py"', '"../a.py"'),
    '/q/pyproject.toml': '[tool.activation-lens]\nbaseline = "known.json"\n',
    '/q/known.json': known(rnn(1)),
    '/r/pyproject.toml': '[tool.activation-lens]\nbaseline = "none.json"\n',
  };
  const code = `import torch.nn as nn\n${rnn(2)}${rnn(1)}${rnn(1)}`;

  it('takes away as many as it knows, wherever their line has moved', async () => {
    const { configuration } = await configurationOf('/q/a.py', files);
    expect(linesOf(code, configuration)).toEqual([2, 4]);
    expect(linesOf(`import torch.nn as nn\n\n\n${rnn(1)}`, configuration)).toEqual([]);
  });

  it('may lie in a folder of its own', async () => {
    const { configuration } = await configurationOf('/p/a.py', files);
    expect(linesOf(code, configuration)).toEqual([2, 4]);
  });

  it('speaks of other files only for those', async () => {
    const { configuration } = await configurationOf('/q/b.py', files);
    expect(linesOf(code, configuration)).toEqual([2, 3, 4]);
  });

  it('that cannot be read is told of, and takes nothing away', async () => {
    const { configuration, said } = await configurationOf('/r/a.py', files);
    expect(said).toEqual(['The baseline none.json cannot be read.']);
    expect(linesOf(code, configuration)).toEqual([2, 3, 4]);
  });
});
