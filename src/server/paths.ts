/** Files by their absolute paths; a document that lies in no file goes by its URI, and lies in no folder. */
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { isProblem, systemDisk } from '../cli/disk';
import { pathOf } from '../cli/file-uri';
import { readText } from '../cli/module-source';
import type { Places } from '../editor/project-files';

export const places: Places<string> = {
  key: (path) => path,
  parent: (path) => (isAbsolute(path) ? dirname(path) : path),
  resolve: (folder, path) => resolve(folder, path),
  below(file, folder) {
    if (!isAbsolute(file)) return undefined;
    const path = relative(folder, file);
    if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return undefined;
    return path.split(sep).join('/');
  },
  styleOf: () => (sep === '\\' ? 'windows' : 'posix'),
};

/** What a unit of analysis is looked up by. */
export const resourceOf = (uri: string): string => pathOf(uri) ?? uri;

/** Configurations and baselines; larger ones were written for nobody. */
const LARGEST_FILE = 100_000_000;

/** Undefined for what cannot be read: most folders have no such file. */
export function readFile(path: string): Promise<string | undefined> {
  const read = isAbsolute(path) ? readText(path, LARGEST_FILE, systemDisk) : undefined;
  return Promise.resolve(read === undefined || isProblem(read) ? undefined : read.text);
}
