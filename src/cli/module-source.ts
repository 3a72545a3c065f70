/** Follows imports on disk, within the paths given and the packages that they belong to. */
import type { ModuleSource } from '../core/service';
import { decodePython } from '../core/python/encoding';
import { longestText } from '../core/service/relevance';
import { isProblem, systemDisk, type Disk, type Problem } from './disk';
import { pathOf, uriOf } from './file-uri';
import { packageRoot } from './files';

/** A module larger than this is data, not a model: names imported from it are unknown. */
export const LARGEST_MODULE = 2_000_000;

/** A Python file of more bytes is not read; in memory it would be longer than what is analysed. */
export const LARGEST_FILE = longestText;

/** A file's text, or why it has none. A byte order mark is left out. */
export function readText(
  absolute: string,
  most = LARGEST_FILE,
  disk: Disk = systemDisk,
): { readonly text: string } | Problem {
  const bytes = disk.read(absolute, most);
  if (isProblem(bytes)) return bytes;
  return decodePython(bytes);
}

/** `roots` are the directories given, and those of the files given. */
export function createModuleSource(roots: readonly string[], given: Disk = systemDisk): ModuleSource {
  const disk = askedOnce(given);
  const { dirname, join, sep } = disk.path;
  const searched = [...new Set(roots.flatMap((root) => [packageRoot(root, disk), root]))];
  const texts = new Map<string, string | undefined>();
  const resolved = new Map<string, string | undefined>();
  /** The folder of each file that imports something. */
  const folders = new Map<string, string | undefined>();
  // The package that holds a root counts as given; what merely lies beside that package does not.
  const within = [...new Set(roots.map((root) => topPackage(root, disk)))].map((root) =>
    root.endsWith(sep) ? root : root + sep,
  );
  const belongs = (path: string) => within.some((root) => path.startsWith(root));

  function find(base: string, module: string): string | undefined {
    const path = join(base, ...module.split('.').filter((part) => part !== ''));
    const candidates = [join(path, '__init__.py'), ...(module === '' ? [] : [`${path}.py`])];
    return candidates.find((candidate) => belongs(candidate) && disk.kindOf(candidate) === 'file');
  }

  /** What is run stands somewhere above a module, and Python looks beside what is run: `python project/train.py` for `project/models/net.py`. */
  function foldersAround(directory: string): readonly string[] {
    const around: string[] = [];
    for (let folder = dirname(directory); belongs(folder + sep); folder = dirname(folder))
      around.push(folder);
    return around;
  }

  function readModule(uri: string): string | undefined {
    const path = pathOf(uri, disk.path);
    const read = path === undefined ? undefined : readText(path, LARGEST_MODULE, disk);
    return read === undefined || isProblem(read) ? undefined : read.text;
  }

  function folderOf(uri: string): string | undefined {
    if (!folders.has(uri)) {
      const path = pathOf(uri, disk.path);
      folders.set(uri, path && dirname(path));
    }
    return folders.get(uri);
  }

  return {
    read(uri) {
      if (!texts.has(uri)) texts.set(uri, readModule(uri));
      return texts.get(uri);
    },
    resolve(module, level, fromUri) {
      const folder = folderOf(fromUri);
      if (folder === undefined) return undefined;
      const key = `${level}:${module}:${folder}`;
      if (resolved.has(key)) return resolved.get(key);
      let directory = folder;
      for (let up = 1; up < level && dirname(directory) !== directory; up++) directory = dirname(directory);
      const bases =
        level > 0
          ? [directory]
          : [packageRoot(directory, disk), directory, ...foldersAround(directory), ...searched];
      let path: string | undefined;
      for (const base of bases) path ??= find(base, module);
      const uri = path && uriOf(path, disk.path);
      resolved.set(key, uri);
      return uri;
    },
  };
}

function topPackage(directory: string, disk: Disk): string {
  const { join, sep } = disk.path;
  const root = packageRoot(directory, disk);
  if (root === directory) return directory;
  const first = directory.slice(root.length).split(sep).filter(Boolean)[0];
  return first === undefined ? directory : join(root, first);
}

/** Files of one folder guess at the same places for what they import: each is looked at once. */
function askedOnce(disk: Disk): Disk {
  const kinds = new Map<string, ReturnType<Disk['kindOf']>>();
  return {
    path: disk.path,
    workingDirectory: disk.workingDirectory,
    entries: (absolute) => disk.entries(absolute),
    read: (absolute, most) => disk.read(absolute, most),
    kindOf(absolute) {
      if (!kinds.has(absolute)) kinds.set(absolute, disk.kindOf(absolute));
      return kinds.get(absolute);
    },
  };
}
