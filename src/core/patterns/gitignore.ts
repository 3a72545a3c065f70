/** The patterns of a `.gitignore` file, as Git reads them. */
import { compileGlob, type Glob } from './glob';

/** More text than this is not read: what is behind it ignores nothing. */
const LONGEST_IGNORE_FILE = 100_000;

export interface IgnorePatterns {
  /** For a path relative to the file's folder, parts separated by `/`: ignored, kept by a pattern with `!`, or not spoken of. */
  of(path: string, isDirectory: boolean): 'ignored' | 'kept' | undefined;
}

interface Pattern {
  readonly keeps: boolean;
  readonly directoriesOnly: boolean;
  readonly byName: boolean;
  readonly glob: Glob;
}

export function readGitignore(text: string): IgnorePatterns {
  const patterns = text
    .slice(0, LONGEST_IGNORE_FILE)
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line) => read(line) ?? [])
    .reverse();
  return {
    of(path, isDirectory) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const last = patterns.find(
        ({ directoriesOnly, byName, glob }) =>
          (isDirectory || !directoriesOnly) && glob(byName ? name : path),
      );
      return last && (last.keeps ? 'kept' : 'ignored');
    },
  };
}

function read(raw: string): Pattern | undefined {
  let line = withoutTrailingBlanks(raw.endsWith('\r') ? raw.slice(0, -1) : raw);
  if (line === '' || line.startsWith('#')) return undefined;
  const keeps = line.startsWith('!');
  if (keeps) line = line.slice(1);
  const directoriesOnly = line.endsWith('/');
  if (directoriesOnly) line = line.slice(0, -1);
  const byName = !line.includes('/');
  if (line.startsWith('/')) line = line.slice(1);
  // A backslash that escapes nothing makes a pattern that Git matches with nothing.
  if (line === '' || /(?:^|[^\\])(?:\\\\)*\\$/.test(line)) return undefined;
  return { keeps, directoriesOnly, byName, glob: compileGlob(line, { braces: false, ignoreCase: false }) };
}

/** A blank at the end counts only behind a backslash. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end -= 1;
  return line.slice(0, end);
}
