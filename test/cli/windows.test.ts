/** Windows' ways, by the rules of its paths and a file system that lies in memory. */
import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Disk, Kind } from '../../src/cli/disk';
import { pathOf, uriOf } from '../../src/cli/file-uri';
import { collectFiles } from '../../src/cli/files';
import { shownLike } from '../../src/cli/findings';
import { createModuleSource } from '../../src/cli/module-source';
import { ProjectConfiguration } from '../../src/cli/project-configuration';

/** Files by their absolute paths with backslashes; names without regard to capitals. */
function windowsDisk(files: Readonly<Record<string, string>>, workingDirectory: string): Disk {
  const contents = new Map(Object.entries(files).map(([path, text]) => [path.toLowerCase(), text]));
  const folders = new Map<string, Map<string, Kind>>();
  for (const path of Object.keys(files)) {
    let kind: Kind = 'file';
    for (let at = path; win32.dirname(at) !== at; at = win32.dirname(at)) {
      const key = win32.dirname(at).toLowerCase();
      const names = folders.get(key) ?? new Map<string, Kind>();
      folders.set(key, names.set(win32.basename(at), kind));
      kind = 'directory';
    }
  }
  return {
    path: win32,
    workingDirectory,
    kindOf: (path) =>
      contents.has(path.toLowerCase()) ? 'file' : folders.has(path.toLowerCase()) ? 'directory' : undefined,
    entries: (path) => [...(folders.get(path.toLowerCase()) ?? [])].map(([name, kind]) => ({ name, kind })),
    read: (path) => {
      const text = contents.get(path.toLowerCase());
      return text === undefined ? { problem: 'cannot be read (ENOENT)' } : Buffer.from(text);
    },
  };
}

const disk = windowsDisk(
  {
    'C:\\code\\pyproject.toml': '[tool.activation-lens]\r\nexclude = [\'src\\Old\\*\', "third_party/**"]\r\n',
    'C:\\code\\.git\\HEAD': '',
    'C:\\code\\.gitignore': 'build/\r\n*_generated.py\r\n',
    'C:\\code\\src\\a.py': '',
    'C:\\code\\src\\a_generated.py': '',
    'C:\\code\\src\\old\\b.py': '',
    'C:\\code\\src\\pkg\\__init__.py': '',
    'C:\\code\\src\\pkg\\c.py': '',
    'C:\\code\\third_party\\d.py': '',
    'C:\\code\\build\\e.py': '',
    'D:\\other\\f.py': '',
  },
  'C:\\code',
);
function shown(...paths: readonly string[]): readonly string[] {
  const configuration = new ProjectConfiguration(
    { config: undefined, select: undefined, ignore: undefined },
    disk,
  );
  const isExcluded = (path: string) => configuration.of(path).excludes(path);
  return collectFiles(paths, ['.py', '.ipynb'], isExcluded, disk).files.map((file) => file.shown);
}

describe('on Windows', () => {
  it.each([
    [['.'], ['src/a.py', 'src/pkg/__init__.py', 'src/pkg/c.py']],
    [['src\\'], ['src/a.py', 'src/pkg/__init__.py', 'src/pkg/c.py']],
    [['.\\src\\pkg'], ['./src/pkg/__init__.py', './src/pkg/c.py']],
    [['C:\\code\\src\\pkg'], ['C:/code/src/pkg/__init__.py', 'C:/code/src/pkg/c.py']],
    [
      ['D:\\other', 'src\\a.py'],
      ['D:/other/f.py', 'src/a.py'],
    ],
    [['src\\old\\b.py'], []],
  ])('%j are the files %j', (given, expected) => {
    expect(shown(...given)).toEqual(expected);
  });

  it('an import is followed from a URI as VS Code writes it, within the paths given', () => {
    const source = createModuleSource(['C:\\code\\src'], disk);
    const from = 'file:///c%3A/code/src/pkg/c.py';
    expect(createModuleSource(['c:\\code\\src'], disk).resolve('', 1, from)).toBe(
      'file:///c:/code/src/pkg/__init__.py',
    );
    expect(source.resolve('a', 0, 'file:///C:/code/src/pkg/c.py')).toBe('file:///C:/code/src/a.py');
    expect(source.resolve('f', 0, 'file:///C:/code/src/a.py')).toBeUndefined();
    expect(source.read('file:///C%3A/code/src/a.py')).toBe('');
  });

  it.each([
    ['src/a.py', 'file:///c%3A/code/src/b.py', 'src/b.py'],
    ['C:/code/src/a.py', 'file:///C:/code/src/b.py', 'C:/code/src/b.py'],
    ['src/a.py', 'file:///D:/other/f.py', 'D:/other/f.py'],
  ])('beside %s the file %s is shown as %s', (beside, uri, expected) => {
    expect(shownLike(beside, uri, win32, 'c:\\code')).toBe(expected);
  });
});

describe('file URIs', () => {
  it.each([
    ['C:\\a b\\ä#%.py', 'file:///C:/a%20b/%C3%A4%23%25.py', win32],
    ['\\\\server\\share\\a.py', 'file://server/share/a.py', win32],
    ['/a b/ä?.py', 'file:///a%20b/%C3%A4%3F.py', posix],
    ['/a\\b.py', 'file:///a%5Cb.py', posix],
    ['/d\uDCFE/\uDCE9ä.py', 'file:///d%FE/%E9%C3%A4.py', posix],
  ])('%s is %s and back', (path, uri, paths) => {
    expect(uriOf(path, paths)).toBe(uri);
    expect(pathOf(uri, paths)).toBe(path);
  });

  it.each([
    ['file:///c%3A/Users/x.py', 'c:\\Users\\x.py'],
    ['file://localhost/C:/x.py', 'C:\\x.py'],
    ['untitled:x.py', undefined],
    ['file:///no-drive.py', undefined],
    ['file:///C:/a%00.py', undefined],
    ['file:///C:/a%.py', undefined],
  ])('%s leads to %s on Windows', (uri, expected) => {
    expect(pathOf(uri, win32)).toBe(expected);
  });
});
