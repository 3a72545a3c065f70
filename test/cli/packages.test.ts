/** What is published, tried from its files in empty folders by somebody who has nothing else of ours. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { version } from '../../package.json';
import { thirdPartyNotices } from '../../scripts/lib/notices.mjs';
import { mostBytes, packNpm, packWheel } from '../../scripts/lib/packages.mjs';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const root = join(import.meta.dirname, '../..');
const loud = "from torch import nn\nrnn = nn.RNN(8, 16, nonlinearity='relu')\n";
const log = 'import torch\ny = torch.log(torch.softmax(x, 0))\n';

let place: string;
let tarball: string;
let wheel: string;
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'activation-lens-packages-'));
  tarball = await packNpm(join(place, 'npm'), place);
  wheel = packWheel(join(place, 'npm'), place);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** An empty folder of somebody without settings, with these files. */
function folder(name: string, files: Readonly<Record<string, string>> = {}): string {
  const path = join(place, name);
  mkdirSync(join(path, 'home'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

function run(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const home = join(cwd, 'home');
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      HOME: home,
      XDG_CACHE_HOME: home,
      npm_config_offline: 'true',
      ...env,
    },
  });
  return { code: error === undefined ? status : undefined, out: stdout, error: stderr };
}

describe('the npm package', () => {
  it('is small and holds the command line and its documents', () => {
    expect(statSync(tarball).size).toBeLessThan(mostBytes);
    const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    for (const name of [
      'package.json',
      'dist/cli.js',
      'dist/analysis.js',
      'dist/server.js',
      'docs/editors.md',
      'README.md',
      'LICENSE',
      'docs/rules/log-of-softmax.md',
    ])
      expect(names).toContain(`package/${name}`);
    expect(names.filter((name) => /extension|webview|\.map$|\.ts$/.test(name))).toEqual([]);
  });

  it('runs by npx in an empty folder', () => {
    const cwd = folder('npx', { 'a.py': loud });
    const { code, out, error } = run(cwd, 'npx', [
      '--yes',
      '--package',
      tarball,
      '--',
      'activation-lens',
      'lint',
    ]);
    expect([code, error]).toEqual([1, '']);
    expect(out).toContain('1 finding in 1 file');
  });

  it('runs as GitHub’s action does, with paths that are no commands', () => {
    const cwd = folder('action', { 'a.py': loud });
    const env = {
      LENS_PACKAGE: tarball,
      GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'),
      GITHUB_WORKSPACE: cwd,
    };
    const script = join(root, 'scripts/action.sh');
    const first = run(cwd, 'bash', [script], { ...env, LENS_PATHS: 'a.py' });
    expect(first.code).toBe(1);
    expect(first.out).toMatch(
      /^::warning title=Activation Lens \(relu-in-recurrent-cell\),file=a\.py,line=2,/,
    );
    expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toContain('| `a.py:2:');
    writeFileSync(join(cwd, 'b.py'), log);
    const lines = run(cwd, 'bash', [script], {
      ...env,
      LENS_PATHS: 'a.py\nb.py\n',
      LENS_ARGS: '--ignore\ninit',
    });
    expect(lines.out.match(/file=[ab]\.py/g)).toEqual(['file=a.py', 'file=b.py']);
    const hostile = run(cwd, 'bash', [script], { ...env, LENS_PATHS: '$(touch${IFS}hacked);touch hacked' });
    expect(hostile.code).toBe(2);
    expect(() => statSync(join(cwd, 'hacked'))).toThrow();
    const lenient = run(cwd, 'bash', [script], {
      ...env,
      LENS_FAIL_ON: 'error',
      LENS_OUTPUT_FILE: 'r.sarif',
      LENS_FORMAT: 'sarif',
    });
    expect([lenient.code, lenient.out]).toEqual([0, '']);
    expect(readFileSync(join(cwd, 'r.sarif'), 'utf8')).toContain('"relu-in-recurrent-cell"');
  });

  it('runs as GitLab’s template does, and leaves the report that merge requests show', () => {
    const cwd = folder('gitlab', { 'a.py': loud, 'b.py': log });
    const template = readFileSync(join(root, 'templates/gitlab-ci.yml'), 'utf8');
    const script = /^ {4}- (npx .*)$/m.exec(template)?.[1] ?? '';
    const report = /codequality: (.*)/.exec(template)?.[1] ?? '';
    const { code, error } = run(cwd, 'sh', ['-c', script], {
      LENS_PACKAGE: tarball,
      LENS_PATHS: 'a.py b.py',
    });
    expect([code, error]).toEqual([1, '']);
    const findings = JSON.parse(readFileSync(join(cwd, report), 'utf8')) as readonly {
      readonly fingerprint: string;
      readonly location: { readonly path: string };
    }[];
    expect(findings.map(({ location }) => location.path)).toEqual(['a.py', 'b.py']);
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('runs as the image of the Dockerfile does', () => {
    const cwd = folder('docker', { 'a.py': loud });
    const file = readFileSync(join(root, 'Dockerfile'), 'utf8');
    const step = /^RUN (.*)$/m.exec(file)?.[1] ?? '';
    const entry = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(file)?.[1] ?? '') as readonly string[];
    const command = JSON.parse(/^CMD (.*)$/m.exec(file)?.[1] ?? '') as readonly string[];
    const prefix = join(cwd, 'prefix');
    expect(run(cwd, 'sh', ['-c', step], { PACKAGE: tarball, npm_config_prefix: prefix }).code).toBe(0);
    const { code, out } = run(cwd, join(prefix, 'bin', entry[0] ?? ''), command);
    expect([code, out]).toEqual([1, expect.stringContaining('1 finding in 1 file')]);
  });

  it('lints and fixes as a hook of pre-commit', (context) => {
    if (run(place, 'pre-commit', ['--version']).code !== 0) context.skip('pre-commit is not installed');
    const git = (cwd: string, ...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd,
        encoding: 'utf8',
      }).trim();
    const mirror = folder('mirror', { 'package.json': '{"name": "mirror", "version": "0.0.1"}\n' });
    cpSync(join(root, '.pre-commit-hooks.yaml'), join(mirror, '.pre-commit-hooks.yaml'));
    git(mirror, 'init', '-q');
    git(mirror, 'add', '.pre-commit-hooks.yaml', 'package.json');
    git(mirror, 'commit', '-qm', 'hooks');
    const cwd = folder('hooked', { 'a.py': loud, 'b.py': log, 'c.txt': loud });
    const hook = (id: string) => `      - id: ${id}\n        additional_dependencies: ['${tarball}']\n`;
    writeFileSync(
      join(cwd, '.pre-commit-config.yaml'),
      `repos:\n  - repo: ${mirror}\n    rev: ${git(mirror, 'rev-parse', 'HEAD')}\n    hooks:\n${hook('activation-lens')}${hook('activation-lens-fix')}`,
    );
    git(cwd, 'init', '-q');
    git(cwd, 'add', 'a.py', 'b.py', 'c.txt', '.pre-commit-config.yaml');
    const { code, out } = run(cwd, 'pre-commit', ['run', '--all-files'], { npm_config_offline: 'false' });
    expect(code, out).toBe(1);
    expect(out).toContain('a.py:2:');
    expect(out).toContain('files were modified by this hook');
    expect(readFileSync(join(cwd, 'b.py'), 'utf8')).toContain('torch.log_softmax(x, 0)');
  });
});

