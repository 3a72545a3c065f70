/** Files on disk, read as the command line reads them. */
import { isProblem, systemDisk } from '../cli/disk';
import { pathOf, uriOf } from '../cli/file-uri';
import { collectFiles } from '../cli/files';
import { createModuleSource, readText } from '../cli/module-source';
import { readContent } from '../cli/source-text';
import type { Files } from './files';

/** Configurations and baselines; larger ones were written for nobody. */
const LARGEST_FILE = 100_000_000;

export function createDiskFiles(first: readonly string[]): Files {
  let folders = pathsOf(first);
  let source = createModuleSource(folders);
  return {
    modules: {
      read: (uri) => source.read(uri),
      resolve: (module, level, from) => source.resolve(module, level, from),
    },
    source(uri) {
      const path = pathOf(uri);
      return Promise.resolve(path === undefined ? { problem: 'is no file' } : readContent(path, systemDisk));
    },
    read(uri) {
      const path = pathOf(uri);
      const read = path === undefined ? undefined : readText(path, LARGEST_FILE, systemDisk);
      return Promise.resolve(read === undefined || isProblem(read) ? undefined : read.text);
    },
    list: () =>
      Promise.resolve(
        collectFiles(folders, ['.py', '.ipynb'], () => false).files.map(({ absolute }) => uriOf(absolute)),
      ),
    forget(changed) {
      if (changed !== undefined) folders = pathsOf(changed);
      source = createModuleSource(folders);
    },
  };
}

const pathsOf = (folders: readonly string[]): readonly string[] =>
  folders.flatMap((uri) => pathOf(uri) ?? []);
