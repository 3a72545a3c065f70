/** A revision of a Git repository as a disk: its files are read through the `git` command, and nothing is checked out. */
import { spawnSync } from 'node:child_process';
import nodePath from 'node:path';
import { nameOf, tooLarge, type Disk, type Entry, type Kind } from './disk';
import { CommandFailure } from './failure';

/** Names of all files of a large repository. */
const LARGEST_LISTING = 200_000_000;

/** Git is asked for what it has: nothing is fetched for a clone that lacks it, and no lock is taken. */
const SETTINGS = { GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };

interface Blob {
  readonly object: string;
  readonly size: number;
}

/** The file system as it was at a revision, below the working directory's repository. Undefined for what is no revision there. */
export function revisionDisk(revision: string, workingDirectory: string): Disk | undefined {
  if (revision === '' || revision.startsWith('-')) return undefined;
  const commit = asked(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], workingDirectory);
  const top = asked(['rev-parse', '--show-toplevel'], workingDirectory);
  if (commit === undefined || top === undefined) return undefined;
  const root = nodePath.resolve(lineOf(top));
  const listing = asked(
    ['ls-tree', '-r', '-l', '-z', '--full-tree', lineOf(commit)],
    workingDirectory,
    LARGEST_LISTING,
  );
  if (listing === undefined) throw new CommandFailure(`git cannot list the files of ${revision}`);
  return diskOf(root, listing, workingDirectory);
}

const lineOf = (bytes: Buffer): string => nameOf(bytes).replace(/\r?\n$/, '');

/** What git prints; undefined where it fails. */
function asked(args: readonly string[], cwd: string, most = 1_000_000): Buffer | undefined {
  const { status, stdout, error } = spawnSync('git', args, {
    cwd,
    maxBuffer: most,
    windowsHide: true,
    env: { ...process.env, ...SETTINGS },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT')
    throw new CommandFailure('the git command is not found');
  return status === 0 && error === undefined ? stdout : undefined;
}

function diskOf(root: string, listing: Buffer, cwd: string): Disk {
  const blobs = new Map<string, Blob>();
  const directories = new Map<string, Map<string, Entry>>([[root, new Map()]]);
  const note = (directory: string, name: string, kind: Entry['kind']): void => {
    let entries = directories.get(directory);
    if (entries === undefined) {
      directories.set(directory, (entries = new Map()));
      note(nodePath.dirname(directory), nodePath.basename(directory), 'directory');
    }
    entries.set(name, { name, kind });
  };
  for (let start = 0; start < listing.length;) {
    const end = listing.indexOf(0, start);
    const line = nameOf(listing.subarray(start, end < 0 ? listing.length : end));
    start = end < 0 ? listing.length : end + 1;
    const facts = /^(\d+) (\w+) ([\da-f]+) +(\d+|-)\t/.exec(line);
    if (facts === null) continue;
    const [head, mode, type, object = '', size] = facts;
    // A link's target may lie anywhere; another repository is not read.
    if (type !== 'blob' || mode === '120000') continue;
    const path = nodePath.join(root, line.slice(head.length));
    blobs.set(path, { object, size: Number(size) });
    note(nodePath.dirname(path), nodePath.basename(path), 'file');
  }
  return {
    path: nodePath,
    workingDirectory: cwd,
    kindOf(absolute): Kind | undefined {
      if (blobs.has(absolute)) return 'file';
      return directories.has(absolute) ? 'directory' : undefined;
    },
    entries: (absolute) => [...(directories.get(absolute)?.values() ?? [])],
    read(absolute, most) {
      const blob = blobs.get(absolute);
      if (blob === undefined) return { problem: 'is not in that revision' };
      if (blob.size > most) return tooLarge(most);
      return (
        asked(['cat-file', 'blob', blob.object], cwd, blob.size + 1) ?? {
          problem: 'cannot be read through git',
          refused: true,
        }
      );
    },
  };
}