describe('the wheel', () => {
  it('runs the same command line, and says what it lacks where there is no Node', (context) => {
    if (run(place, 'python3', ['-m', 'pip', '--version']).code !== 0) context.skip('pip is not installed');
    const cwd = folder('wheel', { 'a.py': loud });
    const target = join(cwd, 'site');
    const installed = run(cwd, 'python3', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-index',
      '--no-deps',
      '--target',
      target,
      wheel,
    ]);
    expect(installed.code, installed.error).toBe(0);
    const env = { PYTHONPATH: target };
    const { code, out } = run(cwd, 'python3', ['-m', 'activation_lens', 'lint', 'a.py'], env);
    expect([code, out]).toEqual([1, expect.stringContaining('1 finding in 1 file')]);
    expect(run(cwd, join(target, 'bin/activation-lens'), ['--version'], env).out.trim()).toBe(version);
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
    }).trim();
    const without = run(cwd, python, ['-m', 'activation_lens', 'lint'], { ...env, PATH: join(cwd, 'home') });
    expect([without.code, without.error.trim().split('\n').length]).toEqual([2, 1]);
    expect(without.error).toContain('Node was not found. Install Node 20.19 or newer');
    const old = folder('old-node', { node: '#!/bin/sh\necho v18.2.0\n' });
    execFileSync('chmod', ['+x', join(old, 'node')]);
    expect(
      run(cwd, python, ['-m', 'activation_lens', 'lint'], { ...env, PATH: `${old}:/bin` }).error,
    ).toContain('is Node v18.2.0, which is too old');
  });
});

describe('what is published', () => {
  it('names one version everywhere', () => {
    for (const file of ['.pre-commit-hooks.yaml', 'action.yml', 'Dockerfile', 'templates/gitlab-ci.yml']) {
      const named = readFileSync(join(root, file), 'utf8').match(/(?<=activation-lens@)[\d.]+/g) ?? [];
      expect(new Set(named), file).toEqual(new Set([version]));
    }
  });

  it('comes with the notices of the packages that are in it', async () => {
    expect(readFileSync(join(root, 'THIRD_PARTY_NOTICES.md'), 'utf8')).toBe(await thirdPartyNotices());
  });

  it('as an extension leaves the command line out', () => {
    const out = execFileSync('npx', ['vsce', 'ls', '--no-dependencies'], { cwd: root, encoding: 'utf8' });
    const files = out.trim().split('\n');
    expect(files).toContain('THIRD_PARTY_NOTICES.md');
    expect(files.filter((file) => /cli|\.map$|^src|^test/.test(file))).toEqual([]);
  });
});
