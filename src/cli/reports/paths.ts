/** Paths as services want them that show findings beside a repository's files. */
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Below the repository that a service checked out (or the working directory), separated by `/`; absolute where it lies elsewhere. */
export function inRepository(path: string, root: string | undefined): string {
  const base = root ?? process.cwd();
  const below = relative(base, resolve(path));
  const outside = below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  return (outside ? resolve(path) : below).split(sep).join('/');
}
