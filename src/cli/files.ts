/** Which files a run is about: the paths given, walked, without what `.gitignore` and `exclude` leave out. */
import { readGitignore, type IgnorePatterns } from '../core/patterns/gitignore';
import { isProblem, systemDisk, type Disk, type Entry } from './disk';
import { CommandFailure } from './failure';

export interface SourceFile {
  readonly absolute: string;
  /** As the user sees it: below an absolute path absolute, below a relative one relative; separated by `/` everywhere. */
  readonly shown: string;
}

export interface CollectedFiles {
  readonly files: readonly SourceFile[];
  /** What could not be looked into, a line each: the run goes on, but is not a clean one. */
  readonly problems: readonly string[];
}

/** Whether configuration excludes an absolute path. */
export type IsExcluded = (absolute: string) => boolean;

const NEVER_ENTERED: ReadonlySet<string> = new Set([
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

/** A `.gitignore` larger than this ignores nothing. */
const LARGEST_IGNORE_FILE = 1_000_000;

interface IgnoreFile {
  readonly directory: string;
  readonly patterns: IgnorePatterns;
}

/**
 * Files with one of these endings below the paths, sorted by the path shown, each once. A file that is named is taken whatever its
 * ending, and whatever `.gitignore` says. A path that leads nowhere, to a pipe or device, or to no such file at all fails the run.
 */
export function collectFiles(
  paths: readonly string[],
  endings: readonly string[],
  isExcluded: IsExcluded,
  disk: Disk = systemDisk,
  respectGitignore = true,
): CollectedFiles {
  const walk = new Walk(disk, endings, isExcluded, respectGitignore);
  for (const path of paths) walk.take(path);
  const files = [...walk.found.values()].sort((one, other) =>
    one.shown < other.shown ? -1 : one.shown > other.shown ? 1 : 0,
  );
  return { files, problems: walk.problems };
}

class Walk {
  readonly found = new Map<string, SourceFile>();
  readonly problems: string[] = [];
  /** Files so far, those that lie below several of the paths given counted each time. */
  private met = 0;
  /** Files and directories that `.gitignore` or `exclude` leave out. */
  private passedOver = 0;

  constructor(
    private readonly disk: Disk,
    private readonly endings: readonly string[],
    private readonly isExcluded: IsExcluded,
    private readonly respectGitignore: boolean,
  ) {}

  take(path: string): void {
    if (path === '') throw new CommandFailure('a path is empty');
    const absolute = this.disk.path.resolve(this.disk.workingDirectory, path);
    const kind = this.disk.kindOf(absolute);
    if (kind === undefined) throw new CommandFailure(`no such file or directory: ${path}`);
    if (isProblem(kind)) throw new CommandFailure(`${path} ${kind.problem}`);
    if (kind === 'special') throw new CommandFailure(`${path} is a pipe or device, not a file or directory`);
    if (this.isExcluded(absolute)) return;
    const shown = this.disk.path.sep === '\\' ? path.replaceAll('\\', '/') : path;
    if (kind === 'file') this.add({ absolute, shown });
    else this.directory(absolute, path, shownDirectory(shown));
  }

  private directory(absolute: string, path: string, shown: string): void {
    const { met, passedOver } = this;
    const before = this.problems.length;
    this.walk(absolute, shown, this.ignoreFilesAbove(absolute));
    if (this.met > met || this.problems.length > before) return;
    const condition = this.passedOver > passedOver ? ' that is not excluded or ignored' : '';
    this.problems.push(`no ${this.endings.join(' or ')} file in ${path}${condition}`);
  }

  private add(file: SourceFile): void {
    this.met += 1;
    if (!this.found.has(file.absolute)) this.found.set(file.absolute, file);
  }

  private walk(directory: string, shown: string, above: readonly IgnoreFile[]): void {
    const entries = this.disk.entries(directory);
    if (isProblem(entries)) {
      this.problems.push(`directory ${shown === '' ? '.' : shown} ${entries.problem}`);
      return;
    }
    const ignoreFiles = this.withIgnoreFileOf(directory, above);
    for (const entry of entries) {
      const absolute = this.disk.path.join(directory, entry.name);
      // Linked directories are not entered: they could lead in a circle.
      const isDirectory = entry.kind === 'directory';
      if (isDirectory ? NEVER_ENTERED.has(entry.name) : !this.isSource(entry, absolute)) continue;
      if (this.isIgnored(absolute, isDirectory, ignoreFiles) || this.isExcluded(absolute)) {
        this.passedOver += 1;
        continue;
      }
      const shownEntry = shown + entry.name;
      if (isDirectory) this.walk(absolute, `${shownEntry}/`, ignoreFiles);
      else this.add({ absolute, shown: shownEntry });
    }
  }

  /** A link that leads nowhere is what editors leave beside a file that is open. */
  private isSource({ name, kind }: Entry, absolute: string): boolean {
    if (!this.endings.some((ending) => name.endsWith(ending))) return false;
    const target = kind === 'link' ? this.disk.kindOf(absolute) : kind;
    return target !== undefined && target !== 'directory';
  }

  /** The `.gitignore` files between the repository's root and a directory; none outside a repository, as Git has it. */
  private ignoreFilesAbove(directory: string): readonly IgnoreFile[] {
    if (!this.respectGitignore) return [];
    const { dirname, join } = this.disk.path;
    const chain: string[] = [];
    let current = directory;
    while (!exists(this.disk, join(current, '.git'))) {
      const parent = dirname(current);
      if (parent === current) return [];
      chain.push(parent);
      current = parent;
    }
    return chain
      .reverse()
      .reduce<readonly IgnoreFile[]>((files, parent) => this.withIgnoreFileOf(parent, files), []);
  }

  private withIgnoreFileOf(directory: string, above: readonly IgnoreFile[]): readonly IgnoreFile[] {
    if (!this.respectGitignore) return above;
    const path = this.disk.path.join(directory, '.gitignore');
    if (this.disk.kindOf(path) === undefined) return above;
    const bytes = this.disk.read(path, LARGEST_IGNORE_FILE);
    if (isProblem(bytes)) {
      this.problems.push(`${path} ${bytes.problem}`);
      return above;
    }
    return [...above, { directory, patterns: readGitignore(new TextDecoder().decode(bytes)) }];
  }

  /** The innermost `.gitignore` that has an opinion decides. */
  private isIgnored(absolute: string, isDirectory: boolean, ignoreFiles: readonly IgnoreFile[]): boolean {
    const { relative, sep } = this.disk.path;
    for (const { directory, patterns } of ignoreFiles.toReversed()) {
      const opinion = patterns.of(relative(directory, absolute).split(sep).join('/'), isDirectory);
      if (opinion !== undefined) return opinion === 'ignored';
    }
    return false;
  }
}

function shownDirectory(path: string): string {
  if (path === '.' || path === './') return '';
  return `${path.replace(/(?<!\/)\/+$/, '')}/`;
}

export function exists(disk: Disk, absolute: string): boolean {
  const kind = disk.kindOf(absolute);
  return kind !== undefined && !isProblem(kind);
}

/** Directories in which the packages of these files begin: imports are followed from there. */
export function packageRoot(directory: string, disk: Disk = systemDisk): string {
  const { basename, dirname, join } = disk.path;
  let current = directory;
  while (basename(current) !== '' && disk.kindOf(join(current, '__init__.py')) === 'file') {
    const parent = dirname(current);
    if (parent === current) break;
    current = parent;
  }
  return current;
}
