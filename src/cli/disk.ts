/**
 * The file system as the command line sees it. Only regular files are read: a pipe would never end. A name that is not UTF-8 becomes a string in
 * which each odd byte is a lone surrogate (U+DC80 to U+DCFF, as in Python), and leads back to the same file.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import nodePath, { type PlatformPath } from 'node:path';

export type Kind = 'file' | 'directory' | 'special';

export interface Entry {
  readonly name: string;
  readonly kind: Kind | 'link';
}

/** Why something cannot be read, to follow its name. */
export interface Problem {
  readonly problem: string;
  /** The system refused: what the file holds is not to blame. */
  readonly refused?: true;
}

export interface Disk {
  /** How paths are written there. */
  readonly path: PlatformPath;
  readonly workingDirectory: string;
  /** What a path leads to, links followed; undefined where nothing is. */
  kindOf(absolute: string): Kind | Problem | undefined;
  entries(absolute: string): readonly Entry[] | Problem;
  /** The bytes of a regular file of at most so many. */
  read(absolute: string, most: number): Uint8Array | Problem;
}

export const isProblem = (result: unknown): result is Problem =>
  typeof result === 'object' && result !== null && 'problem' in result;

export const systemDisk: Disk = {
  path: nodePath,
  get workingDirectory() {
    return process.cwd();
  },
  kindOf(absolute) {
    try {
      // Most paths that are asked for are guesses at where a module may be: an error for each would cost more than the answer.
      const stats = statSync(systemPath(absolute), { throwIfNoEntry: false });
      return stats && kindOfStats(stats);
    } catch (error) {
      const code = codeOf(error);
      return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : problemOf(error);
    }
  },
  entries(absolute) {
    try {
      const entries = readdirSync(systemPath(absolute), { withFileTypes: true, encoding: 'buffer' });
      return entries.map((entry) => ({
        name: nameOf(entry.name),
        kind: entry.isSymbolicLink() ? 'link' : kindOfStats(entry),
      }));
    } catch (error) {
      return problemOf(error);
    }
  },
  read(absolute, most) {
    let file: number;
    try {
      // Opening a pipe waits for its writer unless it is told not to.
      file = openSync(systemPath(absolute), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      return problemOf(error);
    }
    try {
      const stats = fstatSync(file);
      if (stats.isDirectory()) return { problem: 'is a directory' };
      if (!stats.isFile()) return { problem: 'is a pipe or device, not a file' };
      if (stats.size > most) return tooLarge(most);
      return readAll(file, stats.size, most);
    } catch (error) {
      return problemOf(error);
    } finally {
      closeSync(file);
    }
  },
};

export function tooLarge(most: number): Problem {
  return { problem: `is larger than ${String(most / 1_000_000)} MB` };
}

/** A file may grow while it is read, and some say that they are empty and are not (those below `/proc`). */
function readAll(file: number, expected: number, most: number): Uint8Array | Problem {
  let buffer = Buffer.alloc(expected + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, buffer, length, buffer.length - length, null);
    length += read;
    if (read === 0) return buffer.subarray(0, length);
    if (length > most) return tooLarge(most);
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(Math.max(length, 65_536))]);
  }
}

function kindOfStats(stats: { isDirectory(): boolean; isFile(): boolean }): Kind {
  return stats.isDirectory() ? 'directory' : stats.isFile() ? 'file' : 'special';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function problemOf(error: unknown, done: 'read' | 'written' = 'read'): Problem {
  return { problem: `cannot be ${done} (${codeOf(error) ?? String(error)})`, refused: true };
}

/** A file system in which some files, by their absolute paths, have another content than on disk. */
export function overlaid(disk: Disk, contents: ReadonlyMap<string, Uint8Array>): Disk {
  if (contents.size === 0) return disk;
  return {
    path: disk.path,
    get workingDirectory() {
      return disk.workingDirectory;
    },
    kindOf: (absolute) => (contents.has(absolute) ? 'file' : disk.kindOf(absolute)),
    entries: (absolute) => disk.entries(absolute),
    read(absolute, most) {
      const content = contents.get(absolute);
      if (content === undefined) return disk.read(absolute, most);
      return content.length > most ? tooLarge(most) : content;
    },
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A name as a string, whatever its bytes are. */
export function nameOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    let name = '';
    for (let position = 0; position < bytes.length;) {
      const lead = bytes[position] ?? 0;
      const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
      const character = decoded(bytes.subarray(position, position + length));
      name += character ?? String.fromCharCode(0xdc00 + lead);
      position += character === undefined ? 1 : length;
    }
    return name;
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const ODD_BYTE = /[\uDC80-\uDCFF]/u;

/** What a string of `nameOf` is for the system: its bytes where it stands for odd ones. */
export function systemPath(path: string): string | Buffer {
  if (nodePath.sep === '\\' || !ODD_BYTE.test(path)) return path;
  const pieces = path.split(/([\uDC80-\uDCFF])/u);
  return Buffer.concat(
    pieces.map((piece, index) =>
      index % 2 === 0 ? Buffer.from(piece) : Buffer.from([piece.charCodeAt(0) - 0xdc00]),
    ),
  );
}
