/** Replaces a file as a whole: whoever reads it, or comes after an interruption, finds the old content or the new one. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { nameOf, problemOf, systemPath, type Problem } from './disk';

let written = 0;

/** The same for a file whose folder need not be there yet. */
export function createFile(absolute: string, content: Uint8Array | string): Problem | undefined {
  try {
    mkdirSync(systemPath(dirname(absolute)), { recursive: true });
  } catch (error) {
    return { ...problemOf(error, 'written') };
  }
  return replaceFile(absolute, content);
}

/** Writes beside the file, then renames. A link stays a link, permissions and owner stay what they were. */
export function replaceFile(absolute: string, content: Uint8Array | string): Problem | undefined {
  let temporary: string | Buffer | undefined;
  try {
    const target = existing(absolute);
    const before = target === undefined ? undefined : statSync(systemPath(target));
    // A rename asks the folder only: a file that may not be written stays what it is.
    if (target !== undefined) accessSync(systemPath(target), constants.W_OK);
    const path = target ?? absolute;
    const name = `.${basename(path)}.${String(process.pid)}-${String(++written)}.tmp`;
    temporary = systemPath(join(dirname(path), name));
    const file = openSync(temporary, 'wx', before === undefined ? 0o666 : before.mode & 0o7777);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (before !== undefined) {
      chmodSync(temporary, before.mode & 0o7777);
      const own = statSync(temporary);
      if (own.uid !== before.uid || own.gid !== before.gid) chownSync(temporary, before.uid, before.gid);
    }
    renameSync(temporary, systemPath(path));
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return { ...problemOf(error, 'written') };
  }
}

/** What a path leads to; undefined where nothing is yet. */
function existing(absolute: string): string | undefined {
  try {
    return nameOf(realpathSync(systemPath(absolute), 'buffer'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
