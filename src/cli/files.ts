/** Which files a run is about: the paths given, walked, without what `.gitignore` and `exclude` leave out. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { CommandFailure } from './failure';

export interface SourceFile {
  readonly absolute: string;
  /** As the user sees it: below an absolute path absolute, below a relative one relative. */
  readonly shown: string;
}

/** Whether configuration excludes an absolute path. */
export type IsExcluded = (absolute: string) => boolean;

const NEVER_ENTERED = new Set([
  '.git',
  '.hg',
  '.svn',
  '.tox',
  '.nox',
  '.venv',
  'venv',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '__pycache__',
  '.ipynb_checkpoints',
  '__pypackages__',
  'node_modules',
]);

interface IgnoreFile {
  readonly directory: string;
  readonly rules: Ignore;
}

/**
 * Files with one of these endings below the paths, sorted by the path shown, each once. A file that is named is taken whatever its
 * ending, and whatever `.gitignore` says.
 */
export function collectFiles(
  paths: readonly string[],
  endings: readonly string[],
  isExcluded: IsExcluded,
): readonly SourceFile[] {
  const wanted = (name: string) => endings.some((ending) => name.endsWith(ending));
  const found = new Map<string, SourceFile>();
  const add = (file: SourceFile) => {
    if (!found.has(file.absolute)) found.set(file.absolute, file);
  };
  for (const path of paths) {
    const absolute = resolve(path);
    const kind = kindOf(absolute);
    if (kind === undefined) throw new CommandFailure(`no such file or directory: ${path}`);
    if (isExcluded(absolute)) continue;
    if (kind === 'file') add({ absolute, shown: path });
    else walk(absolute, shownDirectory(path), ignoreFilesAbove(absolute), { wanted, isExcluded, add });
  }
  return [...found.values()].sort((one, other) =>
    one.shown < other.shown ? -1 : one.shown > other.shown ? 1 : 0,
  );
}

interface Walk {
  readonly wanted: (name: string) => boolean;
  readonly isExcluded: IsExcluded;
  readonly add: (file: SourceFile) => void;
}

function walk(
  directory: string,
  shown: string,
  above: readonly IgnoreFile[],
  { wanted, isExcluded, add }: Walk,
): void {
  const ignoreFiles = withIgnoreFileOf(directory, above);
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const absolute = join(directory, entry.name);
    // Linked directories are not entered: they could lead in a circle.
    const isDirectory = entry.isDirectory();
    const isSource =
      wanted(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && kindOf(absolute) === 'file'));
    if (isDirectory ? NEVER_ENTERED.has(entry.name) : !isSource) continue;
    if (isIgnored(absolute, isDirectory, ignoreFiles) || isExcluded(absolute)) continue;
    const shownEntry = shown + entry.name;
    if (isDirectory) walk(absolute, `${shownEntry}/`, ignoreFiles, { wanted, isExcluded, add });
    else add({ absolute, shown: shownEntry });
  }
}

function shownDirectory(path: string): string {
  return path === '.' || path === './' ? '' : `${path.replace(/(?<![/\\])[/\\]+$/, '')}/`;
}

export function kindOf(absolute: string): 'file' | 'directory' | undefined {
  try {
    const stats = statSync(absolute);
    return stats.isDirectory() ? 'directory' : 'file';
  } catch {
    return undefined;
  }
}

/** The `.gitignore` files between the repository's root and a directory; none outside a repository, as Git has it. */
function ignoreFilesAbove(directory: string): readonly IgnoreFile[] {
  const chain: string[] = [];
  let current = directory;
  while (!existsSync(join(current, '.git'))) {
    const parent = dirname(current);
    if (parent === current) return [];
    chain.push(parent);
    current = parent;
  }
  return chain
    .reverse()
    .reduce((files, parent) => withIgnoreFileOf(parent, files), [] as readonly IgnoreFile[]);
}

function withIgnoreFileOf(directory: string, above: readonly IgnoreFile[]): readonly IgnoreFile[] {
  const path = join(directory, '.gitignore');
  if (!existsSync(path)) return above;
  try {
    return [...above, { directory, rules: ignore().add(readFileSync(path, 'utf8')) }];
  } catch {
    return above;
  }
}

/** The innermost `.gitignore` that has an opinion decides. */
function isIgnored(absolute: string, isDirectory: boolean, ignoreFiles: readonly IgnoreFile[]): boolean {
  for (const { directory, rules } of ignoreFiles.toReversed()) {
    const path = relative(directory, absolute).split(sep).join('/') + (isDirectory ? '/' : '');
    const { ignored, unignored } = rules.test(path);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

/** Directories in which the packages of these files begin: imports are followed from there. */
export function packageRoot(directory: string): string {
  let current = directory;
  while (existsSync(join(current, '__init__.py')) && basename(current) !== '') {
    const parent = dirname(current);
    if (parent === current) break;
    current = parent;
  }
  return current;
}
