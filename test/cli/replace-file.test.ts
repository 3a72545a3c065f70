/** A file that is replaced is whole at every moment, also when whoever writes it is killed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { encodeLike } from '../../src/cli/encoded-text';

const contents = ['a', 'b'].map((letter) => `${letter.repeat(99)}\n`.repeat(3_000));

it('is the old one or the new one, and never a part', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'activation-lens-replaced-'));
  const [script, file] = [join(directory, 'writer.cjs'), join(directory, 'model.py')];
  try {
    await build({
      stdin: {
        contents: `import { replaceFile } from './src/cli/replace-file';
          process.stdout.write('begins');
          for (let n = 0; ; n++) replaceFile(process.argv[2], ('ab'[n % 2].repeat(99) + '\\n').repeat(3000));`,
        resolveDir: join(import.meta.dirname, '../..'),
        loader: 'ts',
      },
      ...{ outfile: script, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    });
    writeFileSync(file, contents[0] ?? '');
    for (let round = 0; round < 5; round++) {
      const child = spawn(process.execPath, [script, file]);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      for (let look = 0; look < 200; look++) expect(contents).toContain(readFileSync(file, 'utf8'));
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      expect(contents).toContain(readFileSync(file, 'utf8'));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

it('is not written in an encoding that has no such letter', () => {
  const latin = Buffer.from('# coding: latin-1\nx = "é"\n', 'latin1');
  expect(encodeLike(latin, '# coding: latin-1\nx = "→"\n')).toEqual({
    problem: 'cannot be written in latin-1',
  });
});
