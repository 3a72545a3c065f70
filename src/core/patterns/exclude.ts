/** What `exclude` leaves out: files and folders by their name or by their path below the folder that the patterns are relative to. */
import { compileGlob } from './glob';

/** The most characters that all patterns of one list may have together, so that looking at a path takes a bounded time. */
export const LONGEST_PATTERNS = 20_000;

/** How paths are written where the files lie: on Windows a backslash separates, and capitals do not count. */
export type PathStyle = 'posix' | 'windows';

/**
 * Tells whether a path relative to the patterns' folder, or a folder that it lies in, is left out. A pattern without a slash speaks of any
 * name, one with a slash of a path.
 */
export function excluder(patterns: readonly string[], style: PathStyle): (relative: string) => boolean {
  if (patterns.length === 0) return () => false;
  const slashes = (path: string): string => (style === 'windows' ? path.replaceAll('\\', '/') : path);
  const globs = patterns.map((pattern) => {
    const trimmed = trim(slashes(pattern));
    const glob = compileGlob(trimmed, { braces: true, ignoreCase: style === 'windows' });
    return { byName: !trimmed.includes('/'), glob };
  });
  return (relative) => {
    const names = slashes(relative).split('/');
    return names.some((name, index) => {
      const path = names.slice(0, index + 1).join('/');
      return globs.some(({ byName, glob }) => glob(byName ? name : path));
    });
  };
}

/** `./build/`, `/build`, `build/**` all mean the folder. */
function trim(pattern: string): string {
  let [start, end] = [0, pattern.length];
  if (pattern.startsWith('./')) start = 2;
  else if (pattern.startsWith('/')) start = 1;
  while (end > start + 3 && pattern.endsWith('/**', end)) end -= 3;
  while (end > start && pattern.endsWith('/', end)) end -= 1;
  return pattern.slice(start, end);
}
